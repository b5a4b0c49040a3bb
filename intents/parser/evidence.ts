/** How good a frame's explanation of a sentence is: enough for an act, for a question back, or for nothing. */
import type { Intent } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { strangerIn } from "./choices.ts";
import type { Match } from "./frames.ts";
import type { Speech, Veto } from "./guards/index.ts";
import { validate } from "./validate.ts";

/** Words that a read may leave unexplained: "show me the cpu of web-1, it looks odd". More where its subject is named. */
const looseInRead = 3;
const looseAround = 8;
const looseUnnamed = 2;
/** Vetoes after which nothing was wished for at all. */
export const silencing: ReadonlySet<Veto> = new Set<Veto>(["negation", "report", "reported"]);

/** Enough of an order that silence would be rude: typed values, or trigger and subject with little else. */
export const isMeant = ({ typed, about, frame, loose, leads }: Match): boolean =>
  leads &&
  // "rollback of label-printer went through" is told.
  !loose.some(({ lower }) => /^(?:went|was|were|failed|worked|finished|succeeded|completed|took|got)$/.test(lower)) &&
  about &&
  (typed || (frame.about !== undefined && loose.length <= 1));

export const isComplete = ({ torn, wanting, about, action, params }: Match, names: Names): boolean =>
  about &&
  strangerIn(action, params, names) === null &&
  torn.length === 0 &&
  wanting.length === 0 &&
  validate(action, params).ok;

/** Whether this may be read as a wish to look at something. `imperative`: it begins with "show" and the like. */
export function mayRead({ typed, about, loose, leads, frame }: Match, speech: Speech, imperative: boolean): boolean {
  const asked = speech.question || imperative;
  const subject = about && frame.about !== undefined;
  const most = asked && subject ? (typed ? looseAround : looseUnnamed) : typed ? looseInRead : 0;
  if (loose.length > Math.min(most, frame.spare ?? most)) return false;
  if (!typed && !leads && frame.triggeredBy === undefined && !(asked && subject)) return false;
  if (speech.foreign?.denies) return false;
  if (asked || speech.veto === null) return true;
  if (speech.veto === "negation" || speech.veto === "exclusion") return false;
  return imperative || !silencing.has(speech.veto);
}

/** What may be named several times over, each for an order of its own. Two durations are a doubt. */
const repeatable = new Set(["signal", "service", "host", "alert", "zone", "job", "model", "domain"]);

/** "cpu and memory of web-1": one parameter holds several values, and nothing else is open. */
export const isSpread = (match: Match, speech: Speech, imperative: boolean): boolean =>
  match.about &&
  match.wanting.length === 0 &&
  match.torn.length === 1 &&
  match.torn.every(({ param }) => repeatable.has(param)) &&
  (match.torn[0]?.values.length ?? 0) <= 3 &&
  (match.action.effect !== "read" || mayRead(match, speech, imperative));

/** An act for each of the values; null if one of them would be wrong. */
export function spreadOut({ action, params, torn }: Match, names: Names): Intent | null {
  const [several] = torn;
  if (!several) return null;
  const steps = several.values.map((value) => ({ action: action.name, params: { ...params, [several.param]: value } }));
  const whole = steps.every(
    (step) => strangerIn(action, step.params, names) === null && validate(action, step.params).ok,
  );
  return whole ? { kind: "multi", steps, reading: { stage: "frames" } } : null;
}

/** What leaves least unexplained comes first, then what explains most. */
export const byEvidence = (a: Match, b: Match): number =>
  a.loose.length - b.loose.length || b.weight - a.weight || Number(b.leads) - Number(a.leads);
export const byOrder = (a: Match, b: Match): number =>
  Number(b.leads) - Number(a.leads) || Number(b.about) - Number(a.about) || byEvidence(a, b);
