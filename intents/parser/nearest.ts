/** Names that a word may have been meant for. For a read the one near name may be taken; for a deed it is only offered. */

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours; more than `limit` is Infinity. */
export function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  const result = last[b.length] ?? 0;
  return result > limit ? Number.POSITIVE_INFINITY : result;
}

/** The one name within one slip of this word (five letters or more, not merely its plural), or null. */
export function slipOf(word: string, names: readonly string[]): string | null {
  const near = names.filter((name) => {
    if (Math.max(word.length, name.length) < 5) return false;
    if (`${word}s` === name.toLowerCase() || word === `${name.toLowerCase()}s`) return false;
    // "fra-app-12" is another machine than "fra-app-02", or none.
    if (word.replaceAll(/\D/g, "") !== name.replaceAll(/\D/g, "")) return false;
    return distance(word, name.toLowerCase(), 1) === 1;
  });
  return near.length === 1 ? (near[0] ?? null) : null;
}

/** At most five names, those that look like one of the words first. */
export function suggest(words: readonly string[], names: readonly string[], only = false): string[] {
  const score = (name: string): number => {
    const lower = name.toLowerCase();
    const scores = words
      .filter((word) => word.length >= 2)
      .map((word) => {
        if (lower.startsWith(word) || word.startsWith(lower)) return 0.5;
        const gap = distance(word, lower, Math.max(1, Math.floor(Math.min(word.length, lower.length) / 3)));
        return gap === Number.POSITIVE_INFINITY && word.length >= 3 && lower.includes(word) ? 3 : gap;
      });
    return Math.min(Number.POSITIVE_INFINITY, ...scores);
  };
  const scored = names.map((name, index) => ({ name, index, score: score(name) }));
  const like = scored.filter((one) => one.score !== Number.POSITIVE_INFINITY);
  const pool = like.length > 0 || only ? like : scored;
  return pool
    .toSorted((a, b) => a.score - b.score || a.index - b.index)
    .slice(0, 5)
    .map((one) => one.name);
}
