import { afterAll, beforeAll } from "vitest";
import { ollamaEmbeddings } from "../../../knowledge/embed.ts";
import { qdrantEngine } from "../../../knowledge/qdrant/engine.ts";
import { engineContract } from "../../contracts/engine.ts";
import { fakeOllama, type FakeOllama } from "../../fakes/ollama/server.ts";
import { fakeQdrant, type FakeQdrant } from "../../fakes/qdrant/server.ts";

let server: FakeQdrant;
let ollama: FakeOllama;
let engines = 0;
beforeAll(async () => {
  server = await fakeQdrant();
  ollama = await fakeOllama([{ name: "nomic-embed-text:latest", size: 274_000_000, capabilities: ["embedding"] }]);
});
afterAll(async () => {
  await server.stop();
  await ollama.stop();
});

const settings = () => ({ url: server.url, key: null, collection: `runbooks-${engines++}` });

engineContract("Qdrant", async () => qdrantEngine(settings(), null));

engineContract("Qdrant with embeddings", async () =>
  qdrantEngine(settings(), ollamaEmbeddings({ url: ollama.url, model: "nomic-embed-text" })),
);
