/** The server that the other tests trust: what it computes is what Qdrant's own tests say, and what it refuses. */
import { QdrantClient } from "@qdrant/js-client-rest";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { dbsf, rrf, type Ranking } from "../../fakes/qdrant/fusion.ts";
import { fakeQdrant, type FakeQdrant } from "../../fakes/qdrant/server.ts";

const ranking = (...ids: number[]): Ranking => ids.map((id) => [id, 0.5]);

describe("reciprocal rank fusion, with the numbers of Qdrant's unit tests", () => {
  it("gives nothing for nothing, and half for one alone, since k is 2", () => {
    expect(rrf([])).toEqual([]);
    expect(rrf([ranking(1)])).toEqual([[1, 0.5]]);
  });

  it("adds up over three lists", () => {
    const fused = rrf([ranking(2, 1), ranking(1, 2, 3), ranking(5, 3, 1)]);
    const expected = [1.0833334, 0.8333334, 0.5833334, 0.5].map(Math.fround);
    expect(fused).toEqual([1, 2, 3, 5].map((id, at) => [id, expected[at]]));
  });

  it("lets a weight of three forgive a lower place", () => {
    const lists = [ranking(1, 2), ranking(2, 1)];
    const scores = new Map(rrf(lists));
    expect(scores.get(1)).toBe(scores.get(2));
    expect(rrf(lists, 2, [3, 1])[0]?.[0]).toBe(2);
  });

  it("takes about three of the heavy list for one of the light", () => {
    const heavy = ranking(11, 12, 13, 14, 15, 16, 17, 18);
    const light = ranking(21, 22, 23, 24, 25, 26, 27, 28);
    const first = rrf([heavy, light], 60, [3, 1]).slice(0, 10);
    const ofHeavy = first.filter(([id]) => Number(id) < 20).length;
    expect(ofHeavy).toBeGreaterThanOrEqual(2 * (10 - ofHeavy));
  });

  it("lets a weight of nothing count for nothing, and wants one weight a list", () => {
    expect(rrf([ranking(1), ranking(2)], 2, [1, 0])).toEqual([
      [1, 0.5],
      [2, 0],
    ]);
    expect(() => rrf([ranking(1), ranking(2)], 2, [1, 2, 3])).toThrow("got 3, expected 2");
  });
});

it("fuses by distribution: the mean is in the middle, a lone score too", () => {
  expect(dbsf([[[1, 0.9]]])).toEqual([[1, 0.5]]);
  expect(dbsf([ranking(1, 2)])).toEqual(expect.arrayContaining([[1, 0.5]]));
  // Mean 2, standard deviation 1: three of them reach from -1 to 5.
  const scores: Ranking = [
    [1, 3],
    [2, 2],
    [3, 1],
  ];
  const shares = [4 / 6, 3 / 6, 2 / 6].map(Math.fround);
  expect(dbsf([scores])).toEqual([1, 2, 3].map((id, at) => [id, shares[at]]));
  expect(dbsf([scores, [[3, 7]]])[0]?.[0]).toBe(3);
});

const tenant = (value: string) => ({ must: [{ key: "tenant", match: { value } }] });
const idf = (n: number, df: number): number => Math.log((n - df + 0.5) / (df + 0.5) + 1);

