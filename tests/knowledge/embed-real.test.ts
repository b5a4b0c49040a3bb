/** The same against a real Ollama, where one is on PATH; with vectors, where its models hold nomic-embed-text. */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it } from "vitest";
import { ollamaEmbeddings, type Embeddings } from "../../knowledge/embed.ts";
import { qdrantEngine } from "../../knowledge/qdrant/engine.ts";
import { ask, entryOf, everything } from "../contracts/engine.ts";
import { fakeQdrant } from "../fakes/qdrant/server.ts";
import { describeWithData, find } from "../servers/needs.ts";
import { temporaryFolder } from "../support/database.ts";

const program = find("ollama") ?? "the program ollama, which is not on PATH";
const models = process.env["OLLAMA_MODELS"] ?? path.join(os.homedir(), ".ollama/models");
const model = "nomic-embed-text";
const manifest = path.join(models, "manifests/registry.ollama.ai/library", model);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

const served: ChildProcess[] = [];
afterAll(() => served.forEach((one) => one.kill()));

/** An Ollama of our own with these models, and what embeds by it. */
async function serve(folder: string, named: string): Promise<Embeddings> {
  const port = await freePort();
  const env = {
    PATH: process.env["PATH"],
    HOME: temporaryFolder(),
    OLLAMA_MODELS: folder,
    OLLAMA_HOST: `127.0.0.1:${port}`,
  };
  served.push(spawn(program, ["serve"], { env, stdio: "ignore" }));
  const url = `http://127.0.0.1:${port}`;
  for (let waited = 0; waited < 20_000; waited += 100) {
    const up = await fetch(`${url}/api/version`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return ollamaEmbeddings({ url, model: named, questionMs: 30_000 });
    await sleep(100);
  }
  throw new Error("ollama serve did not answer");
}

describeWithData(program, "embeddings by a real Ollama", () => {
  it("of a model that is not there are none, and it is named", async () => {
    const embeddings = await serve(temporaryFolder(), "no-such-model-at-all:1b");
    expect(await embeddings.documents(["disk"])).toBeNull();
    expect(embeddings.trouble()).toMatchObject({ code: "MODEL_MISSING" });
  });
});

describeWithData(program.startsWith("/") ? manifest : program, `embeddings by a real Ollama with ${model}`, () => {
  it("are of unit length and of one dimension, and none is given for what is too long", async () => {
    const embeddings = await serve(models, model);
    expect(await embeddings.dimension()).toBe(768);
    const vectors = await embeddings.documents(["the disk is full", "word ".repeat(20_000)]);
    expect(Math.hypot(...(vectors?.[0] ?? []))).toBeCloseTo(1, 3);
    expect(vectors?.[1]).toBeNull();
  });

  it("find what says it in other words", async () => {
    const server = await fakeQdrant();
    const settings = { url: server.url, key: null, collection: "runbooks", questionMs: 30_000 };
    const engine = qdrantEngine(settings, await serve(models, model));
    await engine.put([
      entryOf("cert", ["The TLS certificate of the web site has expired and browsers show a warning"]),
      entryOf("disk", ["The file system ran out of space, so nothing can be written any more"]),
      entryOf("pod", ["A container is restarted again and again and never becomes ready"]),
    ]);
    await engine.settle();
    const query = { ...ask("nothing"), text: "my hard drive is full" };
    expect((await engine.search(query, everything)).meant?.[0]?.document).toBe("disk");
    await server.stop();
  });
});
