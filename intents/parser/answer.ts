/** A reply to a question of ours: "the second one", "web-1", "both", "two more". */
import type { Action } from "../../src/action.ts";
import type { Intent, Params } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { askFor, offer } from "./clarify.ts";
import { clausesOf, isBackground } from "./clauses.ts";
import { coerce, fieldOf } from "./coerce.ts";
import { small, slotsOf, unexplained, valuesFor, type Clarified, type Reply } from "./context.ts";
import { settle } from "./exact.ts";
import { foundOf } from "./find/index.ts";
import { numberOf } from "./find/number.ts";
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

const dismissals = phraseSet(
  "nah|nah forget it|nah never mind|never mind|nevermind|forget it|forget that|forget about it|cancel|cancel that|no|nope|none|none of them|stop|drop it|leave it|skip it|not anymore|no longer needed|scratch that|don't bother|one sec|one moment|hang on|give me a sec|give me a minute".split(
    "|",
  ),
);
const idle = phraseSet(
  "thanks|thx|thank you|ty|lol|haha|cool|nice|great|awesome|wow|hmm|brb|morning|hello|hi|bye|good night|hey".split("|"),
);
const ordinals = ["first", "second", "third", "fourth", "fifth"];
const short = ["1st", "2nd", "3rd", "4th", "5th"];
const everyOne = phraseSet(
  "both|all|all of them|both of them|every one|everyone of them|all three|all of those|each".split("|"),
);

const fresh = { stage: "frames" } as const;

/** Whether nothing is wanted any more. */
export const isDismissal = (words: readonly Word[]): boolean =>
  words.length > 0 &&
  words.length <= 8 &&
  (startsWith(dismissals, words) ||
    clausesOf(words).some(({ from, to }) => dismissals.at(words, from)?.length === to - from)) &&
  !/^(?:and|but)$/.test(words[0]?.lower ?? "");

const startsWith = (set: typeof dismissals, words: readonly Word[]): boolean => {
  const hit = set.at(words, 0) ?? (words.length > 1 && small.at(words, 0) ? set.at(words, 1) : null);
  return (
    hit !== null &&
    (hit.length === words.length || words[hit.length - 1]?.pause !== "" || words.length <= hit.length + 1)
  );
};

/** The reply as an answer to our question; null if it is none. */
export function answerTo(clarify: Clarified, reply: Reply, action: Action, names: Names): Intent | null {
  const [param] = clarify.missing;
  if (param === undefined) return null;
  const values = picked(reply.words, clarify.candidates ?? []);
  const filled = values ? fillOne(action, clarify, param, values) : fillNamed(action, clarify, param, reply, names);
  if (filled === null) return null;
  // A question mark makes a guess of it; a deed wants an answer.
  if (action.effect !== "read" && reply.words.some((word) => word.pause === "?")) {
    return offer(action, filled, "You answer with a question.", fresh);
  }
  const still = clarify.missing.slice(1).filter((one) => filled[one] === undefined);
  return still.length > 0 ? askFor(action, filled, still, [], names, fresh) : settle(action, filled, names, fresh);
}

/** The same question once more, for a short reply that leaves it open: "yes", "qa", "the fourth one". */
export function askAgain(clarify: Clarified, { words }: Reply, action: Action, names: Names): Intent | null {
  if (clarify.missing.length === 0 || words.length === 0 || words.length > 7 || idle.at(words, 0)) return null;
  return askFor(action, clarify.params, clarify.missing, [], names, fresh);
}

const fillOne = (action: Action, { params }: Clarified, param: string, values: readonly string[]): Params | null => {
  const field = fieldOf(action, param);
  const value = field && coerce(field, values);
  return value === undefined ? null : { ...params, [param]: value };
};

const ordinal = ({ lower }: Word): boolean => lower === "last" || ordinals.includes(lower) || short.includes(lower);
const meaningful = (words: readonly Word[]): Word[] =>
  words.filter((word, at) => ordinal(word) || small.at(words, at) === null);

