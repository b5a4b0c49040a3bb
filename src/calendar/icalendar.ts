/** An iCalendar file (RFC 5545) as events, each with what is needed to say when it is. */
import { clockOf, instantOf, type Clock } from "./clock.ts";
import { componentsIn, type Component, type Property } from "./content-lines.ts";
import { Flaw } from "./flaw.ts";
import { lengthOf, readRule, wallOf, type Length, type Limited } from "./read-value.ts";
import { day } from "./span.ts";
import { clockFrom } from "./vtimezone.ts";

/** A wall time and the clock that shows it; `whole` days are their midnight. */
export interface Stamp {
  readonly wall: number;
  readonly clock: Clock;
  readonly whole: boolean;
}

export interface Happening {
  readonly line: number;
  readonly uid: string;
  /** SUMMARY, on one line; "" if there is none. */
  readonly name: string;
  readonly start: Stamp;
  readonly length: Length;
  readonly rules: readonly Limited[];
  /** RDATE and EXDATE: further times, and times at which it is not. */
  readonly also: readonly Stamp[];
  readonly except: readonly Stamp[];
  /** RECURRENCE-ID: which time of the event with the same `uid` this one stands for. */
  readonly replaces: Stamp | null;
  readonly cancelled: boolean;
}

const most = 5000;

/** `home` shows what is meant by whole days, and by times that name no zone. Throws Flaw. */
export function readCalendar(text: string, home: Clock): readonly Happening[] {
  const calendars = componentsIn(text).parts.filter(({ name }) => name === "vcalendar");
  const happenings = calendars.flatMap(({ parts }) => {
    const clocks = clocksOf(parts, home);
    return parts.filter(({ name }) => name === "vevent").map((event) => happeningOf(event, clocks));
  });
  if (happenings.length > most) throw new Flaw(1, `there are more than ${most} events in it`);
  return happenings;
}

type Clocks = (property: Property, utc: boolean) => Clock;

const utc = clockOf("UTC") as Clock;

/**
 * The clock that a time is meant by. A name of the IANA database means that database, whatever the file says of it
 * (files tend to bring one year's rules for all years); any other name must be explained by the file.
 */
function clocksOf(parts: readonly Component[], home: Clock): Clocks {
  const brought = new Map<string, Clock>();
  for (const part of parts.filter(({ name }) => name === "vtimezone")) {
    const zone = textOf(part.properties.find(({ name }) => name === "tzid"));
    brought.set(zone, clockOf(zone) ?? clockFrom(zone, part));
  }
  return ({ line, params: { tzid } }, isUtc) => {
    if (isUtc) return utc;
    if (tzid === undefined) return home;
    const zone = String(tzid);
    const clock = brought.get(zone) ?? clockOf(zone);
    if (clock) return clock;
    throw new Flaw(
      line,
      `the time zone ${zone} is not an IANA name, and there is no VTIMEZONE in the file that explains it`,
    );
  };
}

function happeningOf(event: Component, clocks: Clocks): Happening {
  const all = (name: string) => event.properties.filter((property) => property.name === name);
  const [uid = "", summary = "", status = ""] = ["uid", "summary", "status"].map((name) => textOf(all(name)[0]));
  const whose = uid === "" ? "an event" : `the event ${uid}`;
  const stamps = (property: Property): Stamp[] =>
    property.values.map((value) => {
      const { wall, kind } = wallOf(property, value);
      return { wall, clock: clocks(property, kind === "utc"), whole: kind === "date" };
    });
  try {
    const start = all("dtstart").flatMap(stamps)[0];
    if (!start) throw new Flaw(event.line, "there is no DTSTART in it");
    for (const { line, params } of all("recurrence-id")) {
      if (params["range"] !== undefined) throw new Flaw(line, "RANGE is not understood here");
    }
    for (const { line } of all("exrule")) throw new Flaw(line, "EXRULE is not understood here");
    return {
      line: event.line,
      uid,
      name: oneLine(summary),
      start,
      length: lengthFrom(start, all("dtend"), all("duration"), stamps),
      rules: all("rrule").map(readRule),
      also: all("rdate").flatMap(stamps),
      except: all("exdate").flatMap(stamps),
      replaces: all("recurrence-id").flatMap(stamps)[0] ?? null,
      cancelled: status.toUpperCase() === "CANCELLED",
    };
  } catch (error) {
    throw error instanceof Flaw ? new Flaw(error.line, `${whose}: ${error.message}`) : error;
  }
}

/** By the wall where both ends stand in one zone, as calendars show it; exactly where they do not, or hours were said. */
function lengthFrom(
  start: Stamp,
  [ends]: readonly Property[],
  [lasts]: readonly Property[],
  stamps: (property: Property) => Stamp[],
): Length {
  if (lasts) return lengthOf(lasts);
  const end = ends && stamps(ends)[0];
  if (!ends || !end) return { wall: start.whole ? day : 0, exact: 0 };
  if (end.whole !== start.whole) throw new Flaw(ends.line, "DTEND: one end is a day and the other a time");
  const length =
    end.clock.zone === start.clock.zone
      ? { wall: end.wall - start.wall, exact: 0 }
      : {
          wall: 0,
          exact: instantOf(end.clock, end.wall, "standard") - instantOf(start.clock, start.wall, "standard"),
        };
  if (length.wall + length.exact < 0) throw new Flaw(ends.line, "DTEND: it ends before it begins");
  return length;
}

const textOf = (property: Property | undefined): string =>
  typeof property?.values[0] === "string" ? property.values[0] : "";

/** Text that others wrote: no line breaks or control characters, and not without end. */
const oneLine = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, 80);
