/**
 * Texts and questions as sparse vectors, so that Qdrant's dot product is the BM25 of knowledge/inverted.ts: a text's values
 * are how much each of its terms tells of it, the server multiplies by how rare the term is where the reader may look.
 */
import { b, k1 } from "../inverted.ts";

export interface Sparse {
  readonly indices: number[];
  readonly values: number[];
}

/**
 * How long a text is on average, in terms: between 1,386 public runbooks (514, and 76 a chunk) and those of this project
 * (258 and 37). It is written into every vector, so it cannot be that of the collection: one document would then shape
 * the ranks of others, also for people who may not read it, and a rebuild would rank differently from what grew.
 */
export const average = { document: 400, chunk: 60 } as const;

export type Kind = keyof typeof average;

/**
 * FNV-1a in 32 bits (Fowler, Noll & Vo; IETF draft-eastlake-fnv). Two terms may get the same number: among 30,000 about
 * one in ten times there is such a pair. Both then count as one term, in texts and questions alike; who may read what is
 * not touched by that.
 */
export function indexOf(term: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(term)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

const sparse = (values: ReadonlyMap<number, number>): Sparse => ({
  indices: [...values.keys()],
  values: [...values.values()],
});

export function sparseText(terms: readonly string[], kind: Kind): Sparse {
  const counts = new Map<number, number>();
  for (const term of terms) counts.set(indexOf(term), (counts.get(indexOf(term)) ?? 0) + 1);
  const room = k1 * (1 - b + (b * terms.length) / average[kind]);
  return sparse(new Map(Array.from(counts, ([index, count]) => [index, (count * (k1 + 1)) / (count + room)])));
}

/** Term → weight. */
export function sparseQuestion(weights: ReadonlyMap<string, number>): Sparse {
  const values = new Map<number, number>();
  for (const [term, weight] of weights) values.set(indexOf(term), Math.max(weight, values.get(indexOf(term)) ?? 0));
  return sparse(values);
}
