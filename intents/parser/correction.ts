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
  "oops wrong one",
  "wrong one",
  "er",
  "uh",
  "or no rather",
  "or no",
  "or rather no",
  "no make it",
  "make it",
  "no not that one",
]);
/** "staging i meant": said behind the right one. */
const trailing = phraseSet(["i meant", "i mean", "sorry", "rather", "that is", "instead"]);
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
    return head.length > 0 ? { head, tail: untrailed(words.slice(at + turn.length)) } : null;
  }
  return null;
}

function untrailed(tail: readonly Word[]): readonly Word[] {
  for (let at = 1; at < tail.length; at++) {
    if ((trailing.at(tail, at)?.length ?? 0) === tail.length - at) return tail.slice(0, at);
  }
  return tail;
}

/**
 * The head with its one value of the tail's kind replaced. Null unless the tail is one value and nothing else, and the
 * head has exactly one value of that kind.
 */
export function replaced({ head, tail }: Turned, find: (words: readonly Word[]) => readonly Mention[]): Word[] | null {
  const named = find(tail);
  const [first] = named;
  if (!first) return null;
  const before = tail.slice(0, first.from).filter((_, at) => filler.at(tail, at) === null);
  if (before.length > 0) return null;
  const rest = tail.slice(first.to).filter((_, at) => filler.at(tail, first.to + at) === null);
  // "i mean 203.0.113.17, for 2h": what comes after a pause goes on with the order.
  if (rest.length > 0 && tail[first.to - 1]?.pause !== ",") return null;
  const kinds = new Set(named.filter((one) => one.from === first.from).map((one) => one.slot));
  const stretches = new Map(
    find(head)
      .filter((one) => kinds.has(one.slot))
      .map((one) => [`${one.from}-${one.to}`, one] as const),
  );
  const [old, ...others] = [...stretches.values()];
  if (!old || others.length > 0) return null;
  const value = tail.slice(first.from, first.to).map((word) => ({ ...word, pause: "" }));
  return [
    ...head.slice(0, old.from),
    ...value,
    ...head.slice(old.to),
    ...(rest.length > 0 ? tail.slice(first.to) : []),
  ];
}
