import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createCall } from "../../src/model/call.ts";
import { ollamaChat } from "../../src/model/ollama-chat.ts";
import { otherChat } from "../../src/model/other-chat.ts";
import { fakeOllama, qwen, type FakeOllama } from "../fakes/ollama/server.ts";

const schema = z.strictObject({ a_act: z.string() });
const format = z.toJSONSchema(schema);
const prompt = { system: "label it", user: '"run it"' };

let server: FakeOllama;
beforeEach(async () => {
  server = await fakeOllama();
  server.reply = () => '{"a_act":"command"}';
});
afterEach(() => server.stop());

/** Any provider that LangChain knows. */
const other = (provider: string, url: string | null = server.url) =>
  createCall({ chat: otherChat({ provider, model: qwen.name, url, key: null }), deadline: 5000 });

describe("a model of another provider", () => {
  it("is reached by the provider's name alone", async () => {
    expect(await other("ollama")(prompt, schema, format)).toMatchObject({ ok: true, value: { a_act: "command" } });
    expect(server.chats[0]).toMatchObject({ model: qwen.name, messages: [{ role: "system" }, { role: "user" }] });
  });

  it("is held to the same form and the same time", async () => {
    server.reply = () => "Of course!";
    expect(await other("ollama")(prompt, schema, format)).toMatchObject({ ok: false, why: "not_json" });
    server.reply = () => ({ kind: "hang" });
    const hasty = createCall({
      chat: otherChat({ provider: "ollama", model: qwen.name, url: server.url, key: null }),
      deadline: 300,
    });
    const started = performance.now();
    expect(await hasty(prompt, schema, format)).toMatchObject({ ok: false, why: "timeout" });
    expect(performance.now() - started).toBeLessThan(800);
    await sleep(50);
    expect(server.open()).toBe(0);
  });

  it("says which package is missing, or that there is no such provider", async () => {
    expect(await other("openai", null)(prompt, schema, format)).toMatchObject({
      ok: false,
      why: "failed",
      detail: expect.stringContaining("@langchain/openai") as string,
    });
    expect(await other("oracle", null)(prompt, schema, format)).toMatchObject({ ok: false, why: "failed" });
  });
});

const tracing = [
  "LANGSMITH_TRACING",
  "LANGCHAIN_TRACING_V2",
  "LANGCHAIN_VERBOSE",
  "LANGSMITH_ENDPOINT",
  "LANGSMITH_API_KEY",
];

describe("what people say", () => {
  const before = new Map(tracing.map((name) => [name, process.env[name]]));
  afterEach(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("is told to no tracing service and to no console, whatever the environment says", async () => {
    const told: string[] = [];
    const service = createServer((request, response) => {
      told.push(request.url ?? "");
      response.end("{}");
    });
    await new Promise<void>((resolve) => {
      service.listen(0, "127.0.0.1", resolve);
    });
    process.env["LANGSMITH_ENDPOINT"] = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    process.env["LANGSMITH_API_KEY"] = "test";
    for (const name of tracing.slice(0, 3)) process.env[name] = "true";
    const printed: unknown[] = [];
    const { log } = console;
    console.log = (...all: unknown[]) => void printed.push(all);
    try {
      const chat = ollamaChat({ url: server.url, model: qwen.name });
      for (const call of [createCall({ chat, deadline: 5000 }), other("ollama")]) {
        expect(await call(prompt, schema, format)).toMatchObject({ ok: true });
      }
      await sleep(300);
    } finally {
      console.log = log;
      service.close();
      service.closeAllConnections();
    }
    expect(told).toEqual([]);
    expect(printed).toEqual([]);
  });
});
