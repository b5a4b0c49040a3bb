/** What holds at one moment: the freezes and windows that cover some resources, weighed. */
import type { Moment } from "../calendar.ts";
import type { Resource } from "../plan.ts";
import type { Restriction } from "./restriction.ts";
import { horizon, type Span } from "./span.ts";

/** A restriction with all its spans of the year to come. */
interface Ahead {
  readonly because: string;
  readonly name: string;
  readonly spans: readonly Span[] | null;
}

/** A change of nothing that can be named is covered by what covers everything. */
const nothing: Resource = { kind: "site", id: "" };

export function momentAt(
  now: number,
  said: readonly Resource[],
  freezes: readonly Restriction[],
  windows: readonly Restriction[],
): Moment {
  const resources = said.length > 0 ? said : [nothing];
  const end = now + horizon;
  const ahead = ({ name, because, spans }: Restriction): Ahead => ({ name, because, spans: spans(now, end) });
  const freezing = freezes.filter(({ covers }) => resources.some(covers)).map(ahead);
  /** For each resource that has windows: those, of which one must be open. */
  const choices = resources
    .map((resource) => windows.filter(({ covers }) => covers(resource)))
    .filter((some) => some.length > 0)
    .map((some) => some.map(ahead));

  const frozenBy = (at: number): readonly Ahead[] => freezing.filter(({ spans }) => spans === null || holds(spans, at));
  const isFree = (at: number): boolean =>
    frozenBy(at).length === 0 && choices.every((some) => some.some(({ spans }) => spans !== null && holds(spans, at)));
  const by = frozenBy(now);
  const openSpans = choices.map((some) => some.flatMap(({ spans }) => spansAt(spans ?? [], now)));
  const open = openSpans.every((spans) => spans.length > 0);
  const turns = [
    ...freezing.flatMap(({ spans }) => (spans ?? []).map(({ to }) => to)),
    ...choices.flat().flatMap(({ spans }) => (spans ?? []).map(({ from }) => from)),
  ];
  const firstFree = (): number | undefined =>
    turns
      .filter((at) => at > now && at < end)
      .toSorted((a, b) => a - b)
      .find(isFree);
  const iso = (at: number | undefined): string | null =>
    at === undefined ? null : Temporal.Instant.fromEpochMilliseconds(at).toString();
  return {
    frozen: by.length > 0,
    freeze: joined(by.flatMap(({ name, spans }) => (spans === null ? [name] : spansAt(spans, now).map((span) => span.name)))),
    because: joined(by.map(({ because }) => because)),
    frozenUntil: by.length > 0 ? iso(thaw(now, end, freezing)) : null,
    open,
    window: joined(openSpans.flat().map(({ name }) => name)),
    opensAt: by.length === 0 && open ? null : iso(firstFree()),
  };
}

const spansAt = (spans: readonly Span[], at: number): readonly Span[] =>
  spans.filter(({ from, to }) => from <= at && at < to);
const holds = (spans: readonly Span[], at: number): boolean => spans.some(({ from, to }) => from <= at && at < to);

/** The end of the freeze, of the one that has begun by then, and so on; undefined if not before `end`, or unknown. */
function thaw(now: number, end: number, freezing: readonly Ahead[]): number | undefined {
  if (freezing.some(({ spans }) => spans === null)) return undefined;
  for (let at = now; at < end;) {
    const over = freezing.flatMap(({ spans }) => spansAt(spans ?? [], at));
    if (over.length === 0) return at;
    at = Math.max(...over.map(({ to }) => to));
  }
  return undefined;
}

const joined = (names: readonly string[]): string => [...new Set(names.filter((name) => name !== ""))].join(", ");
