/** What is said to Qdrant, and what is made of what goes wrong. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { qdrantEngine } from "../../../knowledge/qdrant/engine.ts";
import { average, indexOf, sparseQuestion, sparseText } from "../../../knowledge/qdrant/sparse.ts";
import { Secret } from "../../../src/secret.ts";
import { ask, entryOf, everything, look } from "../../contracts/engine.ts";
import { fakeQdrant, type Fault, type FakeQdrant } from "../../fakes/qdrant/server.ts";

const key = "correct-horse-battery";
let server: FakeQdrant;
beforeEach(async () => {
  server = await fakeQdrant({ key });
});
afterEach(() => server.stop());

const engine = (more: { url?: string; key?: string | null; questionMs?: number } = {}) => {
  const { url = server.url, key: given = key, ...rest } = more;
  const secret = given === null ? null : new Secret(given, "env:QDRANT_API_KEY");
  return qdrantEngine({ url, key: secret, collection: "runbooks", ...rest }, null);
};

const within = (kind: string, ...more: object[]) => ({
  must: [
    { key: "kind", match: { value: kind } },
    {
      should: [
        { key: "everybody", match: { value: true } },
        {
          must: [
            { key: "roles", match: { any: ["sre"] } },
            { key: "roles", match: { any: ["lead"] } },
          ],
        },
      ],
    },
    { should: [{ key: "about", match: { any: ["shop"] } }, { is_empty: { key: "about" } }] },
    ...more,
  ],
});

describe("a question", () => {
  it("is one batch, each leg within the scope, and so is the corpus of its rarities", async () => {
    const one = engine();
    await one.put([entryOf("a", ["disk full"], { roles: ["sre"], about: ["shop"] })]);
    await one.settle();
    await look(one, ask("disk"), everything);
    server.calls.length = 0;
    await look(one, ask("disk", "full"), { audiences: [["sre", "sre"], ["lead"]], about: ["shop"] });
    const leg = (kind: string, limit: number) => ({
      using: "bm25",
      limit,
      filter: within(kind),
      params: { idf: { corpus: within(kind) } },
    });
    const [batch, ...rest] = server.calls.toSorted((a) => (a.name === "query_batch_points" ? -1 : 1));
    expect(batch?.body).toMatchObject({ searches: [leg("document", 100), leg("chunk", 200)] });
    const counted = rest.map(({ name, body }) => [name, (body as { filter: unknown }).filter]);
    expect(counted).toEqual(
      expect.arrayContaining([
        ["count_points", within("document")],
        ["count_points", within("document", { key: "terms", match: { value: "disk" } })],
        ["count_points", within("document", { key: "terms", match: { value: "full" } })],
      ]),
    );
    expect(counted).toHaveLength(3);
  });

  it("fails loudly if an index is missing, and brings it back", async () => {
    const one = engine();
    await one.put([entryOf("a", ["disk"])]);
    await one.settle();
    for (const collection of server.collections.values()) collection.indexes.delete("about");
    const shop = { ...everything, about: ["shop"] };
    await expect(look(one, ask("disk"), shop)).rejects.toThrow('Index required but not found for "about"');
    await one.known();
    expect((await look(one, ask("disk"), shop)).documents).toEqual(["a"]);
  });
});

it("asks what is known page by page, for documents and nothing more of them than it needs", async () => {
  const one = engine();
  await one.put(Array.from({ length: 1003 }, (_, n) => entryOf(`n${n}`, n % 100 === 0 ? ["disk"] : [])));
  server.calls.length = 0;
  expect((await one.known()).size).toBe(1003);
  const scrolls = server.calls.filter(({ name }) => name === "scroll_points");
  expect(scrolls).toHaveLength(2);
  expect(scrolls[0]?.body).toMatchObject({
    filter: { must: [{ key: "kind", match: { value: "document" } }] },
    with_payload: ["document", "stamp", "chunks", "meant"],
    with_vector: false,
  });
});

const ids = async (collection: string) => {
  const secret = new Secret(key, "env:QDRANT_API_KEY");
  await qdrantEngine({ url: server.url, key: secret, collection }, null).put([entryOf("a", ["disk", "full"])]);
  return new Set(server.collections.get(`${collection}_a1p1_lexical_0_1`)?.points.keys());
};

it("gives a place the same id in every collection, a name-based UUID", async () => {
  const one = await ids("one");
  expect(one).toEqual(await ids("two"));
  expect(one.size).toBe(3);
  for (const id of one) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

it("puts a document of very many chunks in requests of a size that Qdrant takes", async () => {
  const chunks = Array.from({ length: 1000 }, (_, n) => `disk word${n}`);
  await engine().put([entryOf("book", chunks)]);
  const sizes = server.calls.flatMap(({ name, body }) =>
    name === "upsert_points" ? (body as { points: unknown[] }).points.length : [],
  );
  expect(sizes).toEqual([256, 256, 256, 232, 1]);
});

describe("terms as numbers", () => {
  it("are those of FNV-1a", () => {
    expect([indexOf(""), indexOf("a"), indexOf("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });

  it("that are the same for two terms count as one, in texts and in questions", async () => {
    expect(indexOf("costarring")).toBe(indexOf("liquid"));
    expect(sparseText(["costarring", "liquid"], "chunk")).toEqual(sparseText(["liquid", "liquid"], "chunk"));
    const weights = new Map(Object.entries({ costarring: 0.35, liquid: 1 }));
    expect(sparseQuestion(weights)).toEqual({ indices: [indexOf("liquid")], values: [1] });
    const one = engine();
    await one.put([entryOf("a", ["costarring liquid"])]);
    await one.settle();
    const found = await look(one, { weights, text: "" }, everything);
    expect(found.documents).toEqual(["a"]);
    expect(found.frequency).toEqual(new Map(Object.entries({ costarring: 1, liquid: 1 })));
  });

  it("weigh by how often and by how long the text is", () => {
    const text = Array.from({ length: average.chunk }, (_, n) => (n < 3 ? "disk" : `w${n}`));
    expect(sparseText(text, "chunk").values[0]).toBeCloseTo((3 * 2.5) / (3 + 1.5), 10);
  });
});

describe("what goes wrong is one sentence, and never tells the key", () => {
  it.each<[why: string, code: string, fault: Fault]>([
    ["it does not answer in time", "SEARCH_UNREACHABLE", { kind: "hang" }],
    ["other side closed", "SEARCH_UNREACHABLE", { kind: "reset" }],
    ["HTTP 503: being optimised", "SEARCH_UNREACHABLE", { kind: "status", status: 503, error: "being optimised" }],
    ["HTTP 429: slow down", "SEARCH_UNREACHABLE", { kind: "status", status: 429, error: "slow down" }],
    ["what answers there is not Qdrant", "SEARCH_UNREACHABLE", { kind: "page", html: "<h1>Welcome</h1>" }],
    ["HTTP 400: no, …", "PROVIDER_FAILED", { kind: "status", status: 400, error: `no, ${key}` }],
  ])("%s", async (why, code, fault) => {
    const one = engine({ questionMs: 1000 });
    await one.put([entryOf("a", ["disk"])]);
    await one.settle();
    server.fault = () => fault;
    const error = await look(one, ask("disk"), everything).then(String, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining(why) });
    expect(String(error)).not.toContain(key);
    server.fault = () => undefined;
    expect((await look(one, ask("disk"), everything)).documents).toEqual(["a"]);
  });

  it.each([
    ["there is no such name", { url: "http://qdrant.invalid:6333" }, "SEARCH_UNREACHABLE", "qdrant.invalid"],
    ["without a key", { key: null }, "PROVIDER_FAILED", "HTTP 401: Must provide an API key"],
    ["with another key", { key: "open-sesame" }, "PROVIDER_FAILED", "HTTP 401: Invalid API key"],
  ])("%s", async (_, more, code, why) => {
    const error = await engine(more)
      .known()
      .then(String, (thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining(why) });
    expect(String(error)).not.toMatch(/open-sesame|correct-horse/);
  });

  it("not everything is there yet: half of the documents would pass for all", async () => {
    const one = engine();
    await one.put([entryOf("a", ["disk"])]);
    const why = { code: "PROVIDER_FAILED", message: expect.stringContaining("does not hold everything yet") };
    await expect(one.search(ask("disk"), everything)).rejects.toMatchObject(why);
    await expect(one.count(["disk"], everything)).rejects.toMatchObject(why);
    await one.settle();
    expect((await one.search(ask("disk"), everything)).documents).toEqual(["a"]);
  });

  it.each(["1.18.4", "0.30.0"])("the server is too old to keep a scope: %s", async (version) => {
    const old = await fakeQdrant({ version });
    const one = engine({ url: old.url });
    const why = { code: "PROVIDER_FAILED", message: expect.stringContaining(`it is version ${version}`) };
    await expect(one.known()).rejects.toMatchObject(why);
    await expect(one.search(ask("disk"), everything)).rejects.toMatchObject(why);
    await old.stop();
  });

  it("the address has a path, which is kept", async () => {
    await expect(engine({ url: `${server.url}/behind/` }).known()).rejects.toMatchObject({ code: "PROVIDER_FAILED" });
    expect(server.violations.splice(0)).toEqual(["there is no GET /behind/"]);
  });

  it("nothing listens", async () => {
    const gone = await fakeQdrant();
    await gone.stop();
    await expect(engine({ url: gone.url }).known()).rejects.toMatchObject({
      code: "SEARCH_UNREACHABLE",
      message: expect.stringContaining(`${gone.url} cannot be reached: connect ECONNREFUSED`),
    });
  });

  it("and nothing is written to the console", async () => {
    const warn = vi.spyOn(console, "warn");
    await engine().known();
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});
