/** One collection: its points, vectors and payload indexes, in memory. */
import { demandIndexes, matches, required, type Filter } from "./filter.ts";
import type { Id } from "./fusion.ts";
import { Refusal, unknown } from "./refusal.ts";

export interface Sparse {
  readonly indices: readonly number[];
  readonly values: readonly number[];
}
type Vector = readonly number[] | Sparse;
type Payload = Readonly<Record<string, unknown>>;

export interface Point {
  readonly id: Id;
  readonly payload: Payload;
  readonly vectors: Readonly<Record<string, Vector>>;
}

export interface Config {
  readonly vectors?: Readonly<Record<string, { readonly size: number; readonly distance: string }>>;
  readonly sparse_vectors?: Readonly<Record<string, { readonly modifier?: string | null }>> | null;
  readonly strict_mode_config?: {
    readonly enabled?: boolean | null;
    readonly unindexed_filtering_retrieve?: boolean | null;
    readonly unindexed_filtering_update?: boolean | null;
  } | null;
}

export interface GivenPoint {
  readonly id: Id;
  readonly vector: Vector | Readonly<Record<string, Vector>>;
  readonly payload?: Payload | null;
}
export interface Selector {
  readonly points?: readonly Id[] | null;
  readonly filter?: Filter | null;
}

export interface Update {
  readonly upsert?: { readonly points?: readonly GivenPoint[] };
  readonly delete?: Selector;
  readonly set_payload?: Selector & { readonly payload: Payload };
}

export interface Collection {
  readonly config: Config;
  readonly indexes: Map<string, string>;
  readonly points: ReadonlyMap<Id, Point>;
  /** Of a sparse vector: index → point → value. */
  postings(vector: string, index: number): ReadonlyMap<Id, number>;
  /** Those that a filter of a reading request selects, in no order. */
  select(filter: Filter | null | undefined): ReadonlyMap<Id, Point>;
  update(update: Update): void;
}

export const isSparse = (vector: unknown): vector is Sparse =>
  typeof vector === "object" && vector !== null && "indices" in vector;

const sizeOf = (some: readonly ReadonlySet<Id>[]): number => some.reduce((sum, { size }) => sum + size, 0);

export function createCollection(config: Config): Collection {
  const points = new Map<Id, Point>();
  const indexes = new Map<string, string>();
  const postings = new Map<string, Map<Id, number>>();
  const strict = config.strict_mode_config?.enabled === true ? config.strict_mode_config : {};

  /** Field and value → points. The server's indexes need not exist for it: it is what makes this one fast enough. */
  const holding = new Map<string, Set<Id>>();
  const held = ({ payload }: Point): string[] =>
    Object.entries(payload).flatMap(([field, value]) => [value].flat().map((one) => `${field} ${String(one)}`));

  const chosen = (filter: Filter | null | undefined): Point[] => {
    const sets = required(filter).map((values) =>
      values.map(([field, value]) => holding.get(`${field} ${String(value)}`) ?? new Set<Id>()),
    );
    const [fewest] = sets.toSorted((a, b) => sizeOf(a) - sizeOf(b));
    const ids = fewest ? new Set(fewest.flatMap((set) => [...set])) : points.keys();
    return [...ids].flatMap((id) => points.get(id) ?? []).filter((point) => matches(filter, point));
  };

  /** By filter, until something changes. */
  const selected = new Map<string, ReadonlyMap<Id, Point>>();

  const lists = ({ id, vectors }: Point): [key: string, value: number, id: Id][] =>
    Object.entries(vectors).flatMap(([name, vector]) =>
      isSparse(vector)
        ? vector.indices.map((index, at): [string, number, Id] => [`${name} ${index}`, vector.values[at] ?? 0, id])
        : [],
    );
  const remove = (point: Point | undefined): void => {
    if (!point) return;
    points.delete(point.id);
    for (const [key] of lists(point)) postings.get(key)?.delete(point.id);
    for (const key of held(point)) holding.get(key)?.delete(point.id);
  };
  const insert = (point: Point): void => {
    remove(points.get(point.id));
    points.set(point.id, point);
    for (const [key, value, id] of lists(point)) {
      const list = postings.get(key) ?? new Map<Id, number>();
      postings.set(key, list.set(id, value));
    }
    for (const key of held(point)) holding.set(key, (holding.get(key) ?? new Set<Id>()).add(point.id));
  };

  const ofSelector = ({ points: ids, filter }: Selector): Point[] => {
    if (ids) return ids.flatMap((id) => points.get(id) ?? []);
    if (!filter) throw new Refusal(400, "Bad request: No filter or points provided");
    if (strict.unindexed_filtering_update === false) demandIndexes(filter, indexes);
    return chosen(filter);
  };

  return {
    config,
    indexes,
    points,
    postings: (vector, index) => postings.get(`${vector} ${index}`) ?? new Map(),
    select: (filter) => {
      if (strict.unindexed_filtering_retrieve === false) demandIndexes(filter, indexes);
      const key = JSON.stringify(filter ?? null);
      const made = selected.get(key) ?? new Map(chosen(filter).map((point) => [point.id, point]));
      if (selected.size > 100) selected.clear();
      selected.set(key, made);
      return made;
    },
    update: (update) => {
      selected.clear();
      if (update.upsert) {
        if (!update.upsert.points) throw unknown("upserts by columns");
        // All of them or none: what is wrong with one is found before any is stored.
        update.upsert.points.map((given) => pointOf(given, config)).forEach(insert);
      } else if (update.delete) ofSelector(update.delete).forEach(remove);
      else if (update.set_payload) {
        const { payload } = update.set_payload;
        for (const point of ofSelector(update.set_payload))
          insert({ ...point, payload: { ...point.payload, ...payload } });
      } else throw unknown(`the update ${Object.keys(update).join()}`);
    },
  };
}

function pointOf({ id, vector, payload }: GivenPoint, config: Config): Point {
  if (Array.isArray(vector) || isSparse(vector)) throw unknown("vectors without a name");
  const vectors = Object.fromEntries(
    Object.entries(vector).map(([name, given]) => [name, checked(name, given as Vector, config)]),
  );
  return { id, payload: payload ?? {}, vectors };
}

const invalid = (what: string): Refusal => new Refusal(422, `Validation error in JSON body: [${what}]`);

/** A vector as it is stored: dense ones of unit length (Cosine), everything in single precision. */
export function checked(name: string, vector: Vector, { vectors, sparse_vectors: sparse }: Config): Vector {
  const dense = vectors?.[name];
  if (!dense && !sparse?.[name]) throw new Refusal(400, `Wrong input: Not existing vector name error: ${name}`);
  if (isSparse(vector) === Boolean(dense)) {
    throw new Refusal(400, `Wrong input: Conversion between sparse and regular vectors failed`);
  }
  if (isSparse(vector)) {
    const { indices, values } = vector;
    if (indices.length !== values.length) throw invalid("values: must be the same length as indices");
    if (new Set(indices).size !== indices.length) throw invalid("indices: must be unique");
    return { indices, values: values.map(Math.fround) };
  }
  if (dense?.distance !== "Cosine") throw unknown(`the distance ${dense?.distance}`);
  if (vector.length !== dense.size) {
    throw new Refusal(400, `Wrong input: Vector dimension error: expected dim: ${dense.size}, got ${vector.length}`);
  }
  const length = Math.hypot(...vector);
  return length === 0 ? vector : vector.map((value) => Math.fround(value / length));
}
