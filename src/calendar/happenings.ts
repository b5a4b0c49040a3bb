/** Happenings as spans: every time that an event of a calendar file is. */
import { instantOf } from "./clock.ts";
import { Flaw } from "./flaw.ts";
import type { Happening, Stamp } from "./icalendar.ts";
import { daysOf } from "./rule.ts";
import { day, type Span, type Spans } from "./span.ts";

const most = 100_000;

/**
 * `kind` says on which side to err where the clock on the wall is changed: a freeze is never shorter than it says.
 * `name` is for events without a SUMMARY. The result throws Flaw if there are more spans than anybody means.
 */
export function spansOf(happenings: readonly Happening[], kind: "freeze" | "window", name: string): Spans {
  const replaced = Map.groupBy(
    happenings.filter((one) => one.replaces !== null),
    ({ uid }) => uid,
  );
  const standing = happenings.filter(({ cancelled }) => !cancelled);
  return (from, to) => {
    const spans: Span[] = [];
    for (const one of standing) {
      const others =
        one.replaces === null ? (replaced.get(one.uid) ?? []).flatMap(({ replaces }) => replaces ?? []) : [];
      spans.push(...timesOf(one, [...one.except, ...others], kind, name, from, to));
      if (spans.length > most) throw new Flaw(one.line, `the events up to ${one.uid} come more than ${most} times`);
    }
    return spans;
  };
}

function timesOf(
  { start, length, rules, also, name: summary }: Happening,
  except: readonly Stamp[],
  kind: "freeze" | "window",
  name: string,
  from: number,
  to: number,
): Span[] {
  const { clock } = start;
  const [early, late] = kind === "freeze" ? (["early", "late"] as const) : (["standard", "standard"] as const);
  const midnight = Math.floor(start.wall / day);
  const since = Math.floor((from - length.wall - length.exact) / day) - 2;
  const repeated = rules.flatMap(({ rule, until, untilKind }) =>
    daysOf(rule, midnight, since, Math.ceil(to / day) + 2)
      .map((n) => n * day + start.wall - midnight * day)
      .filter((wall) => {
        if (until === null) return true;
        if (untilKind === "date") return wall < until + day;
        return (untilKind === "utc" && !start.whole ? instantOf(clock, wall, "standard") : wall) <= until;
      }),
  );
  const walls = new Set(
    [start.wall, ...repeated].filter((wall) => !except.some((one) => isAt(one, { ...start, wall }))),
  );
  return [
    ...[...walls].map((wall) => ({ ...start, wall })),
    ...also.filter((one) => !except.some((no) => isAt(no, one))),
  ]
    .map((stamp) => ({
      from: instantOf(stamp.clock, stamp.wall, early),
      to: instantOf(stamp.clock, stamp.wall + length.wall, late) + length.exact,
      name: summary || name,
    }))
    .filter((span) => span.from < span.to && span.from < to && span.to > from);
}

/** A whole day stands for whatever begins on it. */
const isAt = (one: Stamp, other: Stamp): boolean =>
  one.whole || other.whole
    ? Math.floor(one.wall / day) === Math.floor(other.wall / day)
    : instantOf(one.clock, one.wall, "standard") === instantOf(other.clock, other.wall, "standard");
