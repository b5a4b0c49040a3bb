/**
 * When something is to happen. What repeats is a five-field cron line ("0 3 * * 0"); what happens once is a day and a
 * time ("tomorrow 03:00", "friday 18:30"), or "in 2h". Nothing here looks at a clock: the same words are the same value.
 */
import type { Word } from "../words.ts";
import { clockAt, spell, type Clock } from "./clock.ts";
import { durationAt } from "./duration.ts";
import { nothing, type Finder, type Hit } from "./finder.ts";
import { recurrenceAt, weekdayOf, type Recurrence } from "./recurrence.ts";

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

interface Day {
  readonly value: string;
  readonly length: number;
}

export const when: Finder = (words, at) => {
  const found = cronAt(words, at) ?? laterAt(words, at) ?? momentAt(words, at);
  return found === null ? nothing : [{ slot: "when", ...found }];
};

type Found = Pick<Hit, "value" | "length">;

const field = /^(?:\*|[\d*][\d*/,-]*|(?:mon|tue|wed|thu|fri|sat|sun)(?:[-,](?:mon|tue|wed|thu|fri|sat|sun))*)$/;

/** A cron line as it is: "0 3 * * 0". */
function cronAt(words: readonly Word[], at: number): Found | null {
  const five = words.slice(at, at + 5);
  const isLine =
    five.length === 5 && five.every((word) => field.test(word.lower)) && five.some((word) => /\*/.test(word.text));
  return isLine ? { value: five.map((word) => word.lower).join(" "), length: 5 } : null;
}

/** "in 2 hours", "2 hours from now" */
function laterAt(words: readonly Word[], at: number): Found | null {
  const behind = words[at]?.lower === "in" ? durationAt(words, at + 1) : null;
  if (behind) return { value: `in ${behind.value}`, length: behind.length + 1 };
  const before = durationAt(words, at);
  const from = at + (before?.length ?? 0);
  return before && words[from]?.lower === "from" && words[from + 1]?.lower === "now"
    ? { value: `in ${before.value}`, length: before.length + 2 }
    : null;
}

/** A day or a recurrence, with a time before or behind it; or a time alone. */
function momentAt(words: readonly Word[], at: number): Found | null {
  const first = timeAt(words, at, false);
  const early = first ?? timeAt(words, at, true);
  const afterTime = early ? (repeatsAt(words, at + early.length) ?? dayAt(words, at + early.length)) : null;
  if (early && afterTime) return together(afterTime, early, early.length + afterTime.length);
  const main = repeatsAt(words, at) ?? dayAt(words, at);
  if (main) {
    const time = timeAt(words, at + main.length, true);
    return together(main, time, main.length + (time?.length ?? 0));
  }
  return first ? { value: spell(first), length: first.length } : null;
}

function together(main: Day | Recurrence, time: Clock | null, length: number): Found | null {
  if ("value" in main) return { value: time ? `${main.value} ${spell(time)}` : main.value, length };
  const minute = time ? String(time.minute) : main.minute;
  const hour = time ? String(time.hour) : main.hour;
  return minute === undefined || hour === undefined ? null : { value: `${minute} ${hour} ${main.days}`, length };
}

const repeatsAt = (words: readonly Word[], at: number): Recurrence | null => recurrenceAt(words, at);

/** "in the morning", "at night" */
function halfAt(words: readonly Word[], at: number): { afternoon: boolean; length: number } | null {
  const three = words
    .slice(at, at + 3)
    .map((word) => word.lower)
    .join(" ");
  const found = /^in the (morning|afternoon|evening)/.exec(three);
  if (found) return { afternoon: found[1] !== "morning", length: 3 };
  return three.startsWith("at night")
    ? { afternoon: !/^(?:0|1|2|3|4)$/.test(words[at - 1]?.lower ?? ""), length: 2 }
    : null;
}

/** "at 3am", "around noon"; alone only behind "at", for "10:30" may be said of anything. */
function timeAt(words: readonly Word[], at: number, loosely: boolean): Clock | null {
  const led = /^(?:at|@|by|around)$/.test(words[at]?.lower ?? "");
  const clock = clockAt(words, at + (led ? 1 : 0), led && loosely);
  if (!clock || (!led && !loosely)) return null;
  const length = clock.length + (led ? 1 : 0);
  const half = halfAt(words, at + length);
  const shift = half?.afternoon && clock.hour > 0 && clock.hour < 12 ? 12 : 0;
  return { ...clock, hour: clock.hour + shift, length: length + (half?.length ?? 0) };
}

/** "tomorrow", "on friday", "next monday", "2026-12-01" */
function dayAt(words: readonly Word[], at: number): Day | null {
  let from = at;
  while (/^(?:on|this|next|coming)$/.test(words[from]?.lower ?? "")) from++;
  const lower = words[from]?.lower ?? "";
  const length = from - at + 1;
  const weekday = weekdayOf(lower);
  if (weekday !== null && (from > at || lower.length > 3)) {
    const next = words.slice(at, from).some((word) => word.lower === "next");
    return { value: `${next ? "next " : ""}${days[weekday]}`, length };
  }
  if (from > at && words[at]?.lower !== "on") return null;
  if (/^\d{4}-\d\d-\d\d$/.test(lower)) return { value: lower, length };
  const stamped = /^(\d{4}-\d\d-\d\d)t(\d\d:\d\d)$/.exec(lower);
  if (stamped) return { value: `${stamped[1]} ${stamped[2]}`, length };
  return from === at && /^(?:today|tonight|tomorrow)$/.test(lower) ? { value: lower, length: 1 } : null;
}
