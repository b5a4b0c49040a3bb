/** A Restriction: one freeze or window as it is configured, with what it covers and when. */
import path from "node:path";
import { weekdays, type Entry } from "../calendar.ts";
import type { Config } from "../config.ts";
import type { Inventory } from "../inventory.ts";
import type { Resource } from "../plan.ts";
import { calendarFile, type CalendarFile } from "./calendar-file.ts";
import { instantOf, type Clock } from "./clock.ts";
import { covering, wordScope } from "./scope.ts";
import { remembering, type Span, type Spans } from "./span.ts";
import { weekly } from "./weekly.ts";

type Freeze = Config["calendar"]["freezes"][number];
type Window = Config["calendar"]["windows"][number];
type Groups = Pick<Inventory, "groups">;

export interface Restriction {
  readonly kind: Entry["kind"];
  readonly name: string;
  readonly because: string;
  readonly covers: (resource: Resource) => boolean;
  /** What it covers, in words. */
  readonly words: string;
  readonly file: CalendarFile | null;
  /** Null where nobody can know: its file could not be read since the start. */
  readonly spans: (from: number, to: number) => readonly Span[] | null;
}

export const freezeOf = (freeze: Freeze, groups: Groups, home: Clock): Restriction =>
  restriction("freeze", freeze, freeze.because, fixed(freeze, home), groups, home);

export const windowOf = (window: Window, groups: Groups, home: Clock): Restriction =>
  restriction("window", window, "", recurring(window, home), groups, home);

function restriction(
  kind: Entry["kind"],
  one: Freeze | Window,
  because: string,
  configured: Spans,
  groups: Groups,
  home: Clock,
): Restriction {
  const { name, ics } = one;
  const file = ics === undefined ? null : calendarFile(ics, kind, name, home);
  const lost = `its calendar ${path.basename(ics ?? "")} cannot be read`;
  return {
    kind,
    name,
    get because() {
      return file !== null && file.spans === null ? lost : because;
    },
    covers: covering(one, groups),
    words: wordScope(one),
    file,
    spans: file === null ? remembering(configured) : (from, to) => file.spans?.(from, to) ?? null,
  };
}

/** Never shorter than it says, also where a clock on the wall is changed. */
function fixed({ name, from = "", to = "", ics }: Freeze, home: Clock): Spans {
  if (ics !== undefined) return () => [];
  const instant = (text: string, lean: "early" | "late"): number =>
    /(?:Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : instantOf(home, Date.parse(`${text}Z`), lean);
  const span = { from: instant(from, "early"), to: instant(to, "late"), name };
  return () => [span];
}

const recurring = ({ name, days, from = 0, to = 24 * 60 }: Window, home: Clock): Spans =>
  weekly({ name, days: days ?? weekdays, from, to }, home);
