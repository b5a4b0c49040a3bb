/** What holds at one moment: the freezes and windows that cover some resources, weighed. */
import type { Moment } from "../calendar.ts";
import type { Resource } from "../plan.ts";
import type { Restriction } from "./restriction.ts";
import { day, horizon, united, type Span } from "./span.ts";

/** A change of nothing that can be named is covered by what covers everything. */
const nothing: Resource = { kind: "site", id: "" };

export function momentAt(
  now: number,
  said: readonly Resource[],
  freezes: readonly Restriction[],
  windows: readonly Restriction[],
): Moment {
  const resources = said.length > 0 ? said : [nothing];
  const freezing = freezes.filter(({ covers }) => resources.some(covers));
  const inForce = freezing.filter(({ spans }) => spans(now, now + 1)?.length !== 0);
  /** For each resource that has windows: those, of which one must be open. */
  const choices = resources
    .map((resource) => windows.filter(({ covers }) => covers(resource)))
    .filter((some) => some.length > 0);
  const openNow = choices.map((some) => some.flatMap(({ spans }) => spans(now, now + 1) ?? []));
  const frozen = inForce.length > 0;
  const open = openNow.every((spans) => spans.length > 0);

  const end = frozen || !open ? endOf(now, freezing, choices) : { thaw: null, free: null };
  return {
    frozen,
    freeze: joined(inForce.flatMap(({ name, spans }) => spans(now, now + 1)?.map((span) => span.name) ?? [name])),
    because: joined(inForce.map(({ because }) => because)),
    frozenUntil: frozen ? end.thaw : null,
    open,
    window: joined(openNow.flat().map(({ name }) => name)),
    opensAt: end.free,
  };
}

/** Most waits are over within a week; only for the others is a whole year gone through. */
const reaches = [8 * day, horizon];

/** When the freeze is over, and when nothing is in the way any more; null if that is not within a year, or unknown. */
function endOf(
  now: number,
  freezing: readonly Restriction[],
  choices: readonly (readonly Restriction[])[],
): { thaw: string | null; free: string | null } {
  let thaw: number | undefined;
  for (const reach of reaches) {
    const ahead = (some: readonly Restriction[]) => some.map(({ spans }) => spans(now, now + reach));
    const frozen = ahead(freezing);
    if (frozen.includes(null)) break;
    const freezes = united(frozen.flatMap((spans) => spans ?? []));
    // A window that is unknown is closed; another one may open all the same.
    const openings = choices.map((some) => united(ahead(some).flatMap((spans) => spans ?? [])));
    const over = spanAt(freezes, now)?.to;
    thaw = over !== undefined && over < now + reach ? over : undefined;
    const free = firstFree(now, now + reach, freezes, openings);
    if (free !== undefined) return { thaw: iso(thaw), free: iso(free) };
  }
  return { thaw: iso(thaw), free: null };
}

const spanAt = (spans: readonly Span[], at: number): Span | undefined =>
  spans.find(({ from, to }) => from <= at && at < to);

/** Goes on from freeze to end of freeze and from window to window until nothing is in the way. All lists are united. */
function firstFree(
  now: number,
  end: number,
  frozen: readonly Span[],
  choices: readonly (readonly Span[])[],
): number | undefined {
  for (let at = now; at < end;) {
    const thaw = spanAt(frozen, at)?.to;
    const closed = choices.find((spans) => !spanAt(spans, at));
    if (thaw === undefined && closed === undefined) return at;
    const next = thaw ?? closed?.find(({ from }) => from > at)?.from;
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

const iso = (at: number | undefined): string | null =>
  at === undefined ? null : Temporal.Instant.fromEpochMilliseconds(at).toString();

const joined = (names: readonly string[]): string => [...new Set(names.filter((name) => name !== ""))].join(", ");
