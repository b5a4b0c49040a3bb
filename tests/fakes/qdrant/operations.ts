/** What each operation does to the collections and their aliases. */
import { createCollection, type Collection, type Config, type Point, type Update } from "./collection.ts";
import type { Filter } from "./filter.ts";
import type { Id } from "./fusion.ts";
import { search, type Request } from "./query.ts";
import { Refusal } from "./refusal.ts";

/** What is left when a server is stopped and another is started. */
export interface Storage {
  readonly collections: Map<string, Collection>;
  readonly aliases: Map<string, string>;
}

type WithPayload = boolean | readonly string[] | null;
type Searched = Request & { readonly with_payload?: WithPayload };

/** The keys of all bodies together; which belong to which operation is the description's business. */
export interface Body extends Config {
  readonly field_name?: string;
  readonly field_schema?: string | { readonly type: string };
  readonly actions?: readonly {
    readonly create_alias?: { readonly alias_name: string; readonly collection_name: string };
    readonly delete_alias?: { readonly alias_name: string };
  }[];
  readonly operations?: readonly Update[];
  readonly searches?: readonly Searched[];
  readonly filter?: Filter;
  readonly limit?: number;
  readonly offset?: Id;
  readonly with_payload?: WithPayload;
}

/** The `result` of an answer. Throws Refusal. */
export type Perform = (operation: string, collection: string, body: Body) => unknown;

export function operationsOn({ collections, aliases }: Storage): Perform {
  let operations = 0;
  const found = (name: string): Collection => {
    const collection = collections.get(aliases.get(name) ?? name);
    if (!collection) throw new Refusal(404, `Not found: Collection \`${name}\` doesn't exist!`);
    return collection;
  };
  const updated = (name: string, update: Update): object => {
    found(name).update(update);
    return { operation_id: operations++, status: "completed" };
  };
  const create = (name: string, config: Config): void => {
    if (collections.has(name)) throw new Refusal(409, `Wrong input: Collection \`${name}\` already exists!`);
    if (aliases.has(name)) throw new Refusal(400, `Wrong input: Alias with the same name already exists: ${name}`);
    if (/[<>:"/\\|?*]/.test(name) || name.length > 255) {
      throw new Refusal(422, "Validation error in path parameters: [collection_name]");
    }
    collections.set(name, createCollection(config));
  };
  const changeAliases = ({ actions = [] }: Body): void => {
    for (const { create_alias: made, delete_alias: removed } of actions) {
      if (removed) aliases.delete(removed.alias_name);
      if (!made) continue;
      found(made.collection_name);
      if (collections.has(made.alias_name)) {
        throw new Refusal(409, `Wrong input: Collection \`${made.alias_name}\` already exists!`);
      }
      aliases.set(made.alias_name, made.collection_name);
    }
  };

  return (operation, collection, body) => {
    switch (operation) {
      case "get_collections":
        return { collections: [...collections.keys()].map((name) => ({ name })) };
      case "get_collection":
        return infoOf(found(collection));
      case "collection_exists":
        return { exists: collections.has(aliases.get(collection) ?? collection) };
      case "create_collection":
        create(collection, body);
        return true;
      case "delete_collection":
        for (const [alias, of] of aliases) if (of === collection) aliases.delete(alias);
        return collections.delete(collection);
      case "get_collections_aliases":
        return { aliases: Array.from(aliases, ([alias, of]) => ({ alias_name: alias, collection_name: of })) };
      case "update_aliases":
        changeAliases(body);
        return true;
      case "create_field_index": {
        const schema = body.field_schema ?? "keyword";
        found(collection).indexes.set(body.field_name ?? "", typeof schema === "string" ? schema : schema.type);
        return { operation_id: operations++, status: "completed" };
      }
      case "upsert_points":
        return updated(collection, { upsert: body as Update["upsert"] & object });
      case "delete_points":
        return updated(collection, { delete: body });
      case "set_payload":
        return updated(collection, { set_payload: body as Update["set_payload"] & object });
      case "batch_update":
        return (body.operations ?? []).map((update) => updated(collection, update));
      case "scroll_points": {
        const { filter, offset, limit = 10, with_payload: keys = true } = body;
        const rest = [...found(collection).select(filter).values()]
          .filter(({ id }) => offset === undefined || id >= offset)
          .toSorted((a, b) => (a.id < b.id ? -1 : 1));
        const page = rest.slice(0, limit).map((point) => ({ id: point.id, payload: payloadOf(point, keys) }));
        return { points: page, next_page_offset: rest[limit]?.id ?? null };
      }
      case "count_points":
        return { count: found(collection).select(body.filter).size };
      case "query_points":
        return { points: scored(found(collection), { ...body, offset: Number(body.offset ?? 0) }) };
      case "query_batch_points":
        return (body.searches ?? []).map((one) => ({ points: scored(found(collection), one) }));
      default:
        throw new Refusal(501, `this server does not do ${operation}`);
    }
  };
}

const scored = (collection: Collection, request: Searched): object[] =>
  search(collection, request).flatMap(([id, score]) => {
    const point = collection.points.get(id);
    return point ? [{ id, version: 0, score, payload: payloadOf(point, request.with_payload ?? false) }] : [];
  });

function payloadOf({ payload }: Point, keys: WithPayload): object | null {
  if (keys === true) return payload;
  if (!keys) return null;
  return Object.fromEntries(Object.entries(payload).filter(([key]) => keys.includes(key)));
}

const infoOf = ({ config, points, indexes }: Collection): object => ({
  status: "green",
  optimizer_status: "ok",
  points_count: points.size,
  indexed_vectors_count: points.size,
  segments_count: 1,
  config: {
    params: { vectors: config.vectors ?? {}, sparse_vectors: config.sparse_vectors ?? null, shard_number: 1 },
    hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10_000 },
    optimizer_config: { default_segment_number: 0, flush_interval_sec: 5 },
    strict_mode_config: config.strict_mode_config ?? null,
  },
  payload_schema: Object.fromEntries(
    Array.from(indexes, ([field, type]) => [
      field,
      { data_type: type, points: [...points.values()].filter(({ payload }) => payload[field] !== undefined).length },
    ]),
  ),
});
