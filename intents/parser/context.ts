/** What is pending in a thread, and the words that speak of it. Nothing older than the last thing we did or asked counts. */
import type { Action, Slot } from "../../src/action.ts";
import type { Step, Turn } from "../../src/intent.ts";
import { longest, type Mention } from "./find/index.ts";
import { fillers } from "./guards/english.ts";
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

export type Clarified = Extract<Turn, { clarify: unknown }>["clarify"];

export interface Reply {
  readonly words: readonly Word[];
  /** Everything that was found in them. */
  readonly mentions: readonly Mention[];
}

/** What is pending in this thread, if anything: the last thing that the bot did or asked. */
export function pendingIn(context: readonly Turn[]): { clarify: Clarified } | { done: Step } | null {
  return context.findLast((turn) => "clarify" in turn || "done" in turn) ?? null;
}

/** Words that an answer may hold beside its values. */
export const small = phraseSet([
  ...fillers,
  ..."it it's is one ones option number i meant mean that use over during choose pick take let's go say uh um er hm ah oh please just only the whole too also as well instead both number for now do make with be should this".split(
    " ",
  ),
  "as a whole",
  "as well",
  "sorry",
  "in your list",
  "in the list",
  "little brother",
  "its",
]);

/** Every parameter of the action and the kind of value that fills it, over all its frames. */
export const slotsOf = (action: Action): Readonly<Record<string, Slot>> =>
  Object.assign({}, ...action.frames.map((frame) => frame.slots)) as Record<string, Slot>;

/** The values of a reply that this action can take, as its parameters would hold them. */
export function valuesFor(action: Action, { words, mentions }: Reply): Mention[] {
  const wanted = new Set<Slot>([
    ...Object.values(slotsOf(action)),
    ...action.frames.flatMap((frame) => frame.reads ?? []),
  ]);
  return longest(
    words,
    mentions.filter((one) => wanted.has(one.slot)),
  );
}

/** Words of the reply that neither a value nor a small word accounts for. */
export function unexplained(words: readonly Word[], mentions: readonly Mention[], from = 0): Word[] {
  const covered = words.map((_, at) => at < from || mentions.some((one) => one.from <= at && at < one.to));
  for (let at = 0; at < words.length; at++) {
    const length = small.at(words, at)?.length ?? 0;
    if (length > 0) covered.fill(true, at, at + length);
  }
  return words.filter((_, at) => !covered[at]);
}
