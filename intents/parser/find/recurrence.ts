/** "every weekday", "daily", "sundays", "every 15 minutes", "on the 1st of every month": the fields of a cron line. */
import type { Word } from "../words.ts";
import { numberOf } from "./number.ts";

export interface Recurrence {
  /** Day of month, month and day of week, as in a crontab; with `hour` and `minute` too where they are said. */
  readonly days: string;
  readonly hour?: string;
  readonly minute?: string;
  /** Words. */
  readonly length: number;
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const whole = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const adverbs: Readonly<Record<string, Omit<Recurrence, "length">>> = {
  daily: { days: "* * *" },
  nightly: { days: "* * *" },
  hourly: { days: "* * *", hour: "*", minute: "0" },
  weekdays: { days: "* * 1-5" },
  workdays: { days: "* * 1-5" },
  weekends: { days: "* * 0,6" },
  monthly: { days: "1 * *" },
};
const units: Readonly<Record<string, Omit<Recurrence, "length">>> = {
  day: { days: "* * *" },
  night: { days: "* * *" },
  morning: { days: "* * *" },
  evening: { days: "* * *" },
  hour: { days: "* * *", hour: "*", minute: "0" },
  minute: { days: "* * *", hour: "*", minute: "*" },
  weekday: { days: "* * 1-5" },
  workday: { days: "* * 1-5" },
  weekend: { days: "* * 0,6" },
  month: { days: "1 * *" },
};

/** 0 is Sunday; null if this is no day of the week. Plurals count where `plural` is wanted. */
export function weekdayOf(lower: string, plural = false): number | null {
  const bare = plural ? lower.replace(/s$/, "") : lower;
  if (plural && bare === lower) return null;
  const index = whole.indexOf(bare);
  return index >= 0 ? index : !plural && weekdays.indexOf(bare) >= 0 ? weekdays.indexOf(bare) : null;
}

export function recurrenceAt(words: readonly Word[], at: number): Recurrence | null {
  const lower = (from: number): string => words[from]?.lower ?? "";
  const adverb = Object.hasOwn(adverbs, lower(at)) ? adverbs[lower(at)] : undefined;
  if (adverb) {
    const on = lower(at + 1) === "on" ? 2 : 1;
    const day = lower(at) === "monthly" ? ordinalAt(words, at + on) : null;
    return day ? { days: `${day.day} * *`, length: on + day.length } : { ...adverb, length: 1 };
  }
  if (lower(at) === "weekly") return weekly(words, at + 1, 1);
  const skip = lower(at) === "on" ? 1 : 0;
  const plural = weekdayOf(lower(at + skip), true);
  if (plural !== null) return listed(words, at + skip, skip, true);
  const month = monthly(words, at);
  if (month) return month;
  if (lower(at) !== "every" && lower(at) !== "each") return once(words, at);
  const count = numberOf(lower(at + 1)) ?? (lower(at + 1) === "other" ? 2 : null);
  const unit = lower(at + 2);
  if (count !== null && count > 0 && /^min(?:ute)?s?$/.test(unit) && count < 60)
    return { days: "* * *", hour: "*", minute: count === 1 ? "*" : `*/${count}`, length: 3 };
  if (count !== null && count > 0 && /^h(?:ou)?rs?$/.test(unit) && count < 24)
    return { days: "* * *", hour: count === 1 ? "*" : `*/${count}`, minute: "0", length: 3 };
  const joined = /^(\d{1,2})(m|min|h)$/.exec(lower(at + 1));
  if (joined) {
    const every = `*/${joined[1]}`;
    return joined[2] === "h"
      ? { days: "* * *", hour: every, minute: "0", length: 2 }
      : { days: "* * *", hour: "*", minute: every, length: 2 };
  }
  const single = lower(at + 1) === "single" ? 2 : 1;
  const known = Object.hasOwn(units, lower(at + single)) ? units[lower(at + single)] : undefined;
  if (known) return { ...known, length: single + 1 };
  return weekdayOf(lower(at + 1)) === null ? null : listed(words, at + 1, 1, false);
}

/** "once a day", "once per hour". */
function once(words: readonly Word[], at: number): Recurrence | null {
  if (words[at]?.lower !== "once" || !/^(?:a|an|per|every|each)$/.test(words[at + 1]?.lower ?? "")) return null;
  const unit = words[at + 2]?.lower ?? "";
  const known = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return known ? { ...known, length: 3 } : unit === "week" ? weekly(words, at + 3, 3) : null;
}

/** "weekly on sunday" */
function weekly(words: readonly Word[], from: number, length: number): Recurrence | null {
  const on = /^(?:on|every|each)$/.test(words[from]?.lower ?? "") ? 1 : 0;
  const lower = words[from + on]?.lower ?? "";
  if (weekdayOf(lower) === null && weekdayOf(lower, true) === null) return null;
  return listed(words, from + on, length + on, weekdayOf(lower, true) !== null);
}

/** "sunday", "monday and thursday", "tuesdays, fridays" */
function listed(words: readonly Word[], from: number, before: number, plural: boolean): Recurrence {
  const found: number[] = [];
  let at = from;
  for (;;) {
    const next = weekdayOf(words[at]?.lower ?? "", plural) ?? weekdayOf(words[at]?.lower ?? "", !plural);
    if (next === null) break;
    found.push(next);
    at++;
    if (words[at]?.lower === "and" && weekdayOf((words[at + 1]?.lower ?? "").replace(/s$/, "")) !== null) at++;
  }
  const sorted = [...new Set(found)].toSorted((a, b) => a - b);
  return { days: `* * ${sorted.join(",")}`, length: before + at - from };
}

/** "on the first of every month", "every 15th" */
function monthly(words: readonly Word[], at: number): Recurrence | null {
  let from = at;
  while (/^(?:on|the|every|each)$/.test(words[from]?.lower ?? "")) from++;
  const day = ordinalAt(words, from);
  if (!day) return null;
  let to = from + day.length;
  while (/^(?:day|of|in)$/.test(words[to]?.lower ?? "")) to++;
  const every = /^(?:every|each|the|a)$/.test(words[to]?.lower ?? "") && words[to + 1]?.lower === "month";
  if (every) return { days: `${day.day} * *`, length: to + 2 - at };
  return words[at]?.lower === "every" && to === from + day.length ? { days: `${day.day} * *`, length: to - at } : null;
}

const ordinals = ["first", "second", "third", "fourth", "fifth"];

function ordinalAt(words: readonly Word[], at: number): { day: number; length: number } | null {
  const skip = words[at]?.lower === "the" ? 1 : 0;
  const lower = words[at + skip]?.lower ?? "";
  const digits = /^(\d{1,2})(?:st|nd|rd|th)$/.exec(lower);
  const day = digits ? Number(digits[1]) : ordinals.indexOf(lower) + 1;
  return day >= 1 && day <= 31 ? { day, length: skip + 1 } : null;
}
