/** Changing over to a new collection while the old one answers, and what is left when something breaks off. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ollamaEmbeddings } from "../../../knowledge/embed.ts";
import type { Engine } from "../../../knowledge/engine.ts";
import { qdrantEngine } from "../../../knowledge/qdrant/engine.ts";
import { ask, entryOf, everything, look } from "../../contracts/engine.ts";
import { fakeOllama, type FakeOllama } from "../../fakes/ollama/server.ts";
import { createCollection } from "../../fakes/qdrant/collection.ts";
import { fakeQdrant, type FakeQdrant } from "../../fakes/qdrant/server.ts";

let server: FakeQdrant;
let ollama: FakeOllama;
beforeEach(async () => {
  server = await fakeQdrant();
  ollama = await fakeOllama(
    ["nomic-embed-text:latest", "all-minilm:latest"].map((name) => ({ name, size: 1, capabilities: ["embedding"] })),
  );
});
afterEach(async () => {
  await server.stop();
  await ollama.stop();
});

const engine = (model: string | null = null): Engine =>
  qdrantEngine(
    { url: server.url, key: null, collection: "runbooks" },
    model === null ? null : ollamaEmbeddings({ url: ollama.url, model, restMs: 0 }),
  );
const names = () => [...server.collections.keys()];
const library = [
  entryOf("disk", ["disk full", "disk slow"]),
  entryOf("pod", ["pod crash disk"]),
  entryOf("secret", ["disk"], { roles: ["sre"] }),
];
const dev = { audiences: [["dev"]], about: null };

/** What a source does: puts what is new or different, removes what is gone, settles. */
async function sync(to: Engine, entries = library): Promise<void> {
  const known = await to.known();
  await to.remove([...known.keys()].filter((id) => entries.every((entry) => entry.id !== id)));
  await to.put(entries.filter(({ id, stamp }) => known.get(id) !== stamp));
  await to.settle();
}

/** So many requests are carried out; the next one breaks, before or after it was carried out. */
const breakAt = (at: number, after: boolean): void => {
  let seen = 0;
  server.fault = () => (seen++ === at ? { kind: "reset", after } : undefined);
};

const state = async (one: Engine) => ({
  known: await one.known(),
  found: await look(one, ask("disk", "pod", "full", "queue"), { audiences: [["sre"]], about: null }),
});

const away = () => (ollama.models.length = 0);
const back = () => ollama.models.push({ name: "nomic-embed-text:latest", size: 1, capabilities: ["embedding"] });

it("names a collection by analyser, points, model and dimension, and asks it by its alias", async () => {
  await sync(engine());
  await sync(engine("nomic-embed-text"));
  expect(names()).toEqual(["runbooks_a1p1_lexical_0_1", "runbooks_a1p1_nomic-embed-text_64_2"]);
  expect([...server.aliases]).toEqual([["runbooks", "runbooks_a1p1_nomic-embed-text_64_2"]]);
  await look(engine(), ask("disk"), everything);
  expect(server.calls.at(-1)).toMatchObject({ collection: "runbooks" });
});

it("lets the old one answer until the new one is whole, and moves the alias in one call", async () => {
  await sync(engine());
  const next = engine("nomic-embed-text");
  const before = await look(next, ask("disk"), everything);
  expect(await next.known()).toEqual(new Map());
  await next.put(library.slice(0, 1));
  expect(await look(next, ask("disk"), everything)).toEqual(before);
  await next.put(library.slice(1));
  server.calls.length = 0;
  await next.settle();
  const moves = server.calls.filter(({ name }) => name === "update_aliases");
  expect(moves).toMatchObject([{ body: { actions: [{ delete_alias: {} }, { create_alias: {} }] } }]);
  const after = await look(next, ask("disk"), everything);
  expect({ ...after, meant: null }).toEqual(before);
  expect(after.meant).not.toBeNull();
});

it("takes away from both what is removed and what may no longer be read, while it fills the new one", async () => {
  await sync(engine());
  const next = engine("nomic-embed-text");
  await next.known();
  await next.remove(["disk"]);
  await next.put([entryOf("pod", ["pod crash disk"], { roles: ["sre"], stamp: "2" })]);
  expect(await look(engine(), ask("disk", "pod"), dev)).toMatchObject({ documents: [], chunks: [], total: 0 });
});

it("stays with the old one if the new one lacks something, and says so", async () => {
  await sync(engine());
  const next = engine("nomic-embed-text");
  await next.known();
  await next.put(library);
  server.collections.get(names()[1] ?? "")?.update({
    delete: {
      filter: {
        must: [
          { key: "kind", match: { value: "chunk" } },
          { key: "document", match: { value: "pod" } },
        ],
      },
    },
  });
  await expect(next.settle()).rejects.toMatchObject({
    code: "PROVIDER_FAILED",
    message: expect.stringContaining("holds 3 chunks and not 4"),
  });
  expect(server.aliases.get("runbooks")).toBe(names()[0]);
});