describe("the server", () => {
  let fake: FakeQdrant;
  let client: QdrantClient;
  beforeEach(async () => {
    fake = await fakeQdrant();
    client = new QdrantClient({ url: fake.url, checkCompatibility: false });
    await client.createCollection("c", {
      vectors: { dense: { size: 2, distance: "Cosine" } },
      sparse_vectors: { text: { modifier: "idf" } },
      strict_mode_config: { enabled: true, unindexed_filtering_retrieve: false, unindexed_filtering_update: false },
    });
    await client.createPayloadIndex("c", { field_name: "tenant", field_schema: "keyword" });
    const given: readonly (readonly [tenant: string, dims: number[]])[] = [
      ["a", [0, 1]],
      ["a", [0]],
      ["b", [0, 1, 2]],
      ["b", [1]],
    ];
    await client.upsert("c", {
      points: given.map(([of, indices], id) => ({
        id,
        vector: { dense: [1, id], text: { indices, values: indices.map(() => 1) } },
        payload: { tenant: of },
      })),
    });
  });
  afterEach(() => fake.stop());

  const query = { indices: [0, 1, 2], values: [1, 1, 1] };
  const search = async (more: object): Promise<Map<unknown, number>> => {
    const { points } = await client.query("c", { query, using: "text", ...more });
    return new Map(points.map(({ id, score }) => [id, score]));
  };

  it.each([
    ["of everything", {}, [idf(4, 3), idf(4, 3), idf(4, 1)]],
    ["said to be of everything", { params: { idf: "global" } }, [idf(4, 3), idf(4, 3), idf(4, 1)]],
    ["of one tenant", { params: { idf: { corpus: tenant("a") } } }, [idf(2, 2), idf(2, 1), idf(2, 0)]],
    ["of nothing", { params: { idf: { corpus: tenant("none") } } }, [Math.log(2), Math.log(2), Math.log(2)]],
  ])("weighs by the rarity %s", async (_, more, [zero = 0, one = 0, two = 0]) => {
    const scores = await search(more);
    const expected = [zero + one, zero, zero + one + two, one];
    expected.forEach((score, id) => expect(scores.get(id)).toBeCloseTo(score, 5));
  });

  it("lets a filter take points away and change no score", async () => {
    const params = { idf: { corpus: tenant("b") } };
    const [broad, narrow] = [await search({ params }), await search({ params, filter: tenant("b") })];
    expect(new Set(narrow.keys())).toEqual(new Set([2, 3]));
    for (const [id, score] of narrow) expect(score).toBe(broad.get(id));
  });

  it("finds the nearest dense vectors, and fuses what is fetched before within the filter around it", async () => {
    const { points } = await client.query("c", { query: [0, 1], using: "dense", limit: 2 });
    expect(points.map(({ id }) => id)).toEqual([3, 2]);
    const fused = await client.query("c", {
      prefetch: [
        { query, using: "text" },
        { query: [0, 1], using: "dense", filter: tenant("b") },
      ],
      query: { rrf: { k: 60, weights: [1, 1] } },
      filter: tenant("a"),
    });
    expect(fused.points.map(({ id, score }) => [id, score])).toEqual([
      [0, Math.fround(1 / 60)],
      [1, Math.fround(1 / 61)],
    ]);
  });

  it("scrolls in pages, counts, and changes what a filter selects", async () => {
    const first = await client.scroll("c", { limit: 3, with_payload: ["tenant"] });
    expect(first).toMatchObject({ points: [{ payload: { tenant: "a" } }, {}, {}], next_page_offset: 3 });
    await client.batchUpdate("c", {
      operations: [
        { set_payload: { payload: { tenant: "z" }, filter: tenant("a") } },
        { delete: { filter: { must_not: [{ key: "tenant", match: { any: ["z"] } }] } } },
      ],
    });
    expect(await client.count("c", { filter: tenant("z") })).toEqual({ count: 2 });
    expect(await client.count("c")).toEqual({ count: 2 });
  });

  it("takes an alias for its collection, and moves it in one go", async () => {
    await client.createCollection("d", { vectors: {} });
    await client.updateCollectionAliases({ actions: [{ create_alias: { alias_name: "x", collection_name: "c" } }] });
    expect(await client.count("x")).toEqual({ count: 4 });
    await client.updateCollectionAliases({
      actions: [{ delete_alias: { alias_name: "x" } }, { create_alias: { alias_name: "x", collection_name: "d" } }],
    });
    expect(await client.count("x")).toEqual({ count: 0 });
    await client.deleteCollection("d");
    expect((await client.getAliases()).aliases).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ["doesn't exist", () => client.count("none")],
    ["already exists", () => client.createCollection("c", { vectors: {} })],
    ["expected dim: 2, got 3", () => client.query("c", { query: [1, 2, 3], using: "dense" })],
    ["Not existing vector name", () => client.query("c", { query: [1, 2], using: "other" })],
    ["Conversion between", () => client.query("c", { query: [1, 2], using: "text" })],
    ["idf modifier", () => client.query("c", { query: [1, 2], using: "dense", params: { idf: "global" } })],
    ["without prefetches", () => client.query("c", { query: { fusion: "rrf" } })],
    ["without a query", () => client.query("c", { prefetch: { query, using: "text" } })],
    [
      "must be unique",
      () => client.upsert("c", { points: [{ id: 9, vector: { text: { indices: [1, 1], values: [1, 1] } } }] }),
    ],
    ["Index required", () => client.count("c", { filter: { must: [{ key: "x", match: { value: "y" } }] } })],
    ["Index required", () => client.count("c", { filter: { must: [{ is_empty: { key: "x" } }] } })],
    ["Index required", () => client.delete("c", { filter: { must: [{ key: "x", match: { value: "y" } }] } })],
    [
      "Index required",
      () =>
        client.query("c", {
          query,
          using: "text",
          params: { idf: { corpus: { must: [{ key: "x", match: { any: ["y"] } }] } } },
        }),
    ],
  ])("refuses: %s", async (why, ask) => {
    await expect(ask()).rejects.toMatchObject({ data: { status: { error: expect.stringContaining(why) } } });
  });

  it.each<[string, () => Promise<unknown>]>([
    ["a limit below one", () => client.query("c", { query, using: "text", limit: -3 })],
    ["an index that is no number", () => client.query("c", { query: { indices: [-1], values: [1] }, using: "text" })],
    ["a misspelt condition", () => client.count("c", { filter: { mist: [] } as object })],
    ["the same value twice", () => client.count("c", { filter: { must: [{ key: "t", match: { any: ["a", "a"] } }] } })],
  ])("refuses and remembers what its description does not allow: %s", async (_, ask) => {
    await expect(ask()).rejects.toMatchObject({ status: 400 });
    expect(fake.violations.splice(0)).toEqual([expect.stringContaining("asked: ")]);
  });

  it("lets nobody in without its key", async () => {
    const locked = await fakeQdrant({ key: "k" });
    const ask = (headers: Record<string, string>) =>
      new QdrantClient({ url: locked.url, headers, checkCompatibility: false }).getCollections();
    await expect(ask({})).rejects.toMatchObject({ status: 401 });
    await expect(ask({ "api-key": "other" })).rejects.toMatchObject({ status: 401 });
    expect(await ask({ "api-key": "k" })).toEqual({ collections: [] });
    await locked.stop();
  });
});
