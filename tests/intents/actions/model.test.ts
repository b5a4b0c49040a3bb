import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { modelList, modelPull } from "../../../intents/actions/model.ts";
import { ollama } from "../../../src/providers/ollama.ts";
import { fakeOllama, qwen, type FakeOllama } from "../../fakes/ollama/server.ts";
import { openSite, type Site } from "./site.ts";

let server: FakeOllama;
let site: Site;
beforeEach(async () => {
  server = await fakeOllama();
  site = await openSite({ models: ollama({ url: server.url, allow: [qwen.name, "qwen3:8b"] }) });
});
afterEach(async () => {
  await site.close();
  await server.stop();
});

describe("model.list", () => {
  it("names what is there and what may be pulled", async () => {
    expect(await site.answer(modelList, {})).toMatchObject({
      text: `Ollama at ${server.url} has 1 model: qwen3:4b-instruct. May be pulled: qwen3:4b-instruct, qwen3:8b.`,
      blocks: [{ rows: [["qwen3:4b-instruct", "2.5 GB", "completion, tools", "in memory"]] }],
    });
    server.models.length = 0;
    expect(await site.answer(modelList, {})).toMatchObject({ text: expect.stringContaining("no model yet") as string });
  });

  it("says where the server is missing", async () => {
    await server.stop();
    await expect(site.answer(modelList, {})).rejects.toMatchObject({ code: "MODEL_UNREACHABLE" });
  });
});

describe("model.pull", () => {
  it("says whether it is there already, pulls nothing before it is approved, and then pulls", async () => {
    const again = await site.plan(modelPull, { model: qwen.name });
    expect(again).toMatchObject({
      sentence: `Download what is new of the model qwen3:4b-instruct, which is installed already (2.5 GB), to Ollama at ${server.url}`,
      changes: [{ kind: "update", before: "installed, 2.5 GB" }],
      facts: { installed: true },
      undo: null,
    });
    const plan = await site.plan(modelPull, { model: "qwen3:8b" });
    expect(plan).toMatchObject({
      sentence: `Download the model qwen3:8b, which is not there yet, to Ollama at ${server.url}`,
      effect: "write",
      resources: [{ kind: "model", id: "qwen3:8b" }],
      changes: [{ kind: "create", subject: "qwen3:8b", before: null }],
      facts: { installed: false },
    });
    expect(server.pulls).toEqual([]);
    expect(await site.apply(modelPull, plan)).toMatchObject({ state: "done" });
    expect(server.pulls).toEqual(["qwen3:8b"]);
    expect(site.effects()).toMatchObject([{ key: "qwen3:8b", retry: "idempotent" }]);
  });

  it("is refused before anything is asked where the model is not allowed", async () => {
    await expect(site.plan(modelPull, { model: "mistral:7b" })).rejects.toMatchObject({ code: "MODEL_NOT_ALLOWED" });
    await expect(site.plan(modelPull, { model: "a b; rm" })).rejects.toMatchObject({ code: "BAD_INPUT" });
    expect(server.calls).toEqual([]);
  });

  it("fails in the server's own words", async () => {
    server.pull = [{ status: "pulling manifest" }, { error: "no space left on device" }];
    const plan = await site.plan(modelPull, { model: "qwen3:8b" });
    await expect(site.apply(modelPull, plan)).rejects.toThrow(/no space left on device/);
  });
});
