/** A weekly window: open whenever the clock on the wall shows a time in it, on its days. */
import { weekdays, type Weekday } from "../calendar.ts";
import { spansShowing, type Clock } from "./clock.ts";
import { day, type Spans } from "./span.ts";

/** 0 is Sunday. */
export const weekdayOf = (wall: number): number => new Date(wall).getUTCDay();

export interface Weekly {
  readonly name: string;
  readonly days: readonly Weekday[];
  /** Minutes since midnight, 0 to 1440. */
  readonly from: number;
  /** At or before `from`: of the next day. */
  readonly to: number;
}

/**
 * The rule is the wall clock's alone: an hour that is skipped is in no window, an hour that comes twice is in it twice.
 * A window that begins on one day and ends on the next belongs to the first.
 */
export function weekly({ name, days, from, to }: Weekly, clock: Clock): Spans {
  const length = (to > from ? to : to + 24 * 60) - from;
  return (start, end) => {
    const stretches = clock.stretches(start - 3 * day, end + 3 * day);
    const spans = [];
    for (let midnight = Math.floor(start / day - 3) * day; midnight < end + 2 * day; midnight += day) {
      if (!days.some((one) => weekdays.indexOf(one) === weekdayOf(midnight))) continue;
      const begins = midnight + from * 60_000;
      spans.push(...spansShowing(stretches, begins, begins + length * 60_000));
    }
    return spans.filter((span) => span.from < end && span.to > start).map((span) => ({ ...span, name }));
  };
}
