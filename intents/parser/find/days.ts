/** "in the next two weeks", "within 30 days", "this month": days ahead. */
import { durationAt, secondsOf } from "./duration.ts";
import { nothing, type Finder } from "./finder.ts";
import { numberOf } from "./number.ts";

const ahead = new Set(["within", "next", "coming", "upcoming"]);
const skipped = new Set(["in", "within", "the", "next", "coming", "upcoming", "under", "less", "than", "over"]);
const spoken: Readonly<Record<string, number>> = { day: 1, week: 7, fortnight: 14, month: 30, quarter: 90, year: 365 };
const day = 86_400;

export const days: Finder = (words, at) => {
  let from = at;
  let isAhead = false;
  while (skipped.has(words[from]?.lower ?? "")) {
    isAhead ||= ahead.has(words[from]?.lower ?? "");
    from++;
  }
  const first = words[at]?.lower;
  if (from === at && first !== "this") return nothing;
  if (first === "this") {
    const unit = spoken[words[at + 1]?.lower ?? ""];
    return unit === undefined ? nothing : [{ slot: "days", value: String(unit), length: 2 }];
  }
  const unit = spoken[words[from]?.lower ?? ""];
  if (unit !== undefined && isAhead) return [{ slot: "days", value: String(unit), length: from - at + 1 }];
  const months = numberOf(words[from]?.lower ?? "");
  const month = words[from + 1]?.lower;
  if (months !== null && (month === "months" || month === "month"))
    return [{ slot: "days", value: String(months * 30), length: from - at + 2 }];
  const time = durationAt(words, from);
  const seconds = time ? secondsOf(time.value) : 0;
  return time && seconds >= day && seconds % day === 0
    ? [{ slot: "days", value: String(seconds / day), length: from - at + time.length }]
    : nothing;
};
