import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as fc from "fast-check";
import { afterEach, expect, it } from "vitest";
import { openLibrary } from "../../knowledge/library.ts";
import { problem } from "../../src/problem.ts";
import { ask, everything, libraryOf, page, sourceOf, type Files } from "../support/library.ts";

const cleaning: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleaning.splice(0)) clean();
});
const shelfFile = (): string => {
  const folder = mkdtempSync(path.join(tmpdir(), "shelf-"));
  cleaning.push(() => rmSync(folder, { recursive: true }));
  return path.join(folder, "knowledge.db");
};
const signal = new AbortController().signal;
it("takes up what is new, what changed and what is gone", async () => {
  let files: Files = { "a.md": page("Walrus", "Feed the walrus."), "b.md": page("Ibex", "Brush the ibex.") };
  const library = await openLibrary({ sources: [sourceOf(() => files)], file: ":memory:" });
  expect(library.opened).toMatchObject({ added: 2, changed: 0, removed: 0 });
  files = { "a.md": page("Walrus", "Wash the walrus."), "c.md": page("Quagga", "Boil the quagga.") };
  expect(await library.sync(signal)).toMatchObject({ added: 1, changed: 1, removed: 1 });
  expect((await ask(library, "wash the walrus")).text).toContain("Wash the walrus.");
  expect((await ask(library, "boil the quagga")).sources[0]?.doc).toBe("c.md");
  expect((await ask(library, "brush the ibex")).abstained).toBe(true);
  expect(await library.sync(signal)).toMatchObject({ added: 0, changed: 0, removed: 0 });
});

it("answers nobody from what they may read no more, and not from a text that became unreadable", async () => {
  let files: Files = { "a.md": page("Walrus", "Feed the walrus."), "b.md": page("Ibex", "Brush the ibex.") };
  const library = await openLibrary({ sources: [sourceOf(() => files)], file: ":memory:" });
  files = {
    "a.md": page("Walrus", "Feed the walrus.", "roles: [keeper]"),
    "b.md": page("Ibex", "Brush the ibex.", "roles: 7"),
  };
  expect(await library.sync(signal)).toMatchObject({ changed: 1, removed: 1 });
  expect((await ask(library, "feed the walrus", ["operator"])).abstained).toBe(true);
  expect((await ask(library, "feed the walrus", ["keeper"])).abstained).toBe(false);
  expect((await ask(library, "brush the ibex", ["keeper"])).abstained).toBe(true);
  expect(library.problems.map(({ sentence }) => sentence)).toEqual([expect.stringMatching(/^b\.md: roles/)]);
});

it("keeps what it knows of a source that cannot be reached, and says so", async () => {
  const file = shelfFile();
  let isThere = true;
  const source = sourceOf(() => ({ "a.md": page("Walrus", "Feed the walrus.") }), "zoo");
  const list: typeof source.list = async (stop) => {
    if (!isThere) throw problem("RUNBOOKS_BROKEN", { file: "zoo", why: "the gate is shut" });
    return source.list(stop);
  };
  await (await openLibrary({ sources: [{ ...source, list }], file })).close();
  isThere = false;
  const library = await openLibrary({ sources: [{ ...source, list }], file });
  expect(library.opened.unreachable).toEqual(["zoo"]);
  expect((await ask(library, "feed the walrus")).sources[0]?.doc).toBe("zoo:a.md");
  expect(library.problems[0]?.sentence).toContain("the gate is shut");
  await library.close();
});

it("forgets a source that is configured no more", async () => {
  const file = shelfFile();
  const zoo = sourceOf(() => ({ "a.md": page("Walrus", "Feed the walrus.") }), "zoo");
  const farm = sourceOf(() => ({ "a.md": page("Goose", "Feed the goose.") }), "farm");
  await (await openLibrary({ sources: [zoo, farm], file })).close();
  const library = await openLibrary({ sources: [farm], file });
  expect([...library.shelf.cards.keys()]).toEqual(["farm:a"]);
  expect((await ask(library, "feed the walrus")).sources).toEqual([]);
  await library.close();
});

