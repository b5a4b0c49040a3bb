/**
 * A recurrence rule (RFC 5545, 3.3.10) of whole days. Days are numbers since 1970-01-01. Own code, because ical.js runs
 * for ever on a rule that no day fits (30 February) and walks every day since the first to reach today's.
 */
import { weekdayOf } from "./weekly.ts";

export interface Rule {
  readonly freq: "DAILY" | "WEEKLY" | "MONTHLY" | "YEARLY";
  readonly interval: number;
  readonly count: number | null;
  /** Months 1 to 12; [] where the rule does not say, like the following. */
  readonly months: readonly number[];
  /** 1 to 31, or -1 to -31 from the month's end. */
  readonly monthDays: readonly number[];
  /** 0 is Sunday. `nth` of the month or year, negative from its end, 0 for all. */
  readonly weekdays: readonly { readonly day: number; readonly nth: number }[];
  /** Which of those that fit in one period. */
  readonly positions: readonly number[];
  readonly weekStart: number;
}

const ms = 86_400_000;
const weekday = (n: number): number => weekdayOf(n * ms);
const dayNumber = (year: number, month: number, date: number): number => {
  const midnight = new Date(0);
  // Date.UTC would take the years 0 to 99 for others.
  midnight.setUTCFullYear(year, month, date);
  return midnight.getTime() / ms;
};

/** First day and the one after the last. */
type Period = readonly [first: number, end: number];

/** The days on which it recurs in [from, to), ascending, `start` among them. Only as long as the span it is asked for. */
export function daysOf(rule: Rule, start: number, from: number, to: number): number[] {
  const found: number[] = start >= from && start < to ? [start] : [];
  // What is counted must be counted from the first.
  const begin = rule.count === null ? Math.max(start, from) : start;
  const periods = periodsOf(rule, start);
  let left = (rule.count ?? Infinity) - 1;
  for (let index = rule.count === null ? Math.max(0, periods.indexOf(begin)) : 0; ; index += rule.interval) {
    const [first, end] = periods.at(index);
    if (first >= to || left <= 0) return found;
    for (const one of fitting(rule, start, [first, end])) {
      if (one <= start || left-- <= 0) continue;
      if (one >= begin && one >= from && one < to) found.push(one);
    }
  }
}

/** The periods by number; `indexOf` is the last one the rule looks at that begins at or before the day. */
function periodsOf({ freq, interval, weekStart }: Rule, start: number) {
  const at = new Date(start * ms);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth()];
  const week = start - ((weekday(start) - weekStart + 7) % 7);
  const whole = (periods: number): number => Math.floor(periods / interval) * interval;
  switch (freq) {
    case "DAILY":
      return {
        at: (index: number): Period => [start + index, start + index + 1],
        indexOf: (n: number) => whole(n - start),
      };
    case "WEEKLY":
      return {
        at: (index: number): Period => [week + 7 * index, week + 7 * index + 7],
        indexOf: (n: number) => whole((n - week) / 7),
      };
    case "MONTHLY":
      return {
        at: (index: number): Period => [dayNumber(year, month + index, 1), dayNumber(year, month + index + 1, 1)],
        indexOf: (n: number) => {
          const then = new Date(n * ms);
          return whole((then.getUTCFullYear() - year) * 12 + then.getUTCMonth() - month);
        },
      };
    case "YEARLY":
      return {
        at: (index: number): Period => [dayNumber(year + index, 0, 1), dayNumber(year + index + 1, 0, 1)],
        indexOf: (n: number) => whole(new Date(n * ms).getUTCFullYear() - year),
      };
  }
}

/** The days of one period that fit the rule, ascending. What it leaves open is as in `start`. */
function fitting(rule: Rule, start: number, [first, end]: Period): number[] {
  const { freq, months, monthDays, weekdays, positions } = rule;
  const begun = new Date(start * ms);
  const says = monthDays.length > 0 || weekdays.length > 0;
  const sameDate = !says && (freq === "MONTHLY" || freq === "YEARLY");
  const sameMonth = freq === "YEARLY" && months.length === 0 && !says;
  const fits = (n: number): boolean => {
    const at = new Date(n * ms);
    const [year, month, date] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
    if (months.length > 0 && !months.includes(month + 1)) return false;
    if (sameMonth && month !== begun.getUTCMonth()) return false;
    if (sameDate && date !== begun.getUTCDate()) return false;
    if (freq === "WEEKLY" && weekdays.length === 0 && weekday(n) !== weekday(start)) return false;
    const monthEnd = dayNumber(year, month + 1, 1);
    if (monthDays.length > 0 && !monthDays.includes(date) && !monthDays.includes(n - monthEnd)) return false;
    if (weekdays.length === 0) return true;
    const within: Period =
      freq === "YEARLY" && months.length === 0 ? [first, end] : [dayNumber(year, month, 1), monthEnd];
    return weekdays.some(({ day, nth }) => day === weekday(n) && (nth === 0 || isNth(n, nth, within)));
  };
  const days = Array.from({ length: end - first }, (_, index) => first + index).filter(fits);
  if (positions.length === 0) return days;
  return days.filter((_, index) => positions.includes(index + 1) || positions.includes(index - days.length));
}

/** Whether it is the nth of its weekday in the period. */
const isNth = (n: number, nth: number, [first, end]: Period): boolean =>
  nth > 0 ? Math.floor((n - first) / 7) + 1 === nth : Math.floor((end - 1 - n) / 7) + 1 === -nth;
