/**
 * A proposed change. It becomes one only if the sentence is an order by every measure that also holds without a model:
 * no veto, an imperative at its beginning, every value said exactly and all of them used, and no word left over. The
 * model's part is to know more verbs and to say which values belong where.
 */
import type { Frame } from "../../../src/action.ts";
import type { Intent, Params, Reading } from "../../../src/intent.ts";
import { settle } from "../exact.ts";
import { phraseSet } from "../phrases.ts";
import { textOf, type Word } from "../words.ts";
import type { Candidate } from "./candidates.ts";
import { didYouMean, doubtful } from "./doubt.ts";
import { fitsOf } from "./fit.ts";
import type { Case } from "./ground.ts";
import { isName } from "./kinds.ts";
import { idle, verbs } from "./verbs.ts";

export function groundDeed(proposed: Case): Intent | null {
  const { seen, names, action, chosen, evidence, isCommand } = proposed;
  const { veto, howTo, question } = seen.speech;
  if (!isCommand || veto !== null || howTo || question || !chosen.some(isName)) return null;

  const more = verbs[action.name] ?? [];
  const [match] = fitsOf(proposed, (frame) => withVerbs(frame, more));
  if (!match) return null;
  const reading: Reading = { stage: "model", slots: match.said };
  const unsaid = chosen.find((one) => one.origin === "slip" || one.origin === "like");
  if (unsaid) return didYouMean(match, unsaid, reading);
  if (chosen.some((one) => one.origin === "thread")) {
    return doubtful(match, "Part of that stands only earlier in this thread.", names, reading);
  }
  const loose = textOf(leftOver(match.loose, seen.words));
  const left = [loose, ...unusedIn(proposed, match.params).filter((one) => !loose.includes(one))].filter(Boolean);
  if (left.length > 0) return doubtful(match, `I do not know what "${left.join('", "')}" is for.`, names, reading);
  const first = seen.words[seen.start]?.lower ?? "";
  if (!match.leads || !match.about || !evidence.split(/[\s,;:]+/).includes(first)) {
    return doubtful(match, "I am not sure that is an order.", names, reading);
  }
  if (match.torn.length + match.wanting.length > 0) return doubtful(match, "", names, reading);
  return settle(action, match.params, names, reading);
}

const wholes = new Set(["everything", "all", "whole", "entire"]);

/** The frame with more verbs. Where its subject is no more than "everything", its own few verbs stand for the rest. */
const withVerbs = (frame: Frame, more: readonly string[]): Frame =>
  frame.about?.every((word) => wholes.has(word)) ? frame : { ...frame, triggers: [...frame.triggers, ...more] };

/** Values that were said and stand nowhere in the parameters: not chosen, or with no place to go. */
const unusedIn = ({ said, chosen }: Case, params: Params): string[] => {
  const held = new Set(valuesIn(params));
  const isUsed = (one: Candidate): boolean => chosen.includes(one) && one.readings.some(({ value }) => held.has(value));
  return said.filter((one) => !isUsed(one)).map((one) => one.said);
};

const valuesIn = (value: unknown): string[] =>
  typeof value === "object" && value !== null ? Object.values(value).flatMap(valuesIn) : [String(value)];

const idlePhrases = phraseSet(idle);

/** The loose words without those that say nothing. */
function leftOver(loose: readonly Word[], words: readonly Word[]): Word[] {
  const said = words.map(() => false);
  words.forEach((_, at) => said.fill(true, at, at + (idlePhrases.at(words, at)?.length ?? 0)));
  return loose.filter((word) => !said[words.indexOf(word)]);
}
