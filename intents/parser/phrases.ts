/** A set of phrases, compiled once, in which the longest one that begins at a given word is found at once. */
import type { Word } from "./words.ts";

export interface PhraseHit<T> {
  /** Everything that is called by this phrase. */
  readonly values: readonly T[];
  /** Words. */
  readonly length: number;
}

export interface Phrases<T> {
  /** The longest phrase that begins at this word, or null. */
  at(words: readonly Word[], at: number): PhraseHit<T> | null;
  /** Where the first phrase begins, or -1. */
  firstIn(words: readonly Word[]): number;
}

interface Entry<T> {
  readonly rest: readonly string[];
  readonly values: T[];
}

export function phrasesOf<T>(entries: Iterable<readonly [phrase: string, value: T]>): Phrases<T> {
  const byFirst = new Map<string, Entry<T>[]>();
  for (const [phrase, value] of entries) {
    const [first, ...rest] = phrase.toLowerCase().trim().split(/\s+/);
    if (first === undefined || first === "") continue;
    const known = byFirst.get(first) ?? [];
    const same = known.find((entry) => entry.rest.join(" ") === rest.join(" "));
    if (same) same.values.push(value);
    else known.push({ rest, values: [value] });
    byFirst.set(first, known);
  }
  for (const known of byFirst.values()) known.sort((a, b) => b.rest.length - a.rest.length);

  const at = (words: readonly Word[], start: number): PhraseHit<T> | null => {
    const word = words[start];
    const entry =
      word &&
      byFirst.get(word.lower)?.find(({ rest }) => rest.every((next, i) => words[start + 1 + i]?.lower === next));
    return entry ? { values: entry.values, length: 1 + entry.rest.length } : null;
  };
  return { at, firstIn: (words) => words.findIndex((_, index) => at(words, index) !== null) };
}

/** A set of phrases of which only presence matters. */
export const phraseSet = (phrases: readonly string[]): Phrases<string> =>
  phrasesOf(phrases.map((phrase) => [phrase, phrase] as const));
