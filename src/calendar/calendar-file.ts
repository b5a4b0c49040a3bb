/** A calendar file: what it says, as of the last time that it could be read. */
import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { problem, type Problem } from "../problem.ts";
import type { Clock } from "./clock.ts";
import { Flaw } from "./flaw.ts";
import { spansOf } from "./happenings.ts";
import { readCalendar, type Happening } from "./icalendar.ts";
import { horizon, remembering, type Spans } from "./span.ts";

/** Bytes. A calendar of that size holds thousands of events. */
const largest = 10_000_000;

export interface CalendarFile {
  /** Null if it could not be read since the start. */
  readonly spans: Spans | null;
  /** Why it cannot be used as it is now; what it said before still counts. */
  readonly problem: Problem | null;
  readonly warnings: readonly string[];
  /** Reads it if it is not what was read last. */
  refresh(): Promise<void>;
}

const meanwhile = {
  freeze: "Until it can, what it covers counts as frozen.",
  window: "Until it can, its windows count as closed.",
  before: "Until it can, what it said before counts.",
} as const;

export function calendarFile(file: string, kind: "freeze" | "window", name: string, home: Clock): CalendarFile {
  let seen = "";
  let now: Omit<CalendarFile, "refresh"> = { spans: null, problem: null, warnings: [] };
  const read = async (): Promise<void> => {
    const { size } = await stat(file);
    if (size > largest) throw new Error(`it is larger than ${largest / 1e6} MB`);
    const happenings = readCalendar(await readFile(file, "utf8"), home);
    const spans = remembering(spansOf(happenings, kind, name));
    // What cannot be worked out is known now, and not when somebody asks.
    spans(Date.now(), Date.now() + horizon);
    now = { spans, problem: null, warnings: pointless(file, happenings) };
  };
  return {
    get spans() {
      return now.spans;
    },
    get problem() {
      return now.problem;
    },
    get warnings() {
      return now.warnings;
    },
    refresh: async () => {
      const stamp = await stampOf(file);
      if (stamp === seen) return;
      seen = stamp;
      try {
        await read();
      } catch (error) {
        const so = meanwhile[now.spans === null ? kind : "before"];
        const where = error instanceof Flaw ? `${file}:${error.line}` : file;
        now = { ...now, problem: problem("CALENDAR_BROKEN", { file: where, why: wordError(error), so }) };
      }
    },
  };
}

/** Different for every version of the file, and for none. */
async function stampOf(file: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(file);
    return [mtimeMs, ctimeMs, size, ino].join(" ");
  } catch (error) {
    return `none: ${String(error)}`;
  }
}

function wordError(error: unknown): string {
  if (error instanceof Error && "code" in error)
    return error.code === "ENOENT" ? "there is no such file" : error.message;
  return error instanceof Error ? error.message : String(error);
}

const pointless = (file: string, happenings: readonly Happening[]): string[] =>
  happenings
    .filter(({ length, cancelled }) => !cancelled && length.wall + length.exact === 0)
    .map(
      ({ line, name, uid }) =>
        `${path.basename(file)}:${line}: the event ${name || uid} takes no time, so it is never in force`,
    );
