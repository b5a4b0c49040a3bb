/** A time zone that a calendar file brings along (VTIMEZONE), as a Clock. */
import { keeping, type Clock, type Stretch } from "./clock.ts";
import type { Component } from "./content-lines.ts";
import { Flaw } from "./flaw.ts";
import { daysOf } from "./rule.ts";
import { readRule, wallOf, type Limited } from "./read-value.ts";
import { day } from "./span.ts";

/** STANDARD or DAYLIGHT: from when on a clock is so far from UTC. All milliseconds. */
interface Observance {
  readonly start: number;
  readonly rules: readonly Limited[];
  readonly also: readonly number[];
  readonly before: number;
  readonly after: number;
}

/** Throws Flaw. */
export function clockFrom(zone: string, component: Component): Clock {
  const observances = component.parts
    .filter(({ name }) => name === "standard" || name === "daylight")
    .map(observanceOf);
  if (observances.length === 0) throw new Flaw(component.line, `the time zone ${zone} has no STANDARD or DAYLIGHT`);
  return {
    zone,
    stretches: keeping((from, to) => {
      const onsets = observances
        .flatMap((one) => onsetsOf(one, from, to).map((at) => ({ at, before: one.before, after: one.after })))
        .toSorted((a, b) => a.at - b.at);
      const since = onsets.findLastIndex(({ at }) => at <= from);
      const first = onsets[Math.max(0, since)] ?? { before: observances[0]?.before ?? 0, after: 0 };
      let here: { from: number; offset: number } = { from, offset: since < 0 ? first.before : first.after };
      const found: Stretch[] = [];
      for (const { at, after } of onsets.slice(since + 1)) {
        if (at >= to) break;
        found.push({ ...here, to: at });
        here = { from: at, offset: after };
      }
      return [...found, { ...here, to }];
    }),
  };
}

function observanceOf(component: Component): Observance {
  const get = (name: string) => {
    const property = component.properties.find((one) => one.name === name);
    if (!property) throw new Flaw(component.line, `this part of a time zone has no ${name.toUpperCase()}`);
    return property;
  };
  const offset = (name: string): number => {
    const { line, values } = get(name);
    const [, sign = "", hours, minutes, seconds = 0] =
      /^([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(String(values[0])) ?? [];
    if (sign === "" || Number(hours) > 24) throw new Flaw(line, `${name.toUpperCase()}: there is no such offset`);
    return Number(`${sign}1`) * ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000;
  };
  const dates = (name: string) => component.properties.filter((one) => one.name === name);
  return {
    start: wallOf(get("dtstart")).wall,
    rules: dates("rrule").map(readRule),
    also: dates("rdate").flatMap((one) => one.values.map((value) => wallOf(one, value).wall)),
    before: offset("tzoffsetfrom"),
    after: offset("tzoffsetto"),
  };
}

/** The instants at which it begins: all that lie in [from, to), and the last one before. */
function onsetsOf({ start, rules, also, before }: Observance, from: number, to: number): number[] {
  const repeated = rules.flatMap(({ rule, until }) => {
    // A rule recurs at least once in two years, so the last time before `from`, or ever, is not missed.
    const since = Math.min(from, until ?? Infinity) - 800 * day;
    const first = Math.floor(start / day);
    return daysOf(rule, first, Math.floor(since / day), Math.ceil(to / day) + 2)
      .map((one) => one * day + (start - first * day) - before)
      .filter((at) => until === null || at <= until);
  });
  return [start - before, ...also.map((wall) => wall - before), ...repeated];
}
