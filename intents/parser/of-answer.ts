/** "that helped", "wrong runbook": said of the answer that was given last in the thread, and of nothing else. */
import type { Action } from "../../src/action.ts";
import type { Intent, Turn } from "../../src/intent.ts";
import { phraseSet, type Phrases } from "./phrases.ts";
import type { Word } from "./words.ts";

interface Saying {
  readonly action: string;
  readonly triggers: Phrases<string>;
  readonly also: Phrases<string>;
}

/** Null if the words are no such thing, or the last thing that was said was no answer. */
export type OfAnswer = (words: readonly Word[], context: readonly Turn[]) => Intent | null;

export function ofAnswer(actions: readonly Action[]): OfAnswer {
  const sayings: Saying[] = actions.flatMap(({ name, frames }) =>
    frames
      .filter(({ afterAnswer }) => afterAnswer)
      .map(({ triggers, also = [] }) => ({ action: name, triggers: phraseSet(triggers), also: phraseSet(also) })),
  );
  return (words, context) => {
    const last = context.at(-1);
    if (!last || !("answered" in last) || words.some(({ pause, quote }) => pause === "?" || quote)) return null;
    const meant = sayings.filter((saying) => isAll(saying, words));
    const [only, ...others] = meant;
    return only && others.length === 0
      ? { kind: "act", action: only.action, params: {}, reading: { stage: "frames" } }
      : null;
  };
}

/** Nothing but a trigger, one at least, and what may stand beside it. */
function isAll({ triggers, also }: Saying, words: readonly Word[]): boolean {
  let said = false;
  for (let at = 0; at < words.length;) {
    const trigger = triggers.at(words, at);
    const length = trigger?.length ?? also.at(words, at)?.length ?? 0;
    if (length === 0) return false;
    said ||= trigger !== null;
    at += length;
  }
  return said;
}
