/** What is so at a moment, whatever is asked for: what the calendar says of these things, and what the clock shows there. */
import { wordClosed, wordFreeze, type Calendar } from "./calendar.ts";
import type { Resource } from "./plan.ts";
import type { Circumstances } from "./policy.ts";

export interface Surroundings extends Circumstances {
  /** For people, as clauses: a policy's @because may say {freeze} or {window}. "" where there is none. */
  readonly words: { readonly freeze: string; readonly window: string };
}

export const circumstancesOf =
  (calendar: Pick<Calendar, "at" | "timeZone">) =>
  (at: Date, resources: readonly Resource[], breakGlass: boolean): Surroundings => {
    const { timeZone } = calendar;
    const moment = calendar.at(at, resources);
    const there = at.toTemporalInstant().toZonedDateTimeISO(timeZone);
    return {
      frozen: moment.frozen,
      windowOpen: moment.open,
      breakGlass,
      hour: there.hour,
      weekday: there.dayOfWeek,
      words: {
        freeze: moment.frozen ? wordFreeze(moment, timeZone) : "",
        window: moment.open ? "" : wordClosed(moment, timeZone),
      },
    };
  };
