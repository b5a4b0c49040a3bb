/** Single values of a calendar file: times, lengths and rules, read strictly. ical.js takes 39 December for 8 January. */
import { z } from "zod";
import type { Property } from "./content-lines.ts";
import { Flaw } from "./flaw.ts";
import type { Rule } from "./rule.ts";

/** A wall time (see clock.ts), or a whole day by its midnight. */
export interface Wall {
  readonly wall: number;
  readonly kind: "date" | "time" | "utc";
}

const wrong = ({ line, name }: Property, why: string): Flaw => new Flaw(line, `${name.toUpperCase()}: ${why}`);

const wallFrom = (text: string): Wall => {
  const time = text.endsWith("Z") ? text.slice(0, -1) : text;
  const plain = Temporal.PlainDateTime.from(time, { overflow: "reject" });
  // Outlook's time zones begin in 1601; what lies further away is a mistake.
  if (plain.year < 1600 || plain.year > 2500) throw new RangeError();
  const kind = time !== text ? "utc" : text.includes("T") ? "time" : "date";
  return { wall: plain.toZonedDateTime("UTC").epochMilliseconds, kind };
};

/** Throws Flaw. */
export function wallOf(property: Property, value: unknown = property.values[0]): Wall {
  if (property.type !== "date" && property.type !== "date-time") {
    throw wrong(property, `a ${property.type} stands where a date or a time must`);
  }
  try {
    return wallFrom(String(value));
  } catch {
    throw wrong(property, "there is no such date or time");
  }
}

/** How long something takes: by the clock on the wall (days), and exactly (hours). Milliseconds. */
export interface Length {
  readonly wall: number;
  readonly exact: number;
}

/** Throws Flaw. */
export function lengthOf(property: Property): Length {
  try {
    const length = Temporal.Duration.from(String(property.values[0]));
    if (length.sign < 0 || length.years !== 0 || length.months !== 0) throw new RangeError();
    const { hours, minutes, seconds } = length;
    return {
      wall: (length.weeks * 7 + length.days) * 86_400_000,
      exact: ((hours * 60 + minutes) * 60 + seconds) * 1000,
    };
  } catch {
    throw wrong(property, "there is no such length of time");
  }
}

/** A rule and the last moment that it counts for: a wall time if the calendar says so, an instant if it is UTC. */
export interface Limited {
  readonly rule: Rule;
  readonly until: number | null;
  readonly untilKind: Wall["kind"];
}

const abbreviations = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];
const list = <T extends z.ZodType>(one: T) => z.union([z.array(one), one.transform((value) => [value])]).default([]);
const upTo = (most: number) =>
  z.int().refine((value) => value !== 0 && Math.abs(value) <= most, "there is no such number in it");

const recur = z.strictObject({
  freq: z.enum(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"], "it must be DAILY, WEEKLY, MONTHLY or YEARLY"),
  interval: z.int().min(1).default(1),
  count: z.int().min(1).optional(),
  until: z.string().optional(),
  bymonth: list(z.int().min(1).max(12)),
  bymonthday: list(upTo(31)),
  byday: list(z.string().regex(/^[+-]?\d*(?:SU|MO|TU|WE|TH|FR|SA)$/, "there is no such day")),
  bysetpos: list(upTo(366)),
  wkst: z.int().min(1).max(7).default(2),
});

/** Throws Flaw: also for a rule that is in order and not understood here, like one that repeats every hour. */
export function readRule(property: Property): Limited {
  const parsed = recur.safeParse(property.values[0]);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
    const part = String(unknown ?? issue?.path[0] ?? "").toUpperCase();
    throw wrong(property, unknown === undefined ? `${part}: ${issue?.message}` : `${part} is not understood here`);
  }
  const { freq, interval, count = null, until, bymonth, bymonthday, byday, bysetpos, wkst } = parsed.data;
  const weekdays = byday.map((text) => ({
    day: abbreviations.indexOf(text.slice(-2)),
    nth: Number(text.slice(0, -2) || 0),
  }));
  if (weekdays.some(({ nth }) => nth !== 0) && (freq === "DAILY" || freq === "WEEKLY")) {
    throw wrong(property, `BYDAY counts weekdays, which ${freq} has no room for`);
  }
  if (freq === "WEEKLY" && bymonthday.length > 0) throw wrong(property, "BYMONTHDAY does not go with WEEKLY");
  const rule: Rule = {
    freq,
    interval,
    count,
    months: bymonth,
    monthDays: bymonthday,
    weekdays,
    positions: bysetpos,
    weekStart: wkst - 1,
  };
  if (until === undefined) return { rule, until: null, untilKind: "utc" };
  try {
    const { wall, kind } = wallFrom(until);
    return { rule, until: wall, untilKind: kind };
  } catch {
    throw wrong(property, "UNTIL: there is no such date or time");
  }
}
