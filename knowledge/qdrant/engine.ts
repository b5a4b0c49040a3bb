/**
 * The search by Qdrant (https://qdrant.tech): the same terms and the same BM25 as in memory, by sparse vectors, and
 * vectors of meaning where there is an embedding model. The server is a cache: everything in it can be put again.
 */
import type { Schemas } from "@qdrant/js-client-rest";
import { problem } from "../../src/problem.ts";
import type { Secret } from "../../src/secret.ts";
import type { Embeddings } from "../embed.ts";
import type { Engine, Entry, Found, Place, Query } from "../engine.ts";
import type { Scope } from "../scope.ts";
import { qdrantClient } from "./client.ts";
import { chunkDepth, documentDepth } from "../lexical.ts";
import { collections, type Name } from "./collections.ts";
import { every, of, outdated, within, type Filter } from "./filter.ts";
import {
  access,
  chunkPoints,
  documentPoint,
  readPlace,
  readStanding,
  standingFields,
  type Point,
  type Standing,
} from "./points.ts";
import { sparseQuestion } from "./sparse.ts";

export interface QdrantSettings {
  readonly url: string;
  readonly key: Secret | null;
  /** The name that questions are put to; collections are called this and more. */
  readonly collection: string;
  /** Milliseconds that somebody who asks may be kept waiting. */
  readonly questionMs?: number;
  /** Milliseconds for each step of indexing. */
  readonly stepMs?: number;
}

const meantDepth = 100;
/** Documents that are put together, and points in one request: a few megabytes at most. */
const together = 32;
const pointsTogether = 256;
const page = 1000;

