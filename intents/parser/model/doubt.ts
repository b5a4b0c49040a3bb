/** What becomes of a proposal that is plausible and no more: one question. */
import type { Intent, Reading } from "../../../src/intent.ts";
import type { Names } from "../../../src/inventory.ts";
import { askFor, askWhich, offer } from "../clarify.ts";
import type { Match } from "../frames.ts";
import { validate } from "../validate.ts";
import type { Candidate } from "./candidates.ts";

/** What is missing or ambiguous is asked for; if nothing is, the exact command is offered. */
export function doubtful(
  { action, params, torn, wanting }: Match,
  why: string,
  names: Names,
  reading: Reading,
): Intent {
  const [several] = torn;
  if (several) return askWhich(action, params, several.param, several.values, reading);
  const verdict = validate(action, params);
  const missing = [...new Set([...verdict.missing, ...wanting.slice(0, 1)])];
  if (missing.length > 0) return askFor(action, params, missing, [], names, reading);
  const [wrong] = verdict.invalid;
  return offer(action, params, wrong ? `${wrong.param || action.name}: ${wrong.why}.` : why, reading);
}

/** A name that was not said as it is spelled: it is asked about. Null if no parameter holds it. */
export function didYouMean(match: Match, guess: Candidate, reading: Reading): Intent | null {
  const { action, params } = match;
  const param = Object.keys(params).find((key) => [params[key]].flat().includes(guess.value));
  if (param === undefined) return null;
  const rest = Object.fromEntries(Object.entries(params).filter(([key]) => key !== param));
  return {
    kind: "clarify",
    question: `I know nothing called "${guess.said}". Did you mean ${guess.value}?`,
    action: action.name,
    params: rest,
    missing: [param],
    candidates: [guess.value],
    reading,
  };
}
