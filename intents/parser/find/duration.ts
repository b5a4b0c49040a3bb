/** Lengths of time: "10m", "90 minutes", "the last hour", "past day". The value is a number and a unit: "10m". */
import type { Word } from "../words.ts";
import { nothing, type Finder } from "./finder.ts";
import { numberOf } from "./number.ts";

const units: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    s: ["s", "sec", "secs", "second", "seconds"],
    m: ["m", "min", "mins", "minute", "minutes"],
    h: ["h", "hr", "hrs", "hour", "hours"],
    d: ["d", "day", "days"],
    w: ["w", "week", "weeks"],
  }).flatMap(([unit, names]) => names.map((name) => [name, unit] as const)),
);
const seconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const joined = /^(\d{1,6})(s|secs?|m|mins?|h|hrs?|d|days?|w|weeks?)$/;
/** Longest first. */
const fixed: readonly (readonly [phrase: string, value: string])[] = [
  ["quarter of an hour", "15m"],
  ["an hour and a half", "90m"],
  ["hour and a half", "90m"],
  ["a quarter hour", "15m"],
  ["half an hour", "30m"],
  ["a half hour", "30m"],
  ["a couple of hours", "2h"],
  ["couple of hours", "2h"],
  ["couple hours", "2h"],
  ["couple of days", "2d"],
  ["couple days", "2d"],
  ["half hour", "30m"],
  ["quarter hour", "15m"],
  ["half a day", "12h"],
  ["fortnight", "14d"],
  ["a fortnight", "14d"],
];
const before = new Set(["last", "past", "previous", "trailing"]);
const ahead = new Set(["next", "coming"]);

/** The length of time that begins at this word, and how many words it takes. */
export function durationAt(words: readonly Word[], at: number): { value: string; length: number } | null {
  const lower = words[at]?.lower ?? "";
  const compact = joined.exec(lower);
  if (compact) return { value: `${Number(compact[1])}${units[compact[2] ?? ""]}`, length: 1 };
  const unit = units[words[at + 1]?.lower ?? ""];
  const count = lower === "a" || lower === "an" ? 1 : numberOf(lower);
  if (count !== null && unit) return { value: `${count}${unit}`, length: 2 };
  const phrase = words
    .slice(at, at + 4)
    .map((word) => word.lower)
    .join(" ");
  const spoken = fixed.find(([text]) => phrase === text || phrase.startsWith(`${text} `));
  if (spoken) return { value: spoken[1], length: spoken[0].split(" ").length };
  return null;
}

export const duration: Finder = (words, at) => {
  const lower = words[at]?.lower ?? "";
  const back = before.has(lower);
  if (back || ahead.has(lower)) {
    const counted = durationAt(words, at + 1);
    const next = words[at + 1]?.lower ?? "";
    const unit = next.length > 1 ? units[next] : undefined;
    const length = counted ? counted.length + 1 : 2;
    const value = counted?.value ?? (unit && back ? `1${unit}` : undefined);
    return value === undefined ? nothing : [{ slot: back ? "window" : "duration", value, length }];
  }
  const found = durationAt(words, at);
  return found
    ? [
        { slot: "duration", ...found },
        { slot: "window", ...found },
      ]
    : nothing;
};

/** Seconds of a value such as "10m". */
export const secondsOf = (value: string): number => Number(value.slice(0, -1)) * (seconds[value.slice(-1)] ?? 1);