/** Its methods throw Problem SEARCH_UNREACHABLE, or PROVIDER_FAILED if Qdrant refuses; afterwards it can be asked again. */
export function qdrantEngine(settings: QdrantSettings, embeddings: Embeddings | null): Engine {
  const { url, key, collection: alias, questionMs = 3000, stepMs = 60_000 } = settings;
  const server = qdrantClient(url, key);
  const { ask } = server;
  const homes = collections(server, { alias, questionMs, stepMs }, embeddings);

  /** After a failure nothing is taken for known: another process may have moved the alias and dropped a collection. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      homes.forget();
      throw error;
    }
  };

  const standings = async (name: Name): Promise<Standing[]> => {
    const found: Standing[] = [];
    let offset: Schemas["ExtendedPointId"] | undefined;
    do {
      const asked = {
        filter: every("document"),
        with_payload: standingFields,
        limit: page,
        ...(offset === undefined ? {} : { offset }),
      };
      const { points, next_page_offset: next } = await ask((api) => api.scroll(name.whole, asked), stepMs);
      found.push(...points.map(({ payload }) => readStanding(payload)));
      offset = typeof next === "string" || typeof next === "number" ? next : undefined;
    } while (offset !== undefined);
    return found;
  };

  /** What is written to and what is asked: one of them, or two while a new one is being filled. */
  const both = async (): Promise<readonly string[]> => {
    const [target, live] = [await homes.target(), await homes.live()];
    return [...new Set([target.whole, live?.whole ?? target.whole])];
  };

  const upsert = async (name: Name, points: readonly Point[]): Promise<void> => {
    for (const some of slices(points, pointsTogether)) {
      await ask((api) => api.upsert(name.whole, { points: [...some] }), stepMs);
    }
  };

  /**
   * In this order: whoever may no longer read them does not find them from now on, in either collection; new chunks;
   * away with the old ones; and last the documents with their stamps, so that what was interrupted is put again.
   */
  const putSome = async (entries: readonly Entry[], target: Name): Promise<void> => {
    const vectors = homes.means(target) ? await meanings(embeddings, entries) : null;
    const rights = entries.map((entry) => ({ set_payload: { payload: access(entry), filter: of([entry.id]) } }));
    for (const whole of await both()) await ask((api) => api.batchUpdate(whole, { operations: rights }), stepMs);
    await upsert(
      target,
      entries.flatMap((entry) => chunkPoints(entry, vectors?.get(entry) ?? null)),
    );
    await ask((api) => api.delete(target.whole, { filter: outdated(entries) }), stepMs);
    await upsert(
      target,
      entries.map((entry) => documentPoint(entry, vectors !== null)),
    );
  };

  const find = async ({ weights, text }: Query, scope: Scope, live: Name): Promise<Found> => {
    const meaning = homes.means(live) ? ((await embeddings?.question(text)) ?? null) : null;
    const words = sparseQuestion(weights);
    const legs = [
      ...(weights.size > 0 ? [lexical(words, within("document", scope), documentDepth)] : []),
      ...(weights.size > 0 ? [lexical(words, within("chunk", scope), chunkDepth)] : []),
      ...(meaning ? [{ query: [...meaning], using: "dense", filter: within("chunk", scope), limit: meantDepth }] : []),
    ].map((leg) => ({ ...leg, with_payload: ["document", "ordinal"] }));
    if (legs.length === 0) return { documents: [], chunks: [], meant: null };
    const answers = await ask((api) => api.queryBatch(alias, { searches: legs }), questionMs);
    const rankings = answers.map(({ points }) => points);
    const [documents = [], chunks = []] = weights.size > 0 ? rankings : [];
    return {
      documents: ranked(documents).map(({ document }) => document),
      chunks: ranked(chunks),
      meant: meaning ? ranked(rankings.at(-1) ?? []) : null,
    };
  };

  /** Half of the documents would pass for all of them: until it holds everything for the first time, it is not asked. */
  const settled = async (): Promise<Name> => {
    const live = await homes.live();
    const why = `it does not hold everything yet, so nothing is called ${alias} there`;
    if (!live) throw problem("PROVIDER_FAILED", { provider: "Qdrant", why });
    return live;
  };

  const count = async (filter: Filter): Promise<number> =>
    (await ask((api) => api.count(alias, { filter, exact: true }), questionMs)).count;

  return {
    where: `Qdrant at ${new URL(url).origin}`,

    known: () =>
      attempt(async () => {
        homes.forget();
        const target = await homes.target();
        const all = await standings(target);
        // What was put while the model did not answer is put again once it does.
        const lacking = homes.means(target) && all.some(({ meant }) => !meant);
        const again = lacking && (await embeddings?.dimension()) !== null;
        return new Map(all.map(({ document, stamp, meant }) => [document, meant || !again ? stamp : ""]));
      }),

    remove: (ids) =>
      attempt(async () => {
        for (const whole of await both()) {
          for (const some of slices(ids, page)) await ask((api) => api.delete(whole, { filter: of(some) }), stepMs);
        }
      }),

    put: (entries) =>
      attempt(async () => {
        const target = await homes.target();
        for (const some of slices(entries, together)) await putSome(some, target);
      }),

    settle: () =>
      attempt(async () => {
        const [target, live] = [await homes.target(), await homes.live()];
        if (live?.whole !== target.whole) {
          const due = (await standings(target)).reduce((sum, { chunks }) => sum + chunks, 0);
          const filter = every("chunk");
          const { count: there } = await ask((api) => api.count(target.whole, { filter, exact: true }), stepMs);
          const why = `the new collection ${target.whole} holds ${there} chunks and not ${due}, so the old one stays`;
          if (there !== due) throw problem("PROVIDER_FAILED", { provider: "Qdrant", why });
        }
        await homes.change();
      }),

    count: (terms, scope) =>
      attempt(async () => {
        await settled();
        // A request for each term, side by side: the index of terms answers each at once.
        const [total, ...counts] = await Promise.all([
          count(within("document", scope)),
          ...terms.map((term) => count(within("document", scope, term))),
        ]);
        return { total, frequency: new Map(terms.map((term, at) => [term, counts[at] ?? 0])) };
      }),

    search: (query, scope) => attempt(async () => find(query, scope, await settled())),

    close: async () => undefined,
  };
}

/** Rare is what is rare within the scope: what the reader may not see weighs nothing. */
const lexical = (words: ReturnType<typeof sparseQuestion>, filter: Filter, limit: number) => ({
  query: words,
  using: "bm25",
  filter,
  params: { idf: { corpus: filter } },
  limit,
});

/** Equal scores in the order of their names, whatever order they came in. */
function ranked(points: readonly Schemas["ScoredPoint"][]): Place[] {
  return points
    .map(({ score, payload }) => ({ score, place: readPlace(payload) }))
    .toSorted((a, b) => b.score - a.score || compare(a.place, b.place))
    .map(({ place }) => place);
}

const compare = (a: Place, b: Place): number =>
  a.document < b.document ? -1 : a.document > b.document ? 1 : a.ordinal - b.ordinal;

/** Vectors of all their chunks; null: not now. */
async function meanings(
  embeddings: Embeddings | null,
  entries: readonly Entry[],
): Promise<ReadonlyMap<Entry, readonly (readonly number[] | null)[]> | null> {
  const vectors = await embeddings?.documents(entries.flatMap(({ texts }) => texts));
  if (!vectors) return null;
  let at = 0;
  return new Map(entries.map((entry) => [entry, vectors.slice(at, (at += entry.texts.length))]));
}

function* slices<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < all.length; from += size) yield all.slice(from, from + size);
}
