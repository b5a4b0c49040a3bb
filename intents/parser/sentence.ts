/** One sentence by itself: what is found in it, what kind of saying it is, and which frames explain it. */
import type { Action, Slot } from "../../src/action.ts";
import type { Intent } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { askFor } from "./clarify.ts";
import { decide, type Sentence } from "./decide.ts";
import { finderOf, longest, plainly, type Mention } from "./find/index.ts";
import { compileFrames, emptyWords, matchFrame, type CompiledFrame } from "./frames.ts";
import { listen, openingOf } from "./guards/index.ts";
import { straightened } from "./indirect.ts";
import { slipIn, soleSlip, type Slip } from "./slip.ts";
import { textOf, type Word } from "./words.ts";

/** Words. Who writes more has something to say that no misspelled name explains. */
const longestOrder = 12;

export interface Sentences {
  /** Everything that is found in these words. */
  readonly find: (words: readonly Word[]) => readonly Mention[];
  /** By guards and frames. */
  readonly see: (said: readonly Word[], text: string, pasted: boolean) => Seen;
  /** To an intent. `text` is what the runbooks are asked, should it be a question. */
  readonly read: (words: readonly Word[], text?: string) => Intent;
}

export interface Seen extends Sentence {
  /** Everything that was found, however it overlaps. */
  readonly all: readonly Mention[];
  /** The word with which an order would begin. */
  readonly start: number;
}

/** Reads the sentences of one message. What is found is found once, for all of its parts. */
export function sentencesOf(actions: readonly Action[], names: Names): (pasted: boolean) => Sentences {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const findAll = finderOf(names, [...byName.keys()]);
  const framesFor = framesByWord(compileFrames(actions));

  return (pasted) => {
    const find = remembered(findAll);
    const readings = new Map<string, Intent>();

    const see = (said: readonly Word[], text: string, isPasted: boolean): Seen => {
      const words = straightened(said, openingOf(said)) ?? said;
      const all = find(words);
      const mentions = plainly(words, all);
      const own = words.filter((word) => !word.quote).map((word) => word.text);
      const speech = listen(own.join(" "), words, silencedIn(words, all), isPasted);
      const empty = emptyWords(words, speech.start, speech.foreign?.marks);
      const start = behindTimes(words, all, speech.start);
      const matches = framesFor(words, all).flatMap(
        (frame) => matchFrame(frame, words, start, all, empty, names) ?? [],
      );
      return { text, words, all, mentions, speech, start, matches };
    };

    const read = (words: readonly Word[], text = textOf(words)): Intent => {
      const key = words.map((word) => (word.quote ? word.quote.text : word.text) + word.pause).join(" ");
      const known = readings.get(key);
      if (known) return known;
      const seen = see(words, text, pasted);
      const intent = decide(seen, names);
      const slip = intent.kind !== "act" && slipIn(seen.words, seen.mentions, seen.matches, names);
      const reading = (slip ? mended(slip, text) : intent.kind === "none" ? meant(seen, text) : null) ?? intent;
      readings.set(key, reading);
      return reading;
    };

    /** A read with one misspelled name put right, and the reading saying so. Deeds are never put right. */
    const mended = ({ words, said, name }: Slip, text: string): Intent | null => {
      const intent = read(words, text);
      if (intent.kind !== "act" || byName.get(intent.action)?.effect !== "read") return null;
      const slots = Object.entries(intent.reading.slots ?? {}).map(([param, by]) => [
        param,
        by === name ? `${said} → ${name}` : by,
      ]);
      return { ...intent, reading: { ...intent.reading, slots: Object.fromEntries(slots) } };
    };

    /** "restart chekout": an order but for one misspelled name, which is asked back. */
    const meant = ({ words, all, mentions, start }: Seen, text: string): Intent | null => {
      const ordered = framesFor(words.slice(start, start + 1), []).some(({ action }) => action.effect !== "read");
      const slip = ordered && words.length <= longestOrder ? soleSlip(words, mentions, names) : null;
      if (slip === null || all.some((one) => one.value === slip.name)) return null;
      const intent = read(slip.words, text);
      if (intent.kind !== "act") return null;
      const action = byName.get(intent.action);
      const [param] = Object.entries(intent.params).find(([, value]) => value === slip.name) ?? [];
      if (action === undefined || action.effect === "read" || param === undefined) return null;
      const { [param]: _, ...params } = intent.params;
      return askFor(action, params, [param], [slip.said], names, {
        stage: "frames",
        slots: without(intent.reading.slots, param),
      });
    };

    return { find, see, read };
  };
}

