/** "run it on web-1, no wait, web-2": what people take back in the same breath. */
import type { Mention } from "./find/index.ts";
import { fillers } from "./guards/english.ts";
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

const turns = phraseSet([
  "no wait",
  "wait no",
  "wait",
  "scratch that",
  "i mean",
  "i meant",
  "no i mean",
  "sorry",
  "no sorry",
  "sorry i mean",
  "sorry i meant",
  "correction",
  "make that",
  "no make that",
  "actually",
  "actually no",
  "rather",
  "or rather",
  "oops",
]);
const filler = phraseSet(fillers);

export interface Turned {
  readonly head: readonly Word[];
  readonly tail: readonly Word[];
}

/** The last place where the speaker turns round, if there is something before and after it. */
export function turnIn(words: readonly Word[]): Turned | null {
  for (let at = words.length - 2; at > 0; at--) {
    const turn = turns.at(words, at);
    // "wait" and "actually" turn only after a pause; "run actually-slow on web-1" does not.
    if (!turn || words[at - 1]?.pause === "" || at + turn.length >= words.length) continue;
    let from = at;
    while (from > 0 && turns.at(words, from - 1)) from--;
    const head = words.slice(0, from);
    return head.length > 0 ? { head, tail: words.slice(at + turn.length) } : null;
  }
  return null;
}

/**
 * The head with its one value of the tail's kind replaced. Null unless the tail is one value and nothing else, and the
 * head has exactly one value of that kind.
 */
export function replaced({ head, tail }: Turned, find: (words: readonly Word[]) => readonly Mention[]): Word[] | null {
  const named = find(tail);
  const [first] = named;
  if (!first || named.some((one) => one.from !== first.from || one.to !== first.to)) return null;
  const rest = tail.filter((_, at) => (at < first.from || at >= first.to) && filler.at(tail, at) === null);
  if (rest.length > 0) return null;
  const kinds = new Set(named.map((one) => one.slot));
  const stretches = new Map(
    find(head)
      .filter((one) => kinds.has(one.slot))
      .map((one) => [`${one.from}-${one.to}`, one] as const),
  );
  const [old, ...others] = [...stretches.values()];
  if (!old || others.length > 0) return null;
  return [...head.slice(0, old.from), ...tail.slice(first.from, first.to), ...head.slice(old.to)];
}
