/** A Clock: what hangs on the wall in a time zone. Wall times are numbers: milliseconds since 1970 as if it were UTC. */

/** So long one offset holds: from ≤ instant < to, all milliseconds. The clock shows instant + offset. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

export interface Clock {
  readonly zone: string;
  /** In order and without gaps, at least from `from` to `to`. */
  stretches(from: number, to: number): readonly Stretch[];
}

/** No zone is further from UTC. */
const furthest = 26 * 3_600_000;

/** Of an IANA zone, from the zone data of Node. Null if there is no such zone. */
export function clockOf(zone: string): Clock | null {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  } catch {
    return null;
  }
  return {
    zone,
    stretches: keeping((from, to) => {
      const found: Stretch[] = [];
      let here = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
      while (here.epochMilliseconds < to) {
        const next = here.getTimeZoneTransition("next");
        const until = next?.epochMilliseconds ?? Infinity;
        found.push({ from: here.epochMilliseconds, to: until, offset: here.offsetNanoseconds / 1e6 });
        if (next === null) break;
        here = next;
      }
      return found;
    }),
  };
}

/** Works out whole years around what is asked for, once: a calendar asks about each of its days. */
export function keeping(work: Clock["stretches"]): Clock["stretches"] {
  const year = 366 * 86_400_000;
  let known = { from: Infinity, to: -Infinity, stretches: [] as readonly Stretch[] };
  return (from, to) => {
    if (from < known.from || to > known.to) {
      const wider = { from: Math.min(from - year, known.from), to: Math.max(to + year, known.to) };
      known = { ...wider, stretches: work(wider.from, wider.to) };
    }
    return known.stretches;
  };
}

/**
 * The instant that a wall time means. Where the clock shows it twice: the first ("early", "standard") or the second
 * ("late"). Where the clock skips it: as if the clock had been changed already ("early") or not yet ("late", "standard").
 * "standard" is RFC 5545, 3.3.5.
 */
export function instantOf(clock: Clock, wall: number, lean: "early" | "late" | "standard"): number {
  let shown: number | undefined;
  let before: number | undefined;
  for (const { from, to, offset } of clock.stretches(wall - furthest, wall + furthest)) {
    const instant = wall - offset;
    if (instant < from) {
      // Not this clock any more: what was shown is the answer, or the wall time was skipped.
      if (shown === undefined) shown = lean === "early" ? instant : before;
      break;
    }
    if (instant < to && (shown === undefined || lean === "late")) shown = instant;
    before = instant;
  }
  if (shown === undefined) throw new RangeError(`${clock.zone} has no such time`);
  return shown;
}

/** Whenever the clock shows a time in [from, to): usually one span, none or two where the clock is changed. */
export function spansShowing(stretches: readonly Stretch[], from: number, to: number): { from: number; to: number }[] {
  const spans: { from: number; to: number }[] = [];
  for (const one of stretches) {
    const span = { from: Math.max(from - one.offset, one.from), to: Math.min(to - one.offset, one.to) };
    const last = spans.at(-1);
    if (span.from >= span.to) continue;
    if (last?.to === span.from) last.to = span.to;
    else spans.push(span);
  }
  return spans;
}