const without = (slots: Readonly<Record<string, string>> = {}, param: string): Record<string, string> =>
  Object.fromEntries(Object.entries(slots).filter(([name]) => name !== param));

/**
 * Finds in a whole message once: a part of it holds what lies within it. Words that are not of the message (a pronoun put
 * right) are looked at afresh.
 */
function remembered(find: (words: readonly Word[]) => Mention[]): (words: readonly Word[]) => readonly Mention[] {
  let whole: { places: Map<Word, number>; mentions: readonly Mention[] } | null = null;
  return (words) => {
    if (whole === null) {
      const mentions = find(words);
      whole = { places: new Map(words.map((word, at) => [word, at])), mentions };
      return mentions;
    }
    const [first] = words;
    const from = first === undefined ? undefined : whole.places.get(first);
    const { places } = whole;
    if (from === undefined || words.some((word, at) => places.get(word) !== from + at)) return find(words);
    const to = from + words.length;
    return whole.mentions
      .filter((one) => one.from >= from && one.to <= to)
      .map((one) => ({ ...one, from: one.from - from, to: one.to - from }));
  };
}

/** The frames that may have something to say: one of their triggers begins with a word that stands there. */
function framesByWord(frames: readonly CompiledFrame[]) {
  const byWord = new Map<string, CompiledFrame[]>();
  for (const compiled of frames) {
    for (const word of new Set([...compiled.frame.triggers, ...(compiled.frame.alone ?? [])].map(firstWord))) {
      byWord.set(word, [...(byWord.get(word) ?? []), compiled]);
    }
  }
  const byValue = frames.filter(({ frame }) => frame.triggeredBy !== undefined);
  return (words: readonly Word[], mentions: readonly Mention[]): readonly CompiledFrame[] => {
    const found = new Set(words.flatMap((word) => byWord.get(word.lower) ?? []));
    for (const one of byValue) if (mentions.some(({ slot }) => slot === one.frame.triggeredBy)) found.add(one);
    return frames.filter((one) => found.has(one));
  };
}

export const firstWord = (phrase: string): string => phrase.split(" ")[0] ?? "";

/** Names, "dry run" and "last week" say nothing about the sentence they stand in; a number or an "all" might. */
const nameSlots: ReadonlySet<Slot> = new Set<Slot>([
  "host",
  "group",
  "service",
  "zone",
  "playbook",
  "alert",
  "request",
  "name",
  "destination",
  "url",
  "check",
  "proxied",
  "duration",
  "window",
  "strategy",
  "when",
  "zone-of-time",
  "reason",
  "variable",
  "model",
  "version",
]);

export function silencedIn(words: readonly Word[], all: readonly Mention[]): boolean[] {
  const names = longest(
    words,
    all.filter((one) => nameSlots.has(one.slot)),
  );
  return words.map(
    (word, at) =>
      names.some((one) => one.from <= at && at < one.to) ||
      // "that reads \"v=spf1\"" tells what stands there.
      (/^(?:saying|says|reads|reading)$/.test(word.lower) && words[at + 1]?.quote !== undefined),
  );
}

const ahead: ReadonlySet<Slot> = new Set<Slot>([
  "check",
  "when",
  "zone-of-time",
  "duration",
  "window",
  "zone",
  "environment",
  "host",
  "group",
  "target",
]);
const timely: ReadonlySet<Slot> = new Set<Slot>(["check", "when", "zone-of-time"]);

/** "dry run of clean-temp on web-1", "every 15 minutes a disk report", "on web-1 run …": the order begins behind it. */
export function behindTimes(words: readonly Word[], all: readonly Mention[], from: number): number {
  let start = from;
  for (;;) {
    const led = /^(?:in|on|for|at)$/.test(words[start]?.lower ?? "") ? 1 : 0;
    const ends = all
      .filter(
        (one) =>
          (one.from === start && timely.has(one.slot)) || (led === 1 && one.from === start + 1 && ahead.has(one.slot)),
      )
      .map((one) => one.to);
    if (ends.length === 0) return start;
    start = Math.max(...ends);
    while (/^(?:a|an|the|please|pls|just|then)$/.test(words[start]?.lower ?? "")) start++;
  }
}
