/** An order that is not ready to be carried out: the one question that it calls for. */
import type { Intent, Reading } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { strangerIn } from "./choices.ts";
import { askFor, askWhich, offer, wonder } from "./clarify.ts";
import type { Sentence } from "./decide.ts";
import { isComplete } from "./evidence.ts";
import type { Match } from "./frames.ts";
import { deedThings, ourThings } from "./guards/about.ts";
import { readingOf } from "./reading.ts";
import { validate } from "./validate.ts";
import { textOf, type Word } from "./words.ts";

const asksLeave = /^(?:can|could|shall|might|will|mind)$/;
const asksAdvice = /^(?:should|is|are|am|does|do|did|may|would|why|how|what|when|which|who|where)$/;

/** Words that stand for what was meant a moment ago, or that only a machine is called by. */
const pointing = new Set("it that this them those these one there".split(" "));
const namelike = /^(?=.*[a-z])(?=.*[\d_.-])[a-z0-9][a-z0-9_.:-]*$|^(?:\d{1,3}\.){3}\d{1,3}$/i;
const camel = /^(?:[A-Z][a-z0-9]+){2,}$/;
export const isNamelike = ({ text, quote }: Word): boolean => !quote && (namelike.test(text) || camel.test(text));

/** "restart it", "block that ip", "silence HighCpuUsage": an order of ours whose object nobody knows. */
export const isPointed = ({ loose, about, frame }: Match, { words, mentions }: Sentence): boolean =>
  (loose.length <= 5 &&
    (mentions.some((one) => ourThings.has(one.slot)) || words.some((word) => deedThings.has(word.lower)))) ||
  words.some((word, at) => at > 0 && at < 5 && pointing.has(word.lower) && words.length <= 8) ||
  (loose.length <= 3 &&
    loose.every(
      (word) => pointing.has(word.lower) || isNamelike(word) || mentions.some((one) => one.said === word.text),
    ) &&
    (loose.length > 0 || (about && frame.about !== undefined)));

/** An order to change something that is not ready to be carried out: the one question that it calls for, or nothing. */
export function questionOfDeed(match: Match, { speech }: Sentence, names: Names, ask: Intent, none: Intent): Intent {
  const reading = readingOf(speech, speech.veto ? "guards" : "frames", match);
  switch (speech.veto) {
    case "negation":
    case "report":
    case "reported":
      return none;
    case "capability":
      return ask;
    case "question":
      if (asksLeave.test(speech.opening)) {
        return offer(match.action, match.params, "You ask whether to.", reading);
      }
      return match.leads && isComplete(match, names) && !asksAdvice.test(speech.opening)
        ? offer(match.action, match.params, "That ends as a question.", reading)
        : ask;
    case "language":
      return offer(match.action, match.params, "I take orders to change something in English only.", reading);
    case "conditional":
      return offer(match.action, match.params, `I act at once or not at all ("${speech.because}").`, reading);
    case "exclusion":
      // The command as read would do the very thing that is to be left out: it is not offered.
      return {
        ...wonder(
          `I cannot leave something out ("${speech.because}"); name exactly what it is to be done to.`,
          reading,
        ),
        action: match.action.name,
        missing: objects.filter((param) => Object.hasOwn(match.frame.slots, param) || param === "ip").slice(0, 1),
      };
    case "hypothetical":
    case "uncertain":
      return offer(match.action, match.params, `That is no clear order ("${speech.because}").`, reading);
    case "pasted":
      return offer(match.action, match.params, "There is pasted text in that.", reading);
    default:
      return complete(match, names, reading);
  }
}

/** What is missing or not understood, as one question. */
export function complete(match: Match, names: Names, reading: Reading): Intent {
  const { action, params, torn, loose } = match;
  const [several] = torn;
  if (several) return askWhich(action, params, several.param, several.values, reading);
  const stranger = strangerIn(action, params, names);
  if (stranger) {
    const known = Object.fromEntries(Object.entries(params).filter(([param]) => param !== stranger.param));
    return askFor(action, known, [stranger.param], [stranger.value], names, reading);
  }
  const verdict = validate(action, params);
  const misplaced = strayName(match);
  if (misplaced) return askFor(action, params, [misplaced.param], [misplaced.word.text], names, reading);
  const unknown = loose.map((word) => (word.quote ? word.quote.text : word.lower));
  const [wanting] = match.wanting;
  const missing = [
    ...verdict.missing,
    ...(wanting === undefined || verdict.missing.includes(wanting) ? [] : [wanting]),
  ];
  if (missing.length > 0) return askFor(action, params, missing, unknown, names, reading);
  const [wrong] = verdict.invalid;
  if (wrong) return offer(action, params, `${wrong.param || action.name}: ${wrong.why}.`, reading);
  const what = loose.length > 0 ? `I do not understand "${textOf(loose)}" in that.` : "I am not sure that is an order.";
  return offer(action, params, what, reading);
}

/** Parameters that say what something is done to. */
const objects = ["targets", "alert", "service", "zone", "ip", "target", "host", "group", "job", "model", "name"];
const places: Readonly<Record<string, readonly string[]>> = {
  on: ["host", "targets", "target", "zone"],
  at: ["host"],
  for: ["host", "service", "zone"],
  in: ["env", "zone"],
  to: ["to", "env"],
  from: ["from"],
};

/** "restart payments on mail-1": the one word nobody knows stands where a parameter's value would. */
function strayName({ frame, loose, params, before }: Match): { param: string; word: Word } | null {
  const [word, ...more] = loose;
  if (!word || more.length > 0 || word.quote) return null;
  const place = before.get(word) ?? "";
  const candidates = isNamelike(word) || place === "in" || place === "to" ? (places[place] ?? []) : [];
  const param = candidates.find((one) => Object.hasOwn(frame.slots, one) && params[one] === undefined);
  return param === undefined ? null : { param, word };
}
