/** Searching as Qdrant 1.19 does: nearest sparse or dense vectors, prefetches, and their fusion. */
import { checked, isSparse, type Collection, type Sparse } from "./collection.ts";
import type { Filter } from "./filter.ts";
import { dbsf, ranked, rrf, type Id, type Ranking } from "./fusion.ts";
import { Refusal, unknown } from "./refusal.ts";

type Vector = readonly number[] | Sparse;
type Query =
  | Vector
  | {
      readonly nearest?: Vector;
      readonly mmr?: unknown;
      readonly fusion?: "rrf" | "dbsf";
      readonly rrf?: { readonly k?: number | null; readonly weights?: readonly number[] | null };
    };

export interface Prefetch {
  readonly prefetch?: Prefetch | readonly Prefetch[] | null;
  readonly query?: Query | null;
  readonly using?: string | null;
  readonly filter?: Filter | null;
  readonly params?: { readonly idf?: "global" | { readonly corpus: Filter } | null } | null;
  readonly score_threshold?: number | null;
  readonly limit?: number | null;
}

export interface Request extends Prefetch {
  readonly offset?: number | null;
}

const f32 = Math.fround;

export function search(collection: Collection, request: Request): Ranking {
  const offset = request.offset ?? 0;
  return run(collection, { ...request, limit: (request.limit ?? 10) + offset }, null).slice(offset);
}

/** `outer`: the filter of the request around this one, which holds for every leaf. */
function run(collection: Collection, request: Prefetch, outer: Filter | null): Ranking {
  const { query, prefetch, limit, score_threshold: least } = request;
  const filters = [outer, request.filter].filter((filter) => filter !== null && filter !== undefined);
  const filter = filters.length === 0 ? null : { must: filters };
  const prefetches = prefetch === undefined || prefetch === null ? [] : [prefetch].flat();
  const cut = (ranking: Ranking): Ranking =>
    ranking.filter(([, score]) => score >= (least ?? -Infinity)).slice(0, limit ?? 10);

  if (prefetches.length === 0) {
    if (query === undefined || query === null) throw unknown("queries without a query");
    const allowed = collection.select(filter);
    return cut(ranked(new Map([...nearest(collection, request, query)].filter(([id]) => allowed.has(id)))));
  }
  if (query === undefined || query === null) {
    throw new Refusal(400, "Bad request: Validation failed: cannot have prefetches without a query");
  }
  const rankings = prefetches.map((inner) => run(collection, inner, filter));
  if ("rrf" in query) return cut(rrf(rankings, query.rrf?.k ?? 2, query.rrf?.weights));
  if ("fusion" in query) return cut(query.fusion === "dbsf" ? dbsf(rankings) : rrf(rankings));
  const found = new Set(rankings.flat().map(([id]) => id));
  return cut(ranked(new Map([...nearest(collection, request, query)].filter(([id]) => found.has(id)))));
}

/** Score of every point that has anything in common with the query. */
function nearest(collection: Collection, { using, params }: Prefetch, query: Query): ReadonlyMap<Id, number> {
  if ("fusion" in query || "rrf" in query) {
    throw new Refusal(400, "Bad request: Validation failed: cannot apply Fusion without prefetches");
  }
  if ("mmr" in query) throw unknown("mmr");
  const given = "nearest" in query ? query.nearest : (query as Vector);
  if (given === undefined) throw unknown(`the query ${Object.keys(query).join()}`);
  const name = using ?? "";
  const vector = checked(name, given, collection.config);
  const idf = collection.config.sparse_vectors?.[name]?.modifier === "idf";
  if (params?.idf && !idf) {
    throw new Refusal(400, `Bad request: params.idf: the vector ${name} has no idf modifier`);
  }
  if (!isSparse(vector)) {
    return new Map(
      Array.from(collection.points.values()).flatMap(({ id, vectors }) => {
        const stored = vectors[name] as readonly number[] | undefined;
        return stored ? [[id, f32(stored.reduce((sum, value, at) => sum + value * (vector[at] ?? 0), 0))]] : [];
      }),
    );
  }
  const corpus = typeof params?.idf === "object" ? params.idf?.corpus : undefined;
  const rarity = idf ? rarities(collection, name, vector.indices, corpus) : () => 1;
  const scores = new Map<Id, number>();
  const terms = vector.indices.map((index, at) => [index, vector.values[at] ?? 0] as const);
  for (const [index, value] of terms.toSorted(([a], [b]) => a - b)) {
    const weight = f32(value * rarity(index));
    for (const [id, stored] of collection.postings(name, index)) {
      scores.set(id, f32((scores.get(id) ?? 0) + f32(stored * weight)));
    }
  }
  return scores;
}

/** Inverse document frequency among the points that the corpus selects and that have this vector; without one, all. */
function rarities(
  collection: Collection,
  name: string,
  indices: readonly number[],
  corpus: Filter | undefined,
): (index: number) => number {
  const counted = Array.from(collection.select(corpus)).filter(([, { vectors }]) => vectors[name] !== undefined);
  const ids = new Set(counted.map(([id]) => id));
  const frequency = new Map(
    indices.map((index) => [index, [...collection.postings(name, index).keys()].filter((id) => ids.has(id)).length]),
  );
  return (index) => {
    const df = frequency.get(index) ?? 0;
    return f32(Math.log(f32(f32((ids.size - df + 0.5) / (df + 0.5)) + 1)));
  };
}
