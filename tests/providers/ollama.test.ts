import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createModels, wordProgress, wordSize, type Progress } from "../../src/providers/models.ts";
import { ollama } from "../../src/providers/ollama.ts";
import { fakeOllama, qwen, type FakeOllama } from "../fakes/ollama/server.ts";

let server: FakeOllama;
beforeEach(async () => {
  server = await fakeOllama();
});
afterEach(() => server.stop());

const models = () => ollama({ url: server.url, allow: ["qwen3", "kimi:1t-cloud"], timeoutMs: 300, silenceMs: 200 });
const forever = new AbortController().signal;

describe("the models of an Ollama server", () => {
  it("are listed with size, abilities, and where they are", async () => {
    server.models.push({ name: "big:cloud", size: 300, capabilities: ["completion"], remote: "https://ollama.test" });
    expect(await models().list(forever)).toEqual([
      { name: qwen.name, size: qwen.size, capabilities: ["completion", "tools"], loaded: true, remote: false },
      { name: "big:cloud", size: 300, capabilities: ["completion"], loaded: false, remote: true },
    ]);
    expect(await models().version(forever)).toBe("0.33.1");
  });

  it("of an older server are asked one by one what they can do", async () => {
    server.old = true;
    expect(await models().list(forever)).toMatchObject([{ capabilities: ["completion", "tools"] }]);
    expect(server.calls).toContain("POST /api/show");
  });

  it("are pulled, if they are allowed, with every step told", async () => {
    const told: Progress[] = [];
    await models().pull("qwen3:latest", (progress) => told.push(progress), forever);
    expect(server.pulls).toEqual(["qwen3:latest"]);
    expect(told).toContainEqual({ status: "pulling 3e4cb1417446", done: 1_250_000_000, total: 2_500_000_000 });
    expect(told.at(-1)).toEqual({ status: "success" });
    await expect(models().pull("mistral:7b", () => undefined, forever)).rejects.toMatchObject({
      code: "MODEL_NOT_ALLOWED",
    });
    await expect(models().pull("kimi:1t-cloud", () => undefined, forever)).rejects.toMatchObject({
      code: "MODEL_REFUSED",
    });
    expect(server.pulls).toHaveLength(1);
  });

  it.each([
    [[{ status: "pulling manifest" }, { error: "pull model manifest: file does not exist" }], /file does not exist/],
    [[{ status: "pulling manifest" }, { status: "verifying sha256 digest" }], /success/],
  ])("fail to be pulled where the stream says so or breaks off", async (lines, why) => {
    server.pull = lines;
    await expect(models().pull("qwen3", () => undefined, forever)).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
      message: expect.stringMatching(why) as string,
    });
  });

  it("are given up where a pull falls silent or is stopped, and the connection is closed", async () => {
    server.pace = 2000;
    await expect(models().pull("qwen3", () => undefined, forever)).rejects.toThrow(
      /nothing was heard of qwen3 for 0\.2 s/,
    );
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 50);
    await expect(models().pull("qwen3", () => undefined, stop.signal)).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
    });
    for (let waited = 0; server.pulling() > 0 && waited < 500; waited += 10) await sleep(10);
    expect(server.pulling()).toBe(0);
  });

  it("are loaded once, and a missing one is named", async () => {
    server.loaded.clear();
    await models().load(qwen.name, forever);
    await models().load(qwen.name, forever);
    expect(server.chats).toHaveLength(1);
    expect(server.chats[0]?.messages).toEqual([]);
    await expect(models().load("mistral:7b", forever)).rejects.toMatchObject({ code: "MODEL_MISSING" });
  });
});

const other = async (answer: (server: Server) => void): Promise<{ url: string; close: () => void }> => {
  const web = createServer();
  answer(web);
  await new Promise<void>((resolve) => {
    web.listen(0, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${(web.address() as AddressInfo).port}`, close: () => web.close() };
};

describe("an Ollama server that is not one", () => {
  it("is a Problem, in time: silent, gone, a web site, a redirect, an error", async () => {
    const unreachable = { code: "MODEL_UNREACHABLE" };
    server.deaf = true;
    const started = performance.now();
    await expect(models().list(forever)).rejects.toMatchObject(unreachable);
    expect(performance.now() - started).toBeLessThan(800);

    const page = await other((web) => web.on("request", (_, response) => response.end("<html>")));
    await expect(ollama({ url: page.url, allow: [] }).list(forever)).rejects.toMatchObject(unreachable);
    page.close();

    const away = await other((web) =>
      web.on("request", (_, response) => response.writeHead(302, { location: "http://127.0.0.1:9/" }).end()),
    );
    await expect(ollama({ url: away.url, allow: [] }).list(forever)).rejects.toMatchObject(unreachable);
    away.close();

    const broken = await other((web) =>
      web.on("request", (_, response) => response.writeHead(500).end("<html>internal error</html>")),
    );
    await expect(ollama({ url: broken.url, allow: [] }).list(forever)).rejects.toMatchObject({
      code: "PROVIDER_FAILED",
    });
    broken.close();

    await server.stop();
    await expect(models().version(forever)).rejects.toMatchObject(unreachable);
  });
});

describe("the models of a site", () => {
  const config = { provider: "none", name: "x", url: null, key: null, deadline_ms: 8000, allow: [] };

  it("are those of Ollama, whether or not one of them reads words, and nobody's where another provider is used", async () => {
    const there = createModels({ model: { ...config, url: server.url } });
    expect(there.where).toBe(`Ollama at ${server.url}`);
    const elsewhere = createModels({ model: { ...config, provider: "openai" } });
    await expect(elsewhere.list(forever)).rejects.toMatchObject({ code: "NOT_CONFIGURED" });
  });

  it("are told of in words", () => {
    expect([0, 950, 4_500_000, 2_500_000_000].map(wordSize)).toEqual(["0 B", "950 B", "4.5 MB", "2.5 GB"]);
    expect(wordProgress({ status: "pulling abc", done: 49, total: 100 })).toBe("pulling abc 40 % of 100 B");
    expect(wordProgress({ status: "success" })).toBe("success");
  });
});
