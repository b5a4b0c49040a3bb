/** "same on web-2", "and memory?", "again", "now promote it to prod": what was done last, with one thing changed. */
import type { Action } from "../../src/action.ts";
import type { Intent, Params, Step } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { askFor, offer, wonder } from "./clarify.ts";
import { coerce, fieldOf } from "./coerce.ts";
import { slotsOf, unexplained, valuesFor, type Reply } from "./context.ts";
import { isNamelike } from "./question-back.ts";
import { settle } from "./exact.ts";
import type { Mention } from "./find/index.ts";
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

const phrases = (text: string) => phraseSet(text.split("|"));

const repeats = phrases(
  "again|once more|one more time|repeat that|repeat it|ok repeat it|repeat|same again|do it again|do that again|do it once more|do that once more|refresh|refresh that|check again|check once more|run it again|run that again|try again|try that again|once again|rerun|rerun that|another time|one more time please|retry",
);
const reversals = phrases(
  "undo|undo that|undo it|revert that|revert it|roll that back|take that back|reverse that|reverse it",
);
/** Said as an order. */
const same = phrases(
  "same|the same|do the same|do the same thing|same thing|the same thing|do that|do it|do this|now do it|now do that|now the same|and the same|and do the same|please do that|please do the same|ok do the same|repeat that|repeat it|repeat|now do the same|then do the same|same again|same here|same deal|likewise|also do that|also do it|and now the same|and then the same",
);
/** Said in passing: enough for a look, and for no deed. */
const also = phrases(
  "and|what about|how about|and what about|and how about|now|also|and on|and for|only|just|only show|show only|just show|narrow that down to|narrow it down to|limit that to|limit it to|now only|but only|ok and|ok now|and now|now for|now on|which of those are|which of them are|which ones are|and just|then|make that|make it",
);
const bareYes = phrases(
  "ok do it|do it|do that|ok do that|go ahead and do it|please do it|do what it says|do what it says there|yes do it",
);
const tooEnd = new Set(["too", "also"]);

const fresh = { stage: "frames" } as const;

/** Null if the words are no such thing. */
export function carriedOver(done: Step, reply: Reply, action: Action, names: Names): Intent | null {
  const { words } = reply;
  const whole = (set: typeof same): boolean => {
    const length = set.at(words, 0)?.length ?? 0;
    const [next] = words.slice(length);
    return length > 0 && (!next || words[length - 1]?.pause !== "" || unexplained(words, [], length).length === 0);
  };
  if (whole(reversals))
    return wonder("Say which action is to be undone; its card names the command that does it.", fresh);
  if (whole(repeats)) {
    return action.effect === "read"
      ? settle(action, done.params, names, fresh)
      : offer(action, done.params, "That would do it a second time.", fresh);
  }
  if (bareYes.at(words, 0)?.length === words.length)
    return wonder("I do not know what I am to do; say it as an order, or press the button of a card.", fresh);

  const order = same.at(words, 0);
  const opening = order ?? also.at(words, 0);
  const trails = words.length <= 4 && tooEnd.has(words.at(-1)?.lower ?? "");
  if (!opening && !trails) return null;
  const from = opening?.length ?? 0;
  const rest = valuesFor(action, reply).filter((one) => one.from >= from);
  const loose = unexplained(words, rest, from);
  const params = changed(done.params, rest, action);
  if (params === null || loose.length > 0) return stranger(action, done.params, loose, rest, names);
  if (action.effect !== "read" && (!order || words.some((word) => word.pause === "?"))) {
    return offer(action, params, "You speak of it, but do not say it as an order.", fresh);
  }
  return settle(action, params, names, fresh);
}

/** "do the same for wishlist": one word that nobody knows, where a name would stand. */
function stranger(
  action: Action,
  params: Params,
  loose: readonly Word[],
  rest: readonly Mention[],
  names: Names,
): Intent | null {
  const [word, ...more] = loose;
  if (!word || more.length > 0 || rest.length > 0 || word.quote) return null;
  const said = Object.keys(params).filter((param) =>
    ["host", "targets", "target", "service", "group", "zone"].includes(param),
  );
  const [param] = said;
  if (param === undefined || (action.effect === "read" && !isNamelike(word))) return null;
  const others = Object.fromEntries(Object.entries(params).filter(([one]) => one !== param));
  return askFor(action, others, [param], [word.lower], names, fresh);
}

/** The parameters with the new values in; null unless every stretch of words has one place to go. */
function changed(params: Params, mentions: readonly Mention[], action: Action): Params | null {
  const result: Record<string, unknown> = { ...params };
  const stretches = new Map<string, Mention[]>();
  for (const one of mentions) {
    const key = `${one.from}-${one.to}`;
    stretches.set(key, [...(stretches.get(key) ?? []), one]);
  }
  if (stretches.size === 0) return null;
  const slots = slotsOf(action);
  for (const readings of stretches.values()) {
    const places = Object.entries(slots).flatMap(([param, slot]) => {
      const reading = readings.find((one) => one.slot === slot);
      return reading ? [{ param, value: reading.value }] : [];
    });
    const [place] = places.filter(({ param }) => params[param] !== undefined).concat(places);
    const single = place ? null : singular(readings, params);
    const target = place ?? single;
    const field = target && fieldOf(action, target.param);
    if (!target || !field) return null;
    // One of host, group, service, zone: a new one takes the old one's place.
    const rivals = action.frames.flatMap((frame) => (frame.oneOf?.includes(target.param) ? frame.oneOf : []));
    if (params[target.param] === undefined) for (const rival of rivals) delete result[rival];
    result[target.param] = coerce(field, [target.value]);
  }
  return result;
}

/** What fills no parameter by its kind alone: an address, or a service in the place of a target. */
function singular(readings: readonly Mention[], params: Params): { param: string; value: string } | null {
  const [reading] = readings;
  if (!reading) return null;
  if (reading.slot === "ip" || reading.slot === "cidr") return { param: "ip", value: reading.value };
  if (reading.slot === "service" && params["target"] !== undefined) return { param: "target", value: reading.value };
  return null;
}

/** A new order with "it" for what was done last: "now promote it to prod". `name` is said in the pronoun's place. */
export function pointedBack(words: readonly Word[], { action, params }: Step): Word[] | undefined {
  const at = words.findIndex((word) => /^(?:it|that|this|them|its)$/.test(word.lower));
  const kinds = ["service", "host", "group", "zone", "alert", "playbook", "model", "job", "ip"];
  const value = kinds.map((kind) => params[kind]).find((one) => typeof one === "string");
  const word = words[at];
  if (words.at(-1)?.lower === "then") return pointedBack(words.slice(0, -1), { action, params });
  if (!word || typeof value !== "string") return undefined;
  return words.toSpliced(at, 1, { ...word, text: value, lower: value.toLowerCase() });
}
