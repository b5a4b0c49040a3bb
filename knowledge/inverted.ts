/**
 * An inverted index in memory with BM25 over any part of its units (Robertson & Zaragoza, "The Probabilistic Relevance
 * Framework", 2009, section 3.4), the logarithm's argument kept above one as Lucene does, so that no term counts
 * against a text. Statistics are of the part that is asked about: what is outside of it shapes nothing inside.
 */
export const k1 = 1.5;
export const b = 0.75;

/** How telling a term is that so many of so many texts hold. */
export const idf = (total: number, frequency: number): number =>
  Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5));

/** A unit and how often it holds the term, in one small integer: most of the memory of an index is these. */
const most = 255;
const pack = (unit: number, count: number): number => unit * (most + 1) + Math.min(count, most);
const unitOf = (posting: number): number => posting >>> 8;
const countOf = (posting: number): number => posting & most;

/** The units that count: 1 for each that does. */
export interface Part {
  readonly includes: Uint8Array;
  readonly total: number;
  /** Terms of a unit, on average. */
  readonly length: number;
}

export interface Inverted {
  /** The number of the new unit. */
  add(terms: readonly string[]): number;
  /** Takes these units' terms out. */
  remove(units: ReadonlySet<number>): void;
  part(includes: (unit: number) => boolean): Part;
  /** How many units of the part hold each of these terms. */
  frequency(terms: readonly string[], part: Part): Map<string, number>;
  /** The best of the part, with their scores; equal ones as `before` has them. */
  best(
    weights: ReadonlyMap<string, number>,
    part: Part,
    depth: number,
    before: (a: number, b: number) => number,
  ): { readonly unit: number; readonly score: number }[];
}

export function createInverted(): Inverted {
  // Most terms stand in one text: a number, and no array for it.
  const postings = new Map<string, number | number[]>();
  const lengths: number[] = [];
  const postingsOf = (term: string): readonly number[] => {
    const found = postings.get(term);
    return found === undefined ? [] : typeof found === "number" ? [found] : found;
  };
  const frequencyOf = (term: string, { includes }: Part): number => {
    let sum = 0;
    for (const posting of postingsOf(term)) sum += includes[unitOf(posting)] ?? 0;
    return sum;
  };
  return {
    add(terms) {
      const unit = lengths.push(terms.length) - 1;
      const counts = new Map<string, number>();
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
      for (const [term, count] of counts) {
        const posting = pack(unit, count);
        const there = postings.get(term);
        if (there === undefined) postings.set(term, posting);
        else if (typeof there === "number") postings.set(term, [there, posting]);
        else there.push(posting);
      }
      return unit;
    },
    remove(units) {
      for (const [term, there] of postings) {
        const left = [there].flat().filter((posting) => !units.has(unitOf(posting)));
        const [only] = left;
        if (only === undefined) postings.delete(term);
        else postings.set(term, left.length === 1 ? only : left);
      }
      for (const unit of units) lengths[unit] = 0;
    },
    part(includes) {
      const mask = Uint8Array.from(lengths, (_, unit) => Number(includes(unit)));
      const total = mask.reduce((sum, one) => sum + one, 0);
      const terms = lengths.reduce((sum, length, unit) => sum + length * (mask[unit] ?? 0), 0);
      return { includes: mask, total, length: terms / Math.max(1, total) };
    },
    frequency: (terms, part) => new Map(terms.map((term) => [term, frequencyOf(term, part)])),
    best(weights, part, depth, before) {
      const scores = new Float64Array(lengths.length);
      const touched: number[] = [];
      for (const [term, weight] of weights) {
        const rarity = idf(part.total, frequencyOf(term, part)) * weight;
        for (const posting of postingsOf(term)) {
          const unit = unitOf(posting);
          if (!part.includes[unit]) continue;
          const count = countOf(posting);
          const length = (lengths[unit] ?? 0) / part.length;
          if (scores[unit] === 0) touched.push(unit);
          scores[unit] = (scores[unit] ?? 0) + (rarity * count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
        }
      }
      return highest(touched, scores, depth, before).map((unit) => ({ unit, score: scores[unit] ?? 0 }));
    },
  };
}

/** The first `depth` in order, without putting the others into one: most are behind the last one by their score alone. */
function highest(
  units: readonly number[],
  scores: Float64Array,
  depth: number,
  before: (a: number, b: number) => number,
): number[] {
  const order = (a: number, c: number): number => (scores[c] ?? 0) - (scores[a] ?? 0) || before(a, c);
  const kept: number[] = [];
  for (const unit of units) {
    const last = kept[depth - 1];
    if (last !== undefined && ((scores[unit] ?? 0) < (scores[last] ?? 0) || order(unit, last) > 0)) continue;
    let [from, to] = [0, kept.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (order(unit, kept[middle] ?? 0) < 0) to = middle;
      else from = middle + 1;
    }
    kept.splice(from, 0, unit);
    if (kept.length > depth) kept.pop();
  }
  return kept;
}
