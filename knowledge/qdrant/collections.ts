/**
 * Which collection is asked and which is written. People's questions go to an alias. What a collection's vectors mean
 * depends on the analyser, on the shape of points and on the embedding model, so its name says those; when they are
 * others, a new one is filled while the alias stays with the old one.
 */
import { analyserVersion } from "../analyse.ts";
import type { Embeddings } from "../embed.ts";
import type { Client } from "./client.ts";
import { indexes, pointsVersion } from "./points.ts";

export interface Name {
  readonly whole: string;
  /** Of the analyser and of the points: "a1p1". */
  readonly versions: string;
  /** "lexical": without embeddings. */
  readonly model: string;
  readonly dimension: number;
  readonly number: number;
}

export interface Collections {
  /** What the alias leads to; null: nothing yet. */
  live(): Promise<Name | null>;
  /** What is written to: the one that the alias leads to, or another that is being filled. It is made if there is none. */
  target(): Promise<Name>;
  /** Whether vectors of meaning in this collection are those of the configured model. */
  means(name: Name): boolean;
  /** Moves the alias to the target, and drops all others but the one that it came from. */
  change(): Promise<void>;
  /** Looks again, next time, at what there is. */
  forget(): void;
}

const versions = `a${analyserVersion}p${pointsVersion}`;

/** Names of collections become names of folders. */
const plain = (model: string): string => model.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-");

const shapeOf = (dimension: number | null) => ({
  vectors: dimension ? { dense: { size: dimension, distance: "Cosine" as const } } : {},
  sparse_vectors: { bm25: { modifier: "idf" as const } },
  // A filter by what is not indexed would be slow and is a mistake: it is refused.
  strict_mode_config: { enabled: true, unindexed_filtering_retrieve: false, unindexed_filtering_update: false },
});

export function collections(
  { ask, check }: Client,
  { alias, questionMs, stepMs }: { readonly alias: string; readonly questionMs: number; readonly stepMs: number },
  embeddings: Embeddings | null,
): Collections {
  const model = embeddings ? plain(embeddings.model) : "lexical";
  const pattern = new RegExp(`^${RegExp.escape(alias)}_(a\\d+p\\d+)_([a-z0-9.-]+)_(\\d+)_(\\d+)$`);
  const read = (whole: string): Name | null => {
    const [, made = "", of = "", dimension, number] = pattern.exec(whole) ?? [];
    return made === ""
      ? null
      : { whole, versions: made, model: of, dimension: Number(dimension), number: Number(number) };
  };

  const findLive = async (): Promise<Name | null> => {
    await check(questionMs);
    const { aliases } = await ask((client) => client.getAliases(), questionMs);
    const whole = aliases.find(({ alias_name: name }) => name === alias)?.collection_name;
    return whole === undefined ? null : read(whole);
  };
  /** Newest first. */
  const findAll = async (): Promise<Name[]> => {
    const { collections: all } = await ask((client) => client.getCollections(), stepMs);
    return all.flatMap(({ name }) => read(name) ?? []).toSorted((a, b) => b.number - a.number);
  };

  const findTarget = async (live: Name | null): Promise<Name> => {
    const dimension = embeddings ? await embeddings.dimension() : 0;
    // While the model does not answer nobody knows its dimension. What is there goes on to be used, without it.
    if (dimension === null && live?.versions === versions) return live;
    const wanted = dimension ? { model, dimension } : { model: "lexical", dimension: 0 };
    const fits = (name: Name): boolean =>
      name.versions === versions && name.model === wanted.model && name.dimension === wanted.dimension;
    if (live && fits(live)) return live;
    const all = await findAll();
    const begun = all.find(fits);
    if (begun) return begun;
    const number = (all[0]?.number ?? 0) + 1;
    const whole = `${alias}_${versions}_${wanted.model}_${wanted.dimension}_${number}`;
    try {
      await ask((client) => client.createCollection(whole, shapeOf(dimension)), stepMs);
    } catch (error) {
      // Another process may have been quicker.
      if (!(await findAll()).some((name) => name.whole === whole)) throw error;
    }
    return { whole, versions, ...wanted, number };
  };

  /** Whoever made it may have been interrupted. */
  const prepare = async (name: Name): Promise<void> => {
    const { payload_schema: there } = await ask((client) => client.getCollection(name.whole), stepMs);
    const missing = Object.entries(indexes).filter(([field]) => !(field in there));
    await Promise.all(
      missing.map(([field, schema]) =>
        ask((client) => client.createPayloadIndex(name.whole, { field_name: field, field_schema: schema }), stepMs),
      ),
    );
  };

  const point = async (to: Name, from: Name | null): Promise<void> => {
    const remove = from ? [{ delete_alias: { alias_name: alias } }] : [];
    const create = { create_alias: { alias_name: alias, collection_name: to.whole } };
    await ask((client) => client.updateCollectionAliases({ actions: [...remove, create] }), stepMs);
  };

  let live: Promise<Name | null> | null = null;
  let target: Promise<Name> | null = null;
  const forget = (): void => {
    live = null;
    target = null;
  };
  /** That there is none is not remembered: another process may be about to make one. */
  const openLive = async (): Promise<Name | null> => {
    const found = await (live ??= findLive());
    if (!found) live = null;
    return found;
  };
  const openTarget = async (): Promise<Name> => {
    const found = await findTarget(await openLive());
    await prepare(found);
    return found;
  };

  return {
    live: openLive,
    target: () => (target ??= openTarget()),
    means: (name) => embeddings !== null && name.model === model,
    change: async () => {
      const [from, to] = [await findLive(), await (target ??= openTarget())];
      if (from?.whole !== to.whole) await point(to, from);
      const others = (await findAll()).filter(({ whole }) => whole !== to.whole);
      const previous = from && from.whole !== to.whole ? from : others[0];
      for (const { whole } of others) {
        if (whole !== previous?.whole) await ask((client) => client.deleteCollection(whole), stepMs);
      }
      forget();
    },
    forget,
  };
}
