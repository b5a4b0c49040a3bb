/** The calendar of a site: freezes and windows of the configuration and of iCalendar files, which are read again as they change. */
import type { Calendar, Entry } from "../calendar.ts";
import type { Config } from "../config.ts";
import type { Inventory } from "../inventory.ts";
import { clockOf } from "./clock.ts";
import { momentAt } from "./moment.ts";
import { freezeOf, windowOf, type Restriction } from "./restriction.ts";

/** Milliseconds between looks whether a file has changed. */
const lookEvery = 5000;

export interface OpenCalendar extends Calendar {
  /** Reads the files that have changed. */
  refresh(): Promise<void>;
  /** Refreshes every few seconds until stopped; `tell` gets the sentence of each new problem and warning once. */
  start(tell: (sentence: string) => void): void;
  stop(): void;
}

/** A file that cannot be read is one of its `problems`, and counts as frozen, or closed. */
export async function openCalendar(options: {
  readonly settings: Config["calendar"];
  readonly inventory: Pick<Inventory, "groups">;
}): Promise<OpenCalendar> {
  const { settings, inventory } = options;
  const home = clockOf(settings.time_zone);
  if (!home) throw new RangeError(`there is no time zone ${settings.time_zone}`);
  const freezes = settings.freezes.map((one) => freezeOf(one, inventory, home));
  const windows = settings.windows.map((one) => windowOf(one, inventory, home));
  const all = [...freezes, ...windows];
  const files = all.flatMap(({ file }) => file ?? []);
  const refresh = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.refresh()));
  };
  await refresh();

  let timer: NodeJS.Timeout | undefined;
  let told: readonly string[] = [];
  const look = async (tell: (sentence: string) => void): Promise<void> => {
    await refresh();
    const said = files.flatMap(({ problem, warnings }) => [...(problem ? [problem.message] : []), ...warnings]);
    for (const sentence of said) if (!told.includes(sentence)) tell(sentence);
    told = said;
    // Stopped meanwhile, it stays so.
    timer &&= setTimeout(() => void look(tell), lookEvery).unref();
  };
  return {
    timeZone: settings.time_zone,
    freezes: freezes.length,
    windows: windows.length,
    at: (now, resources) => momentAt(now.getTime(), resources, freezes, windows),
    upcoming: (from, to) => all.flatMap((one) => entriesOf(one, from.getTime(), to.getTime())).toSorted(byBeginning),
    get problems() {
      return files.flatMap(({ problem }) => problem ?? []);
    },
    get warnings() {
      return files.flatMap(({ warnings }) => warnings);
    },
    refresh,
    start: (tell) => {
      timer = setTimeout(() => void look(tell), 0).unref();
    },
    stop: () => {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}

const iso = (at: number): string => Temporal.Instant.fromEpochMilliseconds(at).toString();

function entriesOf({ kind, name, because, words, spans }: Restriction, from: number, to: number): Entry[] {
  const known = spans(from, to);
  if (known !== null) {
    return known.map((span) => ({
      kind,
      name: span.name,
      from: iso(span.from),
      to: iso(span.to),
      covers: words,
      because,
    }));
  }
  return kind === "freeze" ? [{ kind, name, from: iso(from), to: null, covers: words, because }] : [];
}

const byBeginning = (a: Entry, b: Entry): number => Date.parse(a.from) - Date.parse(b.from);
