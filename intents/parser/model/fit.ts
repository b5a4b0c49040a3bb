/** How the frames of a proposed action explain the sentence with the chosen values alone. */
import type { Action, Frame } from "../../../src/action.ts";
import { slotOf } from "../choices.ts";
import { compileFrames, emptyWords, matchFrame, type Match } from "../frames.ts";
import type { Word } from "../words.ts";
import type { Candidate } from "./candidates.ts";
import type { Case } from "./ground.ts";
import { isChoice } from "./kinds.ts";

/** The best first. `adapt` says which of the frames may be used, and with which words. */
export function fitsOf({ seen, names, action, chosen }: Case, adapt: (frame: Frame) => Frame | null): Match[] {
  const frames = framesOf(action).flatMap((frame) => adapt(frame) ?? []);
  const words = putRight(seen.words, chosen);
  // "by tag" narrows a purge although no tag was named: what is no value to choose counts as it stands.
  const mentions = [...chosen.flatMap((one) => one.readings), ...seen.mentions.filter(({ slot }) => !isChoice(slot))];
  const empty = emptyWords(words, seen.start, seen.speech.foreign?.marks);
  return compileFrames([{ ...action, frames }])
    .flatMap((frame) => matchFrame(frame, words, seen.start, mentions, empty, names) ?? [])
    .map((match) => ({ ...match, action }))
    .toSorted((a, b) => doubts(a) - doubts(b) || a.loose.length - b.loose.length || b.weight - a.weight);
}

const doubts = ({ torn, wanting }: Match): number => torn.length + wanting.length;

/** An action that plain words do not lead to has its parameters all the same. */
function framesOf(action: Action): readonly Frame[] {
  if (action.frames.length > 0) return action.frames;
  const slots = Object.keys(action.input.shape).flatMap((param) => {
    const slot = slotOf(action, param);
    return slot === undefined ? [] : [[param, slot] as const];
  });
  return [{ triggers: [], slots: Object.fromEntries(slots) }];
}

/** The words with misspelled names put right, so that they count as explained. */
const putRight = (words: readonly Word[], chosen: readonly Candidate[]): readonly Word[] =>
  chosen
    .filter(({ origin }) => origin === "slip" || origin === "like")
    .reduce((all, { value, readings: [first] }) => {
      const word = first && all[first.from];
      return word ? all.with(first.from, { ...word, text: value, lower: value.toLowerCase() }) : all;
    }, words);
