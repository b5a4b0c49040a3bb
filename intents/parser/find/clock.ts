/** Times of day: "3am", "3:30 pm", "03:00", "noon". The value is "03:00", in 24 hours. */
import type { Word } from "../words.ts";

export interface Clock {
  readonly hour: number;
  readonly minute: number;
  /** Words. */
  readonly length: number;
}

const named: Readonly<Record<string, number>> = { noon: 12, midday: 12, midnight: 0 };
const written = /^(\d{1,2})(?:[:.h](\d{2}))?(am|pm|a\.m|p\.m)?$/;

/** `loosely` also takes "2" for two in the morning: where something else says that a time of day is meant. */
export function clockAt(words: readonly Word[], at: number, loosely: boolean): Clock | null {
  const lower = words[at]?.lower ?? "";
  const hourNamed = Object.hasOwn(named, lower) ? named[lower] : undefined;
  if (hourNamed !== undefined) return { hour: hourNamed, minute: 0, length: 1 };
  const past = /^(?:half|quarter)$/.test(lower) && /^(?:past|to)$/.test(words[at + 1]?.lower ?? "");
  if (past) {
    const behind = clockAt(words, at + 2, true) ?? spokenHour(words, at + 2);
    if (!behind) return null;
    const before = words[at + 1]?.lower === "to";
    const hour = before ? (behind.hour + 23) % 24 : behind.hour;
    return { hour, minute: lower === "half" ? 30 : before ? 45 : 15, length: behind.length + 2 };
  }
  const match = written.exec(lower);
  if (!match) return null;
  const [, digits = "", minutes, joined] = match;
  const next = (words[at + 1]?.lower ?? "").replaceAll(".", "");
  const apart = joined === undefined && (next === "am" || next === "pm") ? next : undefined;
  const half = (joined ?? apart)?.replaceAll(".", "");
  const oclock = next === "o'clock" || next === "oclock" || next === "hours" || next === "hrs";
  if (half === undefined && minutes === undefined && !loosely && !oclock) return null;
  const hour = Number(digits);
  if (hour > (half === undefined ? 23 : 12) || (half !== undefined && hour === 0) || Number(minutes ?? 0) > 59)
    return null;
  const of24 = half === undefined ? hour : (hour % 12) + (half === "pm" ? 12 : 0);
  const length = apart !== undefined || (oclock && minutes === undefined && half === undefined) ? 2 : 1;
  return { hour: of24, minute: Number(minutes ?? 0), length };
}

const spoken = ["twelve", ..."one two three four five six seven eight nine ten eleven".split(" ")];

function spokenHour(words: readonly Word[], at: number): Clock | null {
  const hour = spoken.indexOf(words[at]?.lower ?? "");
  return hour < 0 ? null : { hour: hour === 0 ? 12 : hour, minute: 0, length: 1 };
}

export const spell = ({ hour, minute }: Pick<Clock, "hour" | "minute">): string =>
  `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`;
