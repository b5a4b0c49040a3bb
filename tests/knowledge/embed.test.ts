import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ollamaEmbeddings, type EmbeddingSettings } from "../../knowledge/embed.ts";
import { vectorOf } from "../fakes/ollama/embed.ts";
import { fakeOllama, type FakeOllama } from "../fakes/ollama/server.ts";

let server: FakeOllama;
beforeEach(async () => {
  const models = ["nomic-embed-text:latest", "plain:latest", "somebody/mxbai-embed-large:335m"];
  server = await fakeOllama(models.map((name) => ({ name, size: 1, capabilities: ["embedding"] })));
});
afterEach(() => server.stop());

const embeddings = (more: Partial<EmbeddingSettings> = {}) =>
  ollamaEmbeddings({ url: server.url, model: "plain", ...more });
const asked = () => server.embeds.map(({ input }) => input);

it("gives vectors, and says how long they are", async () => {
  const one = embeddings();
  expect(await one.dimension()).toBe(64);
  expect(await one.question("disk full")).toEqual(vectorOf("disk full", 64));
  expect(await one.documents(["a", "b"])).toEqual([vectorOf("a", 64), vectorOf("b", 64)]);
  expect(one.trouble()).toBeNull();
});

it("never has a text cut, and has the model kept", async () => {
  await embeddings().question("disk");
  expect(server.embeds).toEqual([{ model: "plain", input: ["disk"], truncate: false, keep_alive: -1 }]);
});

it.each([
  ["nomic-embed-text", "search_query: disk", "search_document: disk"],
  ["somebody/mxbai-embed-large:335m", "Represent this sentence for searching relevant passages: disk", "disk"],
  ["plain", "disk", "disk"],
])("puts before a text what %s was trained with", async (model, question, document) => {
  const one = embeddings({ model });
  await one.question("disk");
  await one.documents(["disk"]);
  expect(new Set(asked().flat())).toEqual(new Set([question, document]));
});

it("asks for some at a time, and once for the same text", async () => {
  const one = embeddings();
  const texts = Array.from({ length: 70 }, (_, n) => `text ${n}`);
  const vectors = await one.documents([...texts, "text 0"]);
  expect(asked().map((input) => input.length)).toEqual([32, 32, 6]);
  expect(vectors?.[70]).toEqual(vectors?.[0]);
  await one.documents(["text 3", "new", "text 69"]);
  expect(asked().at(-1)).toEqual(["new"]);
});

it("remembers the newest only", async () => {
  const one = embeddings();
  await one.documents(["first", "second"]);
  await one.documents(["first", ...Array.from({ length: 1999 }, (_, n) => `text ${n}`)]);
  server.embeds.length = 0;
  await one.documents(["first", "second"]);
  expect(asked()).toEqual([["second"]]);
});

it("leaves out what is too long for the model, and only that", async () => {
  server.context = 3;
  const one = embeddings();
  const texts = ["a", "one two three four", "b", "c", "d"];
  expect(await one.documents(texts)).toEqual(texts.map((text) => (text.length > 1 ? null : vectorOf(text, 64))));
  expect(await one.question("one two three four")).toBeNull();
  // The server is well: the next question is asked.
  expect(await one.question("short")).toEqual(vectorOf("short", 64));
});

describe("where the server does not answer", () => {
  it("there are no vectors and no errors, and it is left in peace for a while", async () => {
    server.models.length = 0;
    const one = embeddings({ restMs: 1000 });
    expect(await one.documents(["a"])).toBeNull();
    expect(one.trouble()).toMatchObject({ code: "MODEL_MISSING" });
    server.models.push({ name: "plain:latest", size: 1, capabilities: ["embedding"] });
    expect(await one.documents(["a"])).toBeNull();
    expect(server.embeds).toHaveLength(1);
    await sleep(1100);
    expect(await one.documents(["a"])).toHaveLength(1);
    expect(one.trouble()).toBeNull();
  });

  it("what is known is given all the same", async () => {
    const one = embeddings();
    await one.documents(["a"]);
    await server.stop();
    expect(await one.documents(["a", "b"])).toBeNull();
    expect(await one.documents(["a"])).toEqual([vectorOf("a", 64)]);
    expect(one.trouble()).toMatchObject({ code: "MODEL_UNREACHABLE" });
  });

  it("nobody waits for longer than a question may take, and the model is loaded meanwhile", async () => {
    server.loading = 3000;
    const one = embeddings({ questionMs: 100 });
    const start = performance.now();
    expect(await one.question("disk")).toBeNull();
    expect(performance.now() - start).toBeLessThan(2000);
    expect(one.trouble()).toMatchObject({ code: "MODEL_UNREACHABLE", message: expect.stringContaining("in time") });
    // The probe behind the question's back ends the rest of 30 seconds.
    await vi.waitFor(() => expect(one.trouble()).toBeNull(), { timeout: 15_000 });
    server.loading = 0;
    expect(await one.question("disk")).toEqual(vectorOf("disk", 64));
  });

  it("a probe asks whatever happened before", async () => {
    server.models.length = 0;
    const one = embeddings();
    expect(await one.dimension()).toBeNull();
    server.models.push({ name: "plain:latest", size: 1, capabilities: ["embedding"] });
    expect(await one.dimension()).toBe(64);
    expect(await one.question("disk")).not.toBeNull();
  });

  it.each([
    ["a page of something else", 200, "text/html", "<h1>Welcome</h1>"],
    ["another kind of JSON", 200, "application/json", "{}"],
    ["too few vectors", 200, "application/json", '{"embeddings":[[1]]}'],
    ["vectors of different lengths", 200, "application/json", '{"embeddings":[[1],[1,2]]}'],
    ["empty vectors", 200, "application/json", '{"embeddings":[[],[]]}'],
    ["an error", 500, "application/json", '{"error":"out of memory"}'],
  ])("but something else does, there are no vectors: %s", async (_, status, type, body) => {
    const other = createServer((_request, response) => {
      response.writeHead(status, { "content-type": type });
      response.end(body);
    });
    await new Promise<void>((resolve) => {
      other.listen(0, "127.0.0.1", resolve);
    });
    const one = embeddings({ url: `http://127.0.0.1:${(other.address() as AddressInfo).port}` });
    expect(await one.documents(["a", "b"])).toBeNull();
    expect(one.trouble()?.code).toMatch(/MODEL_UNREACHABLE|PROVIDER_FAILED/);
    other.close();
  });
});
