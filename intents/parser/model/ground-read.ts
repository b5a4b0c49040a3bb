/** A proposed look. It may rest on a misspelled name, and says so; on a name that was only guessed it asks. */
import type { Frame } from "../../../src/action.ts";
import type { Intent, Reading } from "../../../src/intent.ts";
import { settle } from "../exact.ts";
import { stemsOf, vocabularyOf } from "./cards.ts";
import { didYouMean, doubtful } from "./doubt.ts";
import { fitsOf } from "./fit.ts";
import type { Case } from "./ground.ts";
import { isName } from "./kinds.ts";
import { matters } from "./seen.ts";

export function groundRead(proposed: Case): Intent | null {
  const { seen, names, action, chosen, evidence } = proposed;
  // A look must not swallow an order that stands in the same sentence.
  if (seen.matches.some((match) => match.action.kind === "deed" && match.leads)) return null;
  const vocabulary = vocabularyOf(action);
  const speaksOfIt = matters(seen) && stemsOf(evidence).some((stem) => vocabulary.has(stem));
  if (!speaksOfIt && !chosen.some(isName)) return null;

  const [match] = fitsOf(proposed, (frame) => asLook(frame, seen.words[seen.start]?.lower));
  if (!match) return null;
  const guess = chosen.find((one) => one.origin === "like");
  const reading: Reading = { stage: "model", slots: saidOf(match.said, chosen) };
  const asked = guess && didYouMean(match, guess, reading);
  if (asked) return asked;
  return match.torn.length + match.wanting.length > 0
    ? doubtful(match, "", names, reading)
    : settle(action, match.params, names, reading);
}

/** The frame for its parameters alone: that this action is wanted, and not in its own words, is the proposal. */
function asLook(frame: Frame, first: string | undefined): Frame {
  const { slots, reads = [], fill, oneOf = [], triggers } = frame;
  const parameters = { slots, reads, oneOf, ...(fill ? { fill } : {}) };
  return { ...parameters, triggers: first === undefined ? triggers : [...triggers, first] };
}

/** "wbe-1 → web-1" where a name was put right. */
function saidOf(said: Readonly<Record<string, string>>, chosen: Case["chosen"]): Record<string, string> {
  const slips = chosen.filter((one) => one.origin === "slip");
  return Object.fromEntries(
    Object.entries(said).map(([param, words]) => {
      const slip = slips.find((one) => words.split(", ").includes(one.said));
      return [param, slip ? `${slip.said} → ${slip.value}` : words];
    }),
  );
}