/** "the second one", "2", "web-1", "both", "the db one", "not web-1, the other one". */
function picked(words: readonly Word[], candidates: readonly string[]): string[] | null {
  if (candidates.length === 0) return null;
  if (
    everyOne.at(words, 0) &&
    meaningful(words).every((word) => /^(?:both|all|every|each|them|those|three|of)$/.test(word.lower))
  )
    return [...candidates];
  const said = words.map((word) => word.lower).join(" ");
  const [first = "", second = "", ...more] = candidates;
  if (more.length === 0 && /\bother\b/.test(said)) {
    const not = [first, second].find((one) => said.includes(`not ${one.toLowerCase()}`));
    return not === undefined ? null : [not === first ? second : first];
  }
  const start = /\b(?:starts|starting|begins|beginning) with (\S+)$/.exec(said)?.[1];
  if (start !== undefined) return onlyOne(candidates.filter((one) => one.toLowerCase().startsWith(start)));
  const rest = meaningful(words);
  const [only, ...others] = rest;
  const text = rest.map((word) => word.lower).join(" ");
  const exact = candidates.find((one) => one.toLowerCase() === text);
  if (exact !== undefined) return [exact];
  const number = numberOf((words.at(-1)?.lower ?? "").replace("#", ""));
  if (!only && number !== null && candidates[number - 1] !== undefined) return [candidates[number - 1] ?? ""];
  if (!only || others.length > 0) return null;
  const index = Math.max(
    ordinals.indexOf(only.lower),
    short.indexOf(only.lower),
    (numberOf(only.lower.replace("#", "")) ?? 0) - 1,
  );
  const pick = only.lower === "last" ? candidates.at(-1) : index >= 0 ? candidates[index] : undefined;
  if (pick !== undefined) return [pick];
  // "the db one"
  return /\bone\b/.test(said)
    ? onlyOne(
        candidates.filter((one) =>
          one
            .toLowerCase()
            .split(/[^a-z0-9]+/)
            .includes(only.lower),
        ),
      )
    : null;
}

const onlyOne = (values: readonly string[]): string[] | null => (values.length === 1 ? [...values] : null);

/** Values of the wanted kinds, if the reply holds nothing else but what led to it. */
function fillNamed(action: Action, clarify: Clarified, param: string, reply: Reply, names: Names): Params | null {
  const { words } = reply;
  const slots = slotsOf(action);
  const clauses = clausesOf(words);
  const values = valuesFor(action, reply);
  const told = clauses.filter(({ from, to }) => {
    const part = words.slice(from, to);
    return (
      from > 0 &&
      isBackground(part) &&
      !values.some((one) => one.from >= from && one.to <= to && slots[param] === one.slot)
    );
  });
  const counted = values.filter((one) => !told.some(({ from, to }) => one.from >= from && one.to <= to));
  const heard = words.filter((_, at) => !told.some(({ from, to }) => from <= at && at < to));
  const found = foundOf(counted);
  const frames = action.frames.map((frame) => frame.fill?.(found, names) ?? {});
  const given: Record<string, unknown> = { ...clarify.params };
  for (const [one, slot] of Object.entries(slots)) {
    const field = fieldOf(action, one);
    const value = found[slot] && field && given[one] === undefined ? coerce(field, found[slot]) : undefined;
    if (value !== undefined) given[one] = value;
  }
  // "two more" answers how many, and "1.2.3.4 and 5.6.7.8" which address: whatever way of the choice was taken.
  for (const filled of frames) {
    for (const [one, value] of Object.entries(filled))
      if (value !== undefined && given[one] === undefined) given[one] = value;
  }
  const text = words.length === 1 ? (words[0]?.quote?.text ?? words[0]?.text) : undefined;
  const field = fieldOf(action, param);
  if (given[param] === undefined && text !== undefined && slots[param] === undefined && field)
    given[param] = coerce(field, [text]);
  if (given[param] === undefined && text !== undefined && /^\d{1,6}$/.test(text) && field)
    given[param] = coerce(field, [text]);
  const rivals = action.frames.flatMap((frame) => (frame.oneOf?.includes(param) ? frame.oneOf : []));
  const answered =
    given[param] !== undefined || rivals.some((one) => given[one] !== undefined && clarify.params[one] === undefined);
  if (!answered) return null;
  const loose = unexplained(heard, heard === words ? counted : shifted(counted, told));
  return loose.length === 0 || (text !== undefined && given[param] !== undefined) ? given : null;
}

/** Mentions by their place once the told clauses are gone. */
const shifted = <T extends { from: number; to: number }>(
  mentions: readonly T[],
  told: readonly { from: number; to: number }[],
): T[] =>
  mentions.map((one) => {
    const gone = told.filter(({ to }) => to <= one.from).reduce((sum, { from, to }) => sum + to - from, 0);
    return { ...one, from: one.from - gone, to: one.to - gone };
  });
