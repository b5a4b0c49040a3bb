import { expect, it } from "vitest";
import type { Engine } from "../../knowledge/engine.ts";
import { createLexical } from "../../knowledge/lexical.ts";
import { openLibrary } from "../../knowledge/library.ts";
import { problem } from "../../src/problem.ts";
import { ask, page, sourceOf, type Files } from "../support/library.ts";

/** A server that holds what it is given, and can be away. */
function server(): { readonly engine: Engine; away: boolean; asked: number } {
  const inner = createLexical();
  const here = <T>(work: () => Promise<T>): Promise<T> =>
    self.away
      ? Promise.reject(problem("SEARCH_UNREACHABLE", { url: "http://127.0.0.1:1", why: "nobody is there" }))
      : work();
  const self = {
    away: false,
    asked: 0,
    engine: {
      where: "a server",
      known: () => here(() => inner.known()),
      remove: (ids) => here(() => inner.remove(ids)),
      put: (entries) => here(() => inner.put(entries)),
      settle: () => here(() => inner.settle()),
      count: (terms, scope) => {
        self.asked += 1;
        return here(() => inner.count(terms, scope));
      },
      search: (query, scope) => here(() => inner.search(query, scope)),
      close: async () => {},
    } satisfies Engine,
  };
  return self;
}

const signal = new AbortController().signal;

it("answers from memory while the search server is away, and leaves it alone for a while", async () => {
  const qdrant = server();
  const library = await openLibrary({
    sources: [sourceOf(() => ({ "a.md": page("Walrus", "Feed the walrus.") }))],
    file: ":memory:",
    server: qdrant.engine,
  });
  expect(library.where).toBe("a server");
  qdrant.away = true;
  const before = qdrant.asked;
  for (let time = 0; time < 3; time++) expect((await ask(library, "feed the walrus")).sources[0]?.doc).toBe("a.md");
  expect(qdrant.asked - before).toBe(1);
  expect(library.where).toContain("in memory, because a server does not answer");
});

it("opens, answers and takes up changes without the server, and says that it lags behind", async () => {
  const qdrant = server();
  qdrant.away = true;
  let files: Files = { "a.md": page("Walrus", "Feed the walrus."), "b.md": page("Ibex", "Brush the ibex.") };
  const library = await openLibrary({ sources: [sourceOf(() => files)], file: ":memory:", server: qdrant.engine });
  expect(library.problems.map(({ code }) => code)).toEqual(["SEARCH_UNREACHABLE"]);
  expect((await ask(library, "feed the walrus")).abstained).toBe(false);
  files = { "a.md": page("Walrus", "Wash the walrus.") };
  await library.sync(signal);
  expect((await ask(library, "wash the walrus")).text).toContain("Wash the walrus.");
  expect((await ask(library, "brush the ibex")).sources).toEqual([]);
});

it("shows nothing that the server still holds and nobody may read any more", async () => {
  const qdrant = server();
  let files: Files = { "a.md": page("Walrus", "Feed the walrus."), "b.md": page("Ibex", "Brush the ibex.") };
  const library = await openLibrary({ sources: [sourceOf(() => files)], file: ":memory:", server: qdrant.engine });
  qdrant.away = true;
  files = { "a.md": page("Walrus", "Feed the walrus.", "roles: [keeper]") };
  await library.sync(signal);
  qdrant.away = false;
  expect((await qdrant.engine.known()).size).toBe(2);
  expect((await ask(library, "feed the walrus", ["operator"])).sources).toEqual([]);
  expect((await ask(library, "brush the ibex", ["operator"])).sources).toEqual([]);
});