it("reads nothing again that has not changed, even in another process", async () => {
  const file = shelfFile();
  let reads = 0;
  const source = sourceOf(() => ({ "a.md": page("Walrus", "Feed the walrus.") }));
  const counting = {
    ...source,
    list: async (stop: AbortSignal) => {
      const listing = await source.list(stop);
      return { ...listing, read: (one: string) => ((reads += 1), listing.read(one)) };
    },
  };
  await (await openLibrary({ sources: [counting], file })).close();
  const library = await openLibrary({ sources: [counting], file });
  expect(reads).toBe(1);
  expect((await ask(library, "feed the walrus")).sources[0]?.doc).toBe("a.md");
  await library.close();
});

it.each([["no database at all"], [""], ["SQLite format 3\0 and then nonsense".repeat(200)]])(
  "makes a broken shelf anew: %.20s",
  async (text) => {
    const file = shelfFile();
    writeFileSync(file, text);
    const library = await openLibrary({ sources: [sourceOf(() => ({ "a.md": page("Ibex", "Brush it.") }))], file });
    expect(library.opened.added).toBe(1);
    await library.close();
  },
);

it("keeps the shelf from the eyes of other users of the machine", async () => {
  const file = shelfFile();
  await (await openLibrary({ sources: [], file })).close();
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

const words = [
  "disk",
  "full",
  "record",
  "dns",
  "cpu",
  "busy",
  "process",
  "large",
  "zebra",
  "top",
  "ttl",
  "KubePodDown",
];
const text = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((list) => list.join(" "));
const front = fc.constantFrom("", "roles: [keeper]", "services: [zoo]", "tags: [KubePodDown]");
const files = fc.dictionary(
  fc.constantFrom("a.md", "b.md", "hosts/c.md", "hosts/d.md", "e.md"),
  fc.tuple(text, text, front).map(([title, body, head]) => page(title, body, head)),
);
const scopes = fc.record({
  audiences: fc.constantFrom([], [["operator"]], [["keeper"]], [["keeper", "operator"], ["operator"]]),
  about: fc.constantFrom(null, ["zoo"], ["hosts"]),
});

it("ranks alike whether it was built at once or came to be bit by bit", { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(files, { minLength: 2, maxLength: 5 }), text, scopes, async (states, question, scope) => {
      let now = states[0] ?? {};
      const grown = await openLibrary({ sources: [sourceOf(() => now)], file: ":memory:" });
      for (const next of states.slice(1)) {
        now = next;
        await grown.sync(signal);
      }
      const built = await libraryOf(now);
      expect(await grown.search(question, scope)).toEqual(await built.search(question, scope));
      await Promise.all([grown.close(), built.close()]);
    }),
    { numRuns: 150 },
  );
});

it("finds and grades alike whatever else there is that is out of scope", { timeout: 120_000 }, async () => {
  const hidden = text.chain((title) => text.map((body) => page(title, body, "roles: [keeper]\nservices: [zoo]")));
  await fc.assert(
    fc.asyncProperty(files, hidden, text, async (open, more, question) => {
      const scope = { audiences: [["operator"], ["keeper"]], about: null };
      const [without, withIt] = await Promise.all([libraryOf(open), libraryOf({ ...open, "0.md": more })]);
      expect(await withIt.search(question, scope)).toEqual(await without.search(question, scope));
      await Promise.all([without.close(), withIt.close()]);
    }),
    { numRuns: 150 },
  );
});

it("searches all that the sources hold", async () => {
  const library = await libraryOf({ "hosts/a.md": page("Walrus", "Feed it.") });
  expect((await library.search("walrus", everything)).map(({ id }) => id)).toEqual(["hosts/a"]);
});
