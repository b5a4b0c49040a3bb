/**
 * What finds chunks by their terms, and so documents. Implemented in memory (knowledge/lexical.ts) and by Qdrant
 * (knowledge/qdrant/engine.ts); both take the terms that knowledge/analyse.ts makes, and rank alike. What is out of
 * scope is as if it did not exist: it changes no rank and no statistic.
 */
import type { Scope, Scoped } from "./scope.ts";

/** A document, and the position of one of its chunks. */
export interface Place {
  readonly document: string;
  readonly ordinal: number;
}

export interface Query {
  /** Term → weight: asked terms at 1, synonyms at less. */
  readonly weights: ReadonlyMap<string, number>;
  /** The person's words, for embeddings. */
  readonly text: string;
}

export interface Found {
  /** By all of their words, best first; at most a hundred. */
  readonly documents: readonly string[];
  /** By the words of each, best first; at most two hundred. */
  readonly chunks: readonly Place[];
  /** By meaning, best first, at most a hundred; null where nothing measures meaning, or not at the moment. */
  readonly meant: readonly Place[] | null;
}

/** What is in scope. */
export interface Statistics {
  /** Documents. */
  readonly total: number;
  /** How many of those hold each of the terms that were asked about. */
  readonly frequency: ReadonlyMap<string, number>;
}

/** One document, taken apart into terms. */
export interface Entry extends Scoped {
  /** Unique among all sources. */
  readonly id: string;
  /** Terms of its title, path, tags and services, and of the alerts that lead to it. */
  readonly label: readonly string[];
  /** Terms of each chunk with its breadcrumb, in their order. */
  readonly chunks: readonly (readonly string[])[];
  /** What a person reads of each chunk, for embeddings. */
  readonly texts: readonly string[];
  /** Of everything above: another one means that it has to be indexed again. */
  readonly stamp: string;
}

export interface Engine {
  /** For people: "in memory", "Qdrant at http://127.0.0.1:6333". */
  readonly where: string;
  /** What it holds: id → stamp. */
  known(): Promise<ReadonlyMap<string, string>>;
  remove(ids: readonly string[]): Promise<void>;
  /** Each replaces the one with the same id, whole. */
  put(entries: readonly Entry[]): Promise<void>;
  /** Everything that there is has been put. An engine that was building anew while the old one answered changes over here. */
  settle(): Promise<void>;
  count(terms: readonly string[], scope: Scope): Promise<Statistics>;
  search(query: Query, scope: Scope): Promise<Found>;
  close(): Promise<void>;
}