it("keeps the one before and drops the rest, and takes it up again instead of filling another", async () => {
  await sync(engine());
  await sync(engine("nomic-embed-text"));
  await sync(engine("all-minilm"));
  expect(names()).toEqual(["runbooks_a1p1_nomic-embed-text_64_2", "runbooks_a1p1_all-minilm_64_3"]);
  server.calls.length = 0;
  await sync(engine("nomic-embed-text"), library.slice(0, 2));
  expect(server.calls.filter(({ name }) => name === "upsert_points")).toEqual([]);
  expect(server.aliases.get("runbooks")).toBe("runbooks_a1p1_nomic-embed-text_64_2");
  expect((await engine("nomic-embed-text").known()).size).toBe(2);
});

it("touches no collection but its own", async () => {
  const other = ["runbooks-2_a1p1_lexical_0_1", "runbooks_of_somebody", "runbooks_a1p1_lexical_0"];
  for (const name of other) server.collections.set(name, createCollection({}));
  await sync(engine());
  await sync(engine("nomic-embed-text"));
  await sync(engine("all-minilm"));
  expect(names()).toEqual(expect.arrayContaining(other));
});

describe("an outage in the middle", () => {
  const changed = [
    entryOf("disk", ["disk"], { stamp: "2" }),
    entryOf("pod", ["pod crash", "queue", "slow"], { stamp: "2", roles: ["sre"] }),
    entryOf("new", ["disk full"]),
  ];
  it.each([false, true])("leaves an index that the next run makes whole (carried out: %s)", async (after) => {
    const whole = engine();
    await sync(whole, changed);
    const expected = await state(whole);
    for (let at = 0; ; at++) {
      server.collections.clear();
      server.aliases.clear();
      await sync(engine());
      const one = engine();
      breakAt(at, after);
      const broke = await sync(one, changed).then(
        () => false,
        (error: unknown) => {
          expect(error).toMatchObject({ code: "SEARCH_UNREACHABLE" });
          return true;
        },
      );
      server.fault = () => undefined;
      // Whatever was reached, every document that is found is known, and the same engine goes on.
      const { known, found } = await state(one);
      expect([...known.keys()]).toEqual(expect.arrayContaining([...found.documents]));
      await sync(one, changed);
      expect(await state(one)).toEqual(expected);
      if (!broke) break;
      expect(at).toBeLessThan(40);
    }
  });

  it("takes a right away before anything else", async () => {
    await sync(engine());
    const one = engine();
    await one.known();
    server.fault = ({ name }) => (name === "upsert_points" ? { kind: "reset" } : undefined);
    await expect(one.put([entryOf("pod", ["pod crash"], { roles: ["sre"], stamp: "2" })])).rejects.toThrow(
      "cannot be reached",
    );
    server.fault = () => undefined;
    expect(await look(one, ask("pod"), dev)).toMatchObject({ documents: [], chunks: [] });
    expect((await one.known()).get("pod")).toBe("1");
  });

  it("is got over by a server that comes back with what it had", async () => {
    const one = engine();
    await sync(one);
    const before = await state(one);
    await server.stop();
    await expect(look(one, ask("disk"), everything)).rejects.toMatchObject({ code: "SEARCH_UNREACHABLE" });
    server = await fakeQdrant({ port: server.port, storage: server });
    expect(await state(one)).toEqual(before);
  });

  it("in which another process moved on is got over as well", async () => {
    const one = engine();
    await sync(one);
    await one.known();
    await sync(engine("nomic-embed-text"));
    await sync(engine("all-minilm"));
    await expect(one.put([entryOf("x", ["disk"])])).rejects.toMatchObject({ code: "PROVIDER_FAILED" });
    await sync(one);
    expect((await look(one, ask("pod"), everything)).documents).toEqual(["pod"]);
  });
});

describe("when Ollama is away", () => {
  const question = { ...ask("pod"), text: "disk slow" };

  it("words alone find, as well as before", async () => {
    const one = engine("nomic-embed-text");
    await sync(one);
    const before = await look(one, question, everything);
    expect(before.meant?.[0]).toEqual({ document: "disk", ordinal: 1 });
    away();
    expect(await look(engine("nomic-embed-text"), question, everything)).toEqual({ ...before, meant: null });
  });

  it("what is put is found by its words, and put again when it is back", async () => {
    const one = engine("nomic-embed-text");
    await sync(one);
    const added = [...library, entryOf("late", ["disk slow disk slow"])];
    away();
    await sync(one, added);
    expect((await one.known()).get("late")).toBe("1");
    expect((await look(one, ask("slow"), everything)).documents).toEqual(["late", "disk"]);
    back();
    expect((await one.known()).get("late")).toBe("");
    await sync(one, added);
    expect((await one.known()).get("late")).toBe("1");
    expect((await look(one, { ...question, text: "disk slow disk slow" }, everything)).meant?.[0]?.document).toBe(
      "late",
    );
  });

  it("from the start, an index of words is made, and one with meanings when it is there", async () => {
    away();
    const one = engine("nomic-embed-text");
    await sync(one);
    expect(names()).toEqual(["runbooks_a1p1_lexical_0_1"]);
    expect((await look(one, question, everything)).meant).toBeNull();
    back();
    await sync(one);
    expect(server.aliases.get("runbooks")).toBe("runbooks_a1p1_nomic-embed-text_64_2");
    expect((await look(one, question, everything)).meant).not.toBeNull();
  });
});
