/**
 * Typed frames: an action is read from plain words only on evidence of three kinds, its trigger, its typed values and
 * the inventory. For a deed two things hold besides: every typed value of the sentence stands in its parameters, and
 * every other word belongs to the frame or to a short closed list of words that mean nothing by themselves.
 */
import type { Action, Found, Frame, Slot } from "../../src/action.ts";
import type { Params } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { coerce, fieldOf } from "./coerce.ts";
import { foundOf, longest, type Mention } from "./find/index.ts";
import { fillers } from "./guards/english.ts";
import { phraseSet, type Phrases } from "./phrases.ts";
import type { Word } from "./words.ts";

export interface CompiledFrame {
  readonly action: Action;
  readonly frame: Frame;
  readonly triggers: Phrases<string>;
  readonly about: Phrases<string> | null;
  readonly also: Phrases<string>;
  readonly alone: Phrases<string>;
  /** The kinds of values that it looks at. */
  readonly wanted: ReadonlySet<Slot>;
}

/** How far one frame explains a sentence. */
export interface Match {
  readonly action: Action;
  readonly frame: Frame;
  readonly params: Params;
  /** Which words filled which parameter. */
  readonly said: Readonly<Record<string, string>>;
  /** The trigger stands where an order begins. */
  readonly leads: boolean;
  /** What is acted on was named (or the frame does not ask for it). */
  readonly about: boolean;
  /** Parameters for which the sentence holds several values where one is wanted. */
  readonly torn: readonly { readonly param: string; readonly values: readonly string[] }[];
  /** Parameters of which one is wanted and none is filled. */
  readonly wanting: readonly string[];
  /** Words that neither the frame nor a parameter nor the closed list accounts for. */
  readonly loose: readonly Word[];
  /** For each of them, the word before it. */
  readonly before: ReadonlyMap<Word, string>;
  /** Words of the trigger, the subject and the parameters: the weight of the evidence. */
  readonly weight: number;
  /** Some name, address or id stands in the parameters: more than words that anybody might use. */
  readonly typed: boolean;
  /** Nothing is named that the frame asks for: it is only its verb that speaks for it. */
  readonly bare: boolean;
}

const filler = phraseSet(fillers);

export const compileFrames = (actions: readonly Action[]): CompiledFrame[] =>
  actions.flatMap((action) =>
    action.frames
      .filter(({ afterAnswer }) => !afterAnswer)
      .map((frame) => ({
        action,
        frame,
        triggers: phraseSet(frame.triggers),
        about: frame.about ? phraseSet(frame.about) : null,
        also: phraseSet(frame.also ?? []),
        alone: phraseSet(frame.alone ?? []),
        wanted: new Set([
          ...Object.values(frame.slots),
          ...(frame.reads ?? []),
          ...(frame.requires ?? []),
          ...(frame.needs ?? []),
          ...(frame.ignores ?? []),
          ...(frame.triggeredBy ? [frame.triggeredBy] : []),
        ]),
      })),
  );

/** Words that stand between names without meaning: shared by all frames of one sentence. */
export function emptyWords(words: readonly Word[], start: number, marks: ReadonlySet<string> | undefined): boolean[] {
  const empty = words.map((word, at) => at < start || (marks?.has(word.lower) ?? false));
  mark(empty, words, filler);
  return empty;
}

function mark(covered: boolean[], words: readonly Word[], phrases: Phrases<string>): void {
  for (let at = 0; at < words.length; at++) {
    const length = phrases.at(words, at)?.length ?? 0;
    if (length > 0) covered.fill(true, at, at + length);
  }
}

