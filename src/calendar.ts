/** The Calendar: when changes are frozen, and when the windows for them are open. It states facts; policy rules on them. */
import type { Resource } from "./plan.ts";
import type { Problem } from "./problem.ts";

/** As RFC 5545 orders them, and Date counts them. */
export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Weekday = (typeof weekdays)[number];

/** What holds at one moment for the things that a change is about. Times are ISO 8601 in UTC. */
export interface Moment {
  /** A freeze covers one of them. */
  readonly frozen: boolean;
  /** Names of the freezes in force: "black friday, year end"; "" if there are none. */
  readonly freeze: string;
  /** Why they are frozen, in the words of whoever wrote the freeze; "" if none are given. */
  readonly because: string;
  /** When the last of them has ended; null if nothing is frozen, or that is more than a year away or unknown. */
  readonly frozenUntil: string | null;
  /** Each of them is inside one of its windows, or has none. */
  readonly open: boolean;
  /** Names of the windows that are open for them; "" if there are none. */
  readonly window: string;
  /** If frozen or closed: the next moment that is neither; null if that is more than a year away or unknown. */
  readonly opensAt: string | null;
}

/** One freeze or window, once. */
export interface Entry {
  readonly kind: "freeze" | "window";
  readonly name: string;
  readonly from: string;
  /** Null: until its file can be read again. */
  readonly to: string | null;
  /** What it covers, in words: "prod: web, db-1", "everything". */
  readonly covers: string;
  readonly because: string;
}

export interface Calendar {
  /** IANA; in it people read times, and in it times are meant that name no other. */
  readonly timeZone: string;
  /** How many are configured; a file counts as one. */
  readonly freezes: number;
  readonly windows: number;
  /** Depends on `now`, the resources and what the files say; never throws. What cannot be known is frozen, and closed. */
  at(now: Date, resources: readonly Resource[]): Moment;
  /** All that lies in [from, to) at least in part, by its beginning. */
  upcoming(from: Date, to: Date): readonly Entry[];
  /** Files that cannot be used as they are now, each a CALENDAR_BROKEN. */
  readonly problems: readonly Problem[];
  /** What was read and is probably not meant so, a sentence each. */
  readonly warnings: readonly string[];
}

/** "2026-11-30 08:00", as clocks in this zone show it. */
export function wordTime(iso: string, timeZone: string): string {
  const there = Temporal.Instant.from(iso).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return there.toString({ smallestUnit: "minute" }).replace("T", " ");
}

/** "changes are frozen (black friday: peak trade) until 2026-11-30 08:00 (Europe/Berlin)", for a moment that is frozen. */
export function wordFreeze({ freeze, because, frozenUntil }: Moment, timeZone: string): string {
  const why = because === "" ? freeze : `${freeze}: ${because}`;
  const until = frozenUntil === null ? "" : ` until ${wordTime(frozenUntil, timeZone)} (${timeZone})`;
  return `changes are frozen (${why})${until}`;
}

/** "no change window is open; the next opens 2026-11-30 09:00 (Europe/Berlin)", for a moment that is closed. */
export function wordClosed({ opensAt }: Moment, timeZone: string): string {
  const next = opensAt === null ? "none opens within a year" : `the next opens ${wordTime(opensAt, timeZone)}`;
  return `no change window is open; ${next}${opensAt === null ? "" : ` (${timeZone})`}`;
}

/** "frozen until 2026-11-30 08:00: black friday (peak trade)", "closed until …", "open: office hours", "open". */
export function wordMoment(moment: Moment, timeZone: string): string {
  const { frozen, freeze, because, frozenUntil, open, opensAt, window } = moment;
  const until = (iso: string | null): string => (iso === null ? "" : ` until ${wordTime(iso, timeZone)}`);
  if (frozen) return `frozen${until(frozenUntil)}: ${freeze}${because === "" ? "" : ` (${because})`}`;
  if (!open) return `closed${until(opensAt)}${opensAt === null ? ", for no window opens within a year" : ""}`;
  return window === "" ? "open" : `open: ${window}`;
}

/** How things stand for all that is in an environment; for a site without environments, for everything. */
export const standing = (calendar: Calendar, now: Date, environments: readonly string[]): [string, Moment][] =>
  environments.length === 0
    ? [["everything", calendar.at(now, [])]]
    : environments.map((environment) => [
        environment,
        calendar.at(now, [{ kind: "site", id: environment, environment }]),
      ]);

/** Milliseconds that lists of what is to come go ahead. */
export const fortnight = 14 * 86_400_000;

/** Columns of a table of entries: state, what it covers, name, from, to. */
export const rowOf = ({ kind, name, from, to, covers, because }: Entry, now: Date, timeZone: string): string[] => [
  Date.parse(from) <= now.getTime() ? `${kind}, now` : kind,
  covers,
  because === "" ? name : `${name} (${because})`,
  wordTime(from, timeZone),
  to === null ? "unknown" : wordTime(to, timeZone),
];
