/**
 * BM25 over term lists, in memory (Robertson & Zaragoza, "The Probabilistic Relevance Framework", 2009, section 3.4),
 * with the logarithm's argument kept above one as Lucene does, so that no term counts against a text.
 */
export const k1 = 1.5;
export const b = 0.75;

export interface Bm25 {
  /** How many texts hold the term. */
  frequency(term: string): number;
  /** How much knowing that a text holds this term tells about it; at least that of a term nothing holds. */
  idf(term: string): number;
  /** Score of every text that holds any of the weighted terms. */
  score(terms: ReadonlyMap<string, number>): Map<number, number>;
}

export function bm25(texts: readonly (readonly string[])[]): Bm25 {
  const postings = new Map<string, { text: number; count: number }[]>();
  texts.forEach((terms, text) => {
    for (const term of terms) {
      const list = postings.get(term) ?? [];
      if (list.length === 0) postings.set(term, list);
      const last = list.at(-1);
      if (last?.text === text) last.count += 1;
      else list.push({ text, count: 1 });
    }
  });
  const lengths = texts.map((terms) => terms.length);
  const average = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, texts.length);
  const frequency = (term: string): number => postings.get(term)?.length ?? 0;
  const idf = (term: string): number => {
    const count = frequency(term);
    return Math.log(1 + (texts.length - count + 0.5) / (count + 0.5));
  };
  return {
    frequency,
    idf,
    score(terms) {
      const scores = new Map<number, number>();
      for (const [term, weight] of terms) {
        const rarity = idf(term) * weight;
        for (const { text, count } of postings.get(term) ?? []) {
          const length = (lengths[text] ?? 0) / average;
          const gain = (rarity * count * (k1 + 1)) / (count + k1 * (1 - b + b * length));
          scores.set(text, (scores.get(text) ?? 0) + gain);
        }
      }
      return scores;
    },
  };
}