/** Null if the frame does not apply at all. */
export function matchFrame(
  compiled: CompiledFrame,
  words: readonly Word[],
  start: number,
  all: readonly Mention[],
  empty: readonly boolean[],
  names: Names,
): Match | null {
  const { action, frame, triggers, about, also, wanted } = compiled;
  const byWord = triggers.at(words, start) ? start : triggers.firstIn(words);
  if (byWord < 0 && !all.some((one) => one.slot === frame.triggeredBy)) return null;
  // "search for …": a verb that begins the order is no service of that name.
  const verb = triggers.at(words, start)?.length ?? 0;
  const mentions = longest(
    words,
    all.filter(
      (one) => wanted.has(one.slot) && !(one.slot === "service" && one.from === start && one.to <= start + verb),
    ),
  );
  const byValue = frame.triggeredBy && mentions.find((one) => one.slot === frame.triggeredBy);
  if (!byValue && byWord < 0) return null;
  const found = foundOf(mentions);
  const bare =
    (frame.requires !== undefined && !mentions.some((one) => frame.requires?.includes(one.slot) && isEvidence(one))) ||
    (frame.needs !== undefined && !frame.needs.every((slot) => found[slot]));
  if (bare && !compiled.alone.at(words, start)) return null;
  const subject = about === null || about.firstIn(words) >= 0;

  const { params, torn } = fill(action, frame, found, names);
  const values = leaves([params, torn.map((one) => one.values)]);
  const filled = new Set<Slot>(Object.values(frame.slots));
  // "true" says nothing of where it comes from: it must be of a kind that the frame asks for.
  const standing = mentions.filter(
    (one) =>
      values.has(one.slot === "variable" ? one.value.replace(/^[^=]*=/, "") : one.value) &&
      (filled.has(one.slot) || one.slot === "variable" || !/^(?:true|false)$/.test(one.value)),
  );
  const typed = standing.some((one) => isEvidence(one) && !weak.has(one.slot));
  if (!subject && (bare || !typed)) return null;

  const covered = words.map(() => false);
  for (const one of action.effect === "read" ? standing : onceEach(standing)) covered.fill(true, one.from, one.to);
  // A deed is ordered once: a second trigger in the same sentence is a word to ask about.
  if (action.effect === "read") mark(covered, words, triggers);
  else if (byWord >= 0) covered.fill(true, byWord, byWord + (triggers.at(words, byWord)?.length ?? 0));
  if (about) mark(covered, words, about);
  for (const one of mentions) if (frame.ignores?.includes(one.slot)) covered.fill(true, one.from, one.to);
  const weight = covered.filter(Boolean).length;
  mark(covered, words, also);
  const parting = action.effect === "read" ? [] : partingWords(words, frame, params, standing);
  return {
    action,
    frame,
    params,
    said: saidOf(params, standing),
    leads: triggers.at(words, start) !== null || byValue?.from === start,
    about: subject,
    torn,
    wanting: frame.oneOf?.some((param) => params[param] !== undefined) ? [] : (frame.oneOf ?? []),
    loose: words.filter((_, at) => !covered[at] && (!empty[at] || parting[at])),
    before: new Map(words.slice(1).map((word, at) => [word, words[at]?.lower ?? ""])),
    weight,
    typed,
    bare,
  };
}

/** Without what is said a second time: "restart nginx on web-1 and restart nginx on web-2" is two orders. */
const onceEach = (mentions: readonly Mention[]): Mention[] =>
  mentions.filter(
    (one) =>
      one.slot === "environment" ||
      !mentions.some((other) => other.slot === one.slot && other.value === one.value && other.from < one.from),
  );

const joining = phraseSet(["and", "on", "the", "also", "hosts", "servers", "machines", "boxes", "nodes", "group"]);

/** Words between the items of a list that make them no list: "run it on web-1 via db-1". */
function partingWords(words: readonly Word[], frame: Frame, params: Params, standing: readonly Mention[]): boolean[] {
  const parting = words.map(() => false);
  for (const [param, slot] of Object.entries(frame.slots)) {
    if (!Array.isArray(params[param])) continue;
    const items = standing.filter((one) => one.slot === slot);
    items.slice(1).forEach((item, index) => {
      for (let at = items[index]?.to ?? item.from; at < item.from; at++) parting[at] = joining.at(words, at) === null;
    });
  }
  return parting;
}

/** Kinds of values that everyday sentences hold too. */
const weak: ReadonlySet<Slot> = new Set<Slot>([
  "signal",
  "environment",
  "duration",
  "window",
  "number",
  "everything",
  "check",
  "quoted",
  "record-type",
]);
/** "all" may be a group's name; it proves nothing. */
const isEvidence = ({ said }: Mention): boolean => !/^(?:all|every|each)$/i.test(said);

function fill(
  action: Action,
  frame: Frame,
  found: Found,
  names: Names,
): { params: Record<string, unknown>; torn: { param: string; values: readonly string[] }[] } {
  const params: Record<string, unknown> = {};
  const torn: { param: string; values: readonly string[] }[] = [];
  for (const [param, slot] of Object.entries(frame.slots)) {
    const field = fieldOf(action, param);
    const values = found[slot];
    if (!field || !values) continue;
    const value = coerce(field, values);
    if (value === undefined) torn.push({ param, values });
    else params[param] = value;
  }
  for (const [param, value] of Object.entries(frame.fill?.(found, names) ?? {})) {
    if (value === undefined) delete params[param];
    else params[param] = value;
  }
  // In the order of the input, so that a command reads the same whichever way it was said.
  const order = Object.keys(action.input.shape);
  const ordered = Object.entries(params).toSorted(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  return { params: Object.fromEntries(ordered), torn: torn.filter(({ param }) => params[param] === undefined) };
}

/** Every single value in the parameters, as text. */
function leaves(value: unknown, into = new Set<string>()): Set<string> {
  if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) leaves(inner, into);
  else if (typeof value === "string") into.add(value);
  else if (typeof value === "number" || typeof value === "boolean") into.add(String(value));
  return into;
}

function saidOf(params: Params, standing: readonly Mention[]): Record<string, string> {
  const said: Record<string, string> = {};
  for (const [param, value] of Object.entries(params)) {
    const values = leaves(value);
    const words = [...new Set(standing.filter((one) => values.has(one.value)).map((one) => one.said))];
    if (words.length > 0) said[param] = words.join(", ");
  }
  return said;
}
