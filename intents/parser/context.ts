/** Earlier turns of the same thread: the answer to a question of ours, and "same on web-2". Nothing older is looked at. */
import type { Action, Slot } from "../../src/action.ts";
import type { Intent, Params, Step, Turn } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { slotOf } from "./choices.ts";
import { askFor, offer, wonder } from "./clarify.ts";
import { coerce, fieldOf } from "./coerce.ts";
import { settle } from "./exact.ts";
import type { Mention } from "./find/index.ts";
import { numberOf } from "./find/number.ts";
import { fillers } from "./guards/english.ts";
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

type Clarified = Extract<Turn, { clarify: unknown }>["clarify"];

export interface Reply {
  readonly words: readonly Word[];
  readonly mentions: readonly Mention[];
}

const filler = phraseSet([
  ...fillers,
  "it",
  "it's",
  "is",
  "one",
  "option",
  "number",
  "i",
  "meant",
  "mean",
  "that",
  "use",
  "over",
  "during",
]);
const dismissals = phraseSet([
  "never mind",
  "nevermind",
  "forget it",
  "forget that",
  "cancel",
  "no",
  "nope",
  "none",
  "stop",
]);
const ordinals = ["first", "second", "third", "fourth", "fifth"];
const short = ["1st", "2nd", "3rd", "4th", "5th"];
const repeats = phraseSet([
  "again",
  "once more",
  "one more time",
  "repeat that",
  "repeat it",
  "same again",
  "do it again",
]);
const reversals = phraseSet([
  "undo",
  "undo that",
  "undo it",
  "revert that",
  "revert it",
  "roll that back",
  "take that back",
]);
const same = phraseSet([
  "same",
  "the same",
  "do the same",
  "same thing",
  "do that",
  "do the same thing",
  "and the same",
]);
const alsos = phraseSet([
  "and",
  "what about",
  "how about",
  "and what about",
  "and how about",
  "now",
  "also",
  "and on",
  "and for",
]);

const fresh = { stage: "frames" } as const;

/** What is pending in this thread, if anything: the last thing that the bot did or asked. */
export function pendingIn(context: readonly Turn[]): { clarify: Clarified } | { done: Step } | null {
  const last = context.findLast((turn) => turn.role === "bot" && !("data" in turn));
  return last && ("clarify" in last || "done" in last) ? last : null;
}

/** The reply as an answer to our question; null if it is none. */
export function answerTo(clarify: Clarified, { words, mentions }: Reply, action: Action, names: Names): Intent | null {
  if (words.length > 0 && dismissals.at(words, 0)?.length === words.length) return { kind: "none", reading: fresh };
  const [param] = clarify.missing;
  if (param === undefined) return null;
  const values = chosen(words, clarify.candidates ?? []) ?? named(words, mentions, slotOf(action, param));
  if (values === null) return null;
  const field = fieldOf(action, param);
  const value = field && coerce(field, values);
  if (value === undefined) return null;
  const params = { ...clarify.params, [param]: value };
  // A question mark makes a guess of it; a deed wants an answer.
  if (action.effect !== "read" && words.some((word) => word.pause === "?")) {
    return offer(action, params, "You answer with a question.", fresh);
  }
  const still = clarify.missing.slice(1).filter((one) => params[one] === undefined);
  return still.length > 0 ? askFor(action, params, still, [], names, fresh) : settle(action, params, names, fresh);
}

/** "the second one", "2", "web-1". */
function chosen(words: readonly Word[], candidates: readonly string[]): string[] | null {
  const rest = meaningful(words);
  const [only, ...more] = rest;
  const text = rest.map((word) => word.lower).join(" ");
  const exact = candidates.find((one) => one.toLowerCase() === text);
  if (exact !== undefined) return [exact];
  if (!only || more.length > 0) return null;
  const index = Math.max(
    ordinals.indexOf(only.lower),
    short.indexOf(only.lower),
    (numberOf(only.lower.replace("#", "")) ?? 0) - 1,
  );
  const pick = only.lower === "last" ? candidates.at(-1) : index >= 0 ? candidates[index] : undefined;
  return pick === undefined ? null : [pick];
}

/** Values of the wanted kind, if the reply holds nothing else. */
function named(words: readonly Word[], mentions: readonly Mention[], slot: Slot | undefined): string[] | null {
  if (slot === undefined) {
    const rest = meaningful(words);
    const [only, ...more] = rest;
    return only && more.length === 0 ? [only.quote?.text ?? only.text] : null;
  }
  const fitting = mentions.filter((one) => one.slot === slot);
  const loose = words.filter(
    (_, at) => filler.at(words, at) === null && !fitting.some((one) => one.from <= at && at < one.to),
  );
  return fitting.length > 0 && loose.length === 0 ? [...new Set(fitting.map((one) => one.value))] : null;
}

const meaningful = (words: readonly Word[]): Word[] => words.filter((_, at) => filler.at(words, at) === null);

/** "same on web-2", "and memory?", "again": the last act with one thing changed. Null if the words are no such thing. */
export function carriedOver(done: Step, reply: Reply, action: Action, names: Names): Intent | null {
  const { words, mentions } = reply;
  const whole = (set: typeof same): boolean => set.at(words, 0)?.length === words.length;
  if (whole(reversals))
    return wonder("Say which action is to be undone; its card names the command that does it.", fresh);
  if (whole(repeats)) {
    return action.effect === "read"
      ? settle(action, done.params, names, fresh)
      : offer(action, done.params, "That would do it a second time.", fresh);
  }
  const order = same.at(words, 0);
  const opening = order ?? alsos.at(words, 0);
  if (!opening) return null;

  const rest = mentions.filter((one) => one.from >= opening.length);
  const params = changed(done.params, rest, action);
  if (params === null) return null;
  const used = new Set(rest.flatMap((one) => Array.from({ length: one.to - one.from }, (_, i) => one.from + i)));
  const loose = words.filter((_, at) => at >= opening.length && !used.has(at) && filler.at(words, at) === null);
  if (loose.length > 0) return null;
  if (action.effect !== "read" && (!order || words.some((word) => word.pause === "?"))) {
    return offer(action, params, "You speak of it, but do not say it as an order.", fresh);
  }
  return settle(action, params, names, fresh);
}

/** The parameters with the new values in; null unless every stretch of words has one place to go. */
function changed(params: Params, mentions: readonly Mention[], action: Action): Params | null {
  const result: Record<string, unknown> = { ...params };
  const stretches = new Map<number, Mention[]>();
  for (const one of mentions) stretches.set(one.from, [...(stretches.get(one.from) ?? []), one]);
  if (stretches.size === 0) return null;
  const slots = Object.assign({}, ...action.frames.map((frame) => frame.slots)) as Record<string, Slot>;
  for (const readings of stretches.values()) {
    const places = Object.entries(slots).flatMap(([param, slot]) => {
      const reading = readings.find((one) => one.slot === slot);
      return reading ? [{ param, value: reading.value }] : [];
    });
    const [place] = places.filter(({ param }) => params[param] !== undefined).concat(places);
    const field = place && fieldOf(action, place.param);
    if (!place || !field) return null;
    // One of host, group, service, zone: a new one takes the old one's place.
    const rivals = action.frames.flatMap((frame) => (frame.oneOf?.includes(place.param) ? frame.oneOf : []));
    for (const rival of rivals) delete result[rival];
    result[place.param] = coerce(field, [place.value]);
  }
  return result;
}
