/** What every implementation of the Engine port promises. Each runs this same suite. */
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Engine, Entry, Found, Query, Statistics } from "../../knowledge/engine.ts";
import type { Scope } from "../../knowledge/scope.ts";

/** Opens one that holds nothing. `open` is called many times; what it gives is closed before the next test. */
export type Open = () => Promise<Engine>;

/** A document by its words; everybody may read it, and it is about nothing in particular, unless said otherwise. */
export function entryOf(id: string, chunks: readonly string[], more: Partial<Entry> & { title?: string } = {}): Entry {
  const terms = chunks.map((words) => words.split(" ").filter((word) => word !== ""));
  const { title = "", ...rest } = more;
  const label = title.split(" ").filter((word) => word !== "");
  return { id, label, chunks: terms, texts: chunks, roles: null, about: [], stamp: "1", ...rest };
}

export const ask = (...words: readonly string[]): Query => ({
  weights: new Map(words.map((word) => [word, 1])),
  text: words.join(" "),
});

export const everything: Scope = { audiences: [[]], about: null };

/** BM25 (Robertson & Zaragoza, 2009), for texts that are so many words long on average: ids, best first. */
function bm25(texts: ReadonlyMap<string, readonly string[]>, query: readonly string[], average: number): string[] {
  const scores = Array.from(texts, ([id, terms]) => {
    const score = query.reduce((sum, term) => {
      const holding = [...texts.values()].filter((other) => other.includes(term)).length;
      const count = terms.filter((one) => one === term).length;
      const idf = Math.log(1 + (texts.size - holding + 0.5) / (holding + 0.5));
      return sum + (idf * count * 2.5) / (count + 1.5 * (0.25 + (0.75 * terms.length) / average));
    }, 0);
    return [id, score] as const;
  });
  const found = scores.filter(([, score]) => score > 0);
  return found.toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([id]) => id);
}

/** What is found, and what is counted of the words that were asked for. */
export async function look(engine: Engine, query: Query, scope: Scope): Promise<Found & Statistics> {
  return { ...(await engine.search(query, scope)), ...(await engine.count([...query.weights.keys()], scope)) };
}

const placesOf = (found: Found): string[] => found.chunks.map(({ document, ordinal }) => `${document}#${ordinal}`);

const vocabulary = ["disk", "full", "pod", "crash", "cert", "expire", "slow", "queue"];
const words = (most: number) => fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: most });
const some = (...names: readonly string[]) => fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 });
const anEntry = (id: fc.Arbitrary<string>) =>
  fc
    .record({
      id,
      title: words(2),
      chunks: fc.array(words(6), { maxLength: 3 }),
      roles: fc.option(some("sre", "dev", "security")),
      about: some("shop", "mail"),
    })
    .map((made) => ({ ...made, stamp: JSON.stringify(made) }))
    .map(({ title, chunks, ...rest }) =>
      entryOf(
        rest.id,
        chunks.map((chunk) => chunk.join(" ")),
        { ...rest, title: title.join(" ") },
      ),
    );
const aCorpus = (...ids: readonly string[]) =>
  fc.uniqueArray(anEntry(fc.constantFrom(...ids)), { selector: ({ id }) => id, maxLength: ids.length });
const aQuery = fc.uniqueArray(fc.constantFrom(...vocabulary, "nowhere"), { minLength: 1, maxLength: 4 });
const aScope = fc.record<Scope>({
  audiences: fc.array(some("sre", "dev", "security"), { minLength: 1, maxLength: 2 }),
  about: fc.option(some("shop", "mail")),
});

/** As the port says it. */
const isWithin = ({ roles, about }: Entry, scope: Scope): boolean =>
  (roles === null || scope.audiences.every((audience) => roles.some((role) => audience.includes(role)))) &&
  (scope.about === null || about.length === 0 || about.some((subject) => scope.about?.includes(subject)));

