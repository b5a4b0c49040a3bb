/** A Span: from ≤ instant < to, milliseconds since 1970, with the name of what holds meanwhile. */

export interface Span {
  readonly from: number;
  readonly to: number;
  readonly name: string;
}

/** Whatever knows of spans: all of those that lie in [from, to) at least in part, whole. */
export type Spans = (from: number, to: number) => readonly Span[];

export const day = 86_400_000;
/** How far ahead anybody looks: a year, and the month until it is worked out again. */
const ahead = 400 * day;
const stale = 30 * day;

/** Works out a year at once and keeps it, so that asking again costs a look through a list. */
export function remembering(spans: Spans): Spans {
  let known: { readonly from: number; readonly to: number; readonly spans: readonly Span[] } | null = null;
  return (from, to) => {
    if (known === null || from < known.from || to > known.to) {
      const until = Math.max(to + stale, from + ahead);
      known = { from: from - day, to: until, spans: spans(from - day, until) };
    }
    return known.spans.filter((span) => span.from < to && span.to > from);
  };
}

/** How far ahead `opensAt` looks, milliseconds. */
export const horizon = 366 * day;

/** The same time with as few spans as it takes, in order. */
export function united(spans: readonly Span[]): readonly Span[] {
  const found: { from: number; to: number; name: string }[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = found.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else found.push({ ...span });
  }
  return found;
}