export function engineContract(name: string, open: Open): void {
  describe(`the Engine contract: ${name}`, () => {
    const opened: Engine[] = [];
    const fresh = async (...entries: readonly Entry[]): Promise<Engine> => {
      const engine = await open();
      opened.push(engine);
      await engine.put(entries);
      await engine.settle();
      return engine;
    };
    afterEach(async () => {
      for (const engine of opened.splice(0)) await engine.close();
    });

    it("holds nothing at first, and says where it is", async () => {
      const engine = await fresh();
      expect(engine.where).toMatch(/\w/);
      expect(await engine.known()).toEqual(new Map());
      const frequency = new Map([["disk", 0]]);
      const nothing = { documents: [], chunks: [], total: 0, frequency };
      expect(await look(engine, ask("disk"), everything)).toMatchObject(nothing);
      await engine.remove(["nobody"]);
    });

    it("knows what it was given, by its stamps", async () => {
      const engine = await fresh(entryOf("a", ["disk full"]), entryOf("b", [], { stamp: "x" }));
      expect(await engine.known()).toEqual(new Map(Object.entries({ a: "1", b: "x" })));
    });

    it("replaces a document whole: nothing of the old one is found", async () => {
      const engine = await fresh(entryOf("a", ["disk full", "pod crash", "queue slow"], { title: "disk" }));
      await engine.put([entryOf("a", ["cert expire"], { title: "cert", stamp: "2" })]);
      for (const old of ["disk", "pod", "queue"]) {
        expect(await look(engine, ask(old), everything)).toMatchObject({ documents: [], chunks: [] });
      }
      const found = await look(engine, ask("cert"), everything);
      expect([found.documents, placesOf(found), found.total]).toEqual([["a"], ["a#0"], 1]);
      expect(await engine.known()).toEqual(new Map([["a", "2"]]));
    });

    it("gives and takes the right to read with the document", async () => {
      const engine = await fresh(entryOf("a", ["disk"], { roles: ["sre"] }));
      const dev = { ...everything, audiences: [["dev"]] };
      await engine.put([entryOf("a", ["disk"], { roles: ["dev"], stamp: "2" })]);
      expect((await look(engine, ask("disk"), dev)).documents).toEqual(["a"]);
      await engine.put([entryOf("a", ["disk"], { roles: ["sre"], stamp: "3" })]);
      expect(await look(engine, ask("disk"), dev)).toMatchObject({ documents: [], chunks: [], total: 0 });
    });

    it("removes a document at once, and only that one", async () => {
      const engine = await fresh(entryOf("a", ["disk full"]), entryOf("ab", ["disk"]));
      await engine.remove(["a", "never-there"]);
      const found = await look(engine, ask("disk", "full"), everything);
      expect([found.documents, placesOf(found), found.total]).toEqual([["ab"], ["ab#0"], 1]);
      expect(found.frequency).toEqual(new Map(Object.entries({ disk: 1, full: 0 })));
    });

    const library = [
      entryOf("cert", ["cert expire cert cert", "queue slow"]),
      entryOf("disk", ["disk full queue", "disk disk full full slow"]),
      entryOf("pod", ["pod crash disk", "pod pod crash crash"]),
      entryOf("queue", ["queue queue queue queue slow disk"]),
    ];
    const documents = new Map(library.map(({ id, chunks }) => [id, chunks.flat()]));
    const chunks = new Map(library.flatMap((one) => one.chunks.map((terms, at) => [`${one.id}#${at}`, terms])));

    it.each(["disk", "disk full", "pod disk", "cert queue", "crash slow"])("ranks by BM25: %s", async (question) => {
      const asked = question.split(" ");
      const engine = await fresh(...library);
      const found = await look(engine, ask(...asked), everything);
      // An engine may count lengths from another average: these questions have one answer for all of them.
      for (const average of [5, 8, 20, 75, 500]) {
        expect([average, found.documents]).toEqual([average, bm25(documents, asked, average)]);
        expect([average, placesOf(found)]).toEqual([average, bm25(chunks, asked, average)]);
      }
    });

    it("lets a word of the label tell more than the same word in the text", async () => {
      const engine = await fresh(
        entryOf("body", ["disk queue queue"], { title: "mail" }),
        entryOf("label", ["mail queue queue"], { title: "disk" }),
      );
      expect((await look(engine, ask("disk"), everything)).documents).toEqual(["label", "body"]);
    });

    it("lets a synonym count for less", async () => {
      const engine = await fresh(entryOf("a", ["volume slow"]), entryOf("b", ["disk slow"]));
      const weights = new Map(Object.entries({ disk: 1, volume: 0.35 }));
      const found = await look(engine, { weights, text: "disk" }, everything);
      expect([found.documents, placesOf(found)]).toEqual([
        ["b", "a"],
        ["b#0", "a#0"],
      ]);
    });

    it("gives equals in the order of their names, whatever order they came in", async () => {
      const engine = await fresh(...["c", "a", "b"].map((id) => entryOf(id, ["disk full", "disk full"])));
      const found = await look(engine, ask("disk"), everything);
      expect([found.documents, placesOf(found)]).toEqual([
        ["a", "b", "c"],
        ["a#0", "a#1", "b#0", "b#1", "c#0", "c#1"],
      ]);
    });

    it("counts the documents in scope, and those that hold each term, synonyms too", async () => {
      const engine = await fresh(...library, entryOf("hidden", ["disk volume"], { roles: ["security"] }));
      const weights = new Map(Object.entries({ disk: 1, volume: 0.35, slow: 1, nowhere: 1 }));
      const { total, frequency } = await look(engine, { weights, text: "" }, everything);
      expect(total).toBe(4);
      expect(frequency).toEqual(new Map(Object.entries({ disk: 3, volume: 0, slow: 3, nowhere: 0 })));
    });

    it("finds nothing by no words", async () => {
      const engine = await fresh(...library);
      const found = await look(engine, { weights: new Map(), text: "" }, everything);
      expect(found).toMatchObject({ documents: [], chunks: [], total: 4, frequency: new Map() });
    });

    it("gives at most a hundred documents and two hundred chunks, the best of them", async () => {
      const many = Array.from({ length: 120 }, (_, n) => entryOf(`n${n}`, ["disk slow slow", "disk slow slow"]));
      const engine = await fresh(...many, entryOf("best", ["disk disk disk"]));
      const found = await look(engine, ask("disk"), everything);
      expect([found.documents.length, found.chunks.length, found.total]).toEqual([100, 200, 121]);
      expect([found.documents[0], placesOf(found)[0]]).toEqual(["best", "best#0"]);
    });

    const restricted = [
      entryOf("all", ["disk"]),
      entryOf("nobody", ["disk"], { roles: [] }),
      entryOf("sre", ["disk"], { roles: ["sre", "lead"] }),
      entryOf("dev", ["disk"], { roles: ["dev"] }),
      entryOf("shop", ["disk"], { about: ["shop", "web"] }),
      entryOf("mail", ["disk"], { about: ["mail"], roles: ["sre"] }),
    ];
    it.each<[string, Scope, string[]]>([
      ["somebody without a role", { audiences: [[]], about: null }, ["all", "shop"]],
      ["one of its roles", { audiences: [["lead", "x"]], about: null }, ["all", "shop", "sre"]],
      ["several roles", { audiences: [["sre", "dev"]], about: null }, ["all", "dev", "mail", "shop", "sre"]],
      ["two audiences, one role each", { audiences: [["sre"], ["lead"]], about: null }, ["all", "shop", "sre"]],
      [
        "two audiences, one of which may not",
        { audiences: [["sre", "dev"], ["dev"]], about: null },
        ["all", "dev", "shop"],
      ],
      ["a channel about something", { audiences: [["sre"]], about: ["mail", "y"] }, ["all", "mail", "sre"]],
      ["a channel about nothing that there is", { audiences: [[]], about: ["y"] }, ["all"]],
      ["a channel about nothing", { audiences: [["dev"]], about: [] }, ["all", "dev"]],
    ])("shows what is in scope for %s", async (_, scope, expected) => {
      const engine = await fresh(...restricted);
      const found = await look(engine, ask("disk"), scope);
      expect(found.documents).toEqual(expected);
      expect(found.chunks.map(({ document }) => document)).toEqual(expected);
      expect([found.total, found.frequency.get("disk")]).toEqual([expected.length, expected.length]);
    });

    it("keeps an odd id and an odd term apart from others", async () => {
      const odd = ["a/b#1.md", "ä ö", 'quo"te', "a"];
      const engine = await fresh(...odd.map((id) => entryOf(id, [id.replace(" ", "")])));
      for (const id of odd) {
        expect((await look(engine, ask(id.replace(" ", "")), everything)).documents).toEqual([id]);
      }
      await engine.remove(odd.slice(0, 3));
      expect(await engine.known()).toEqual(new Map([["a", "1"]]));
    });

    const slow = { timeout: 120_000 };
    it("does not change by what is out of scope: no rank, no statistic", slow, async () => {
      await fc.assert(
        fc.asyncProperty(aCorpus("a", "b", "c", "d", "e", "f"), aQuery, aScope, async (corpus, query, scope) => {
          const seen = corpus.filter((entry) => isWithin(entry, scope));
          const [alone, among] = [await fresh(...seen), await fresh(...corpus)];
          expect(await look(among, ask(...query), scope)).toEqual(await look(alone, ask(...query), scope));
        }),
        { numRuns: 25 },
      );
    });

    it("ranks the same whether it was rebuilt or grew", slow, async () => {
      const step = fc.oneof(
        { weight: 3, arbitrary: aCorpus("a", "b", "c", "d", "e") },
        { weight: 1, arbitrary: fc.constantFrom("a", "b", "c", "d", "e") },
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 5 }),
          fc.array(aQuery, { minLength: 2, maxLength: 2 }),
          aScope,
          async (steps, queries, scope) => {
            const grown = await fresh();
            const state = new Map<string, Entry>();
            for (const one of steps) {
              if (typeof one === "string") {
                await grown.remove([one]);
                state.delete(one);
              } else {
                await grown.put(one);
                for (const entry of one) state.set(entry.id, entry);
              }
            }
            const rebuilt = await fresh(...[...state.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)));
            expect(await grown.known()).toEqual(await rebuilt.known());
            for (const query of queries) {
              expect(await look(grown, ask(...query), scope)).toEqual(await look(rebuilt, ask(...query), scope));
            }
          },
        ),
        { numRuns: 20 },
      );
    });

    it("is of use after a put that broke off, and whole after the next", async () => {
      const before = library.map((entry) => ({ ...entry, stamp: "0" }));
      const engine = await fresh(...before);
      const broken = new Proxy(entryOf("never", []), {
        get: () => {
          throw new RangeError("broken off");
        },
      });
      const more = Array.from({ length: 70 }, (_, n) => entryOf(`n${n}`, ["queue"]));
      await expect(engine.put([...library, ...more, broken])).rejects.toThrow("broken off");
      expect((await look(engine, ask("disk"), everything)).documents).toEqual(bm25(documents, ["disk"], 20));
      const known = await engine.known();
      for (const { id } of library) expect(["0", "1"]).toContain(known.get(id));
      const due = [...library, ...more].filter(({ id, stamp }) => known.get(id) !== stamp);
      await engine.put(due);
      await engine.settle();
      const rebuilt = await fresh(...library, ...more);
      expect(await engine.known()).toEqual(await rebuilt.known());
      const query = ask("disk", "queue", "slow");
      expect(await look(engine, query, everything)).toEqual(await look(rebuilt, query, everything));
    });
  });
}
