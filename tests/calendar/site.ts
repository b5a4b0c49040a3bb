/** A calendar as a site would have it, from the settings that stand in its file. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { openCalendar, type OpenCalendar } from "../../src/calendar/open.ts";
import { schema } from "../../src/config.ts";
import type { Resource } from "../../src/plan.ts";
import { temporaryFolder } from "../support/database.ts";

export const calendarOf = (settings: object): Promise<OpenCalendar> =>
  openCalendar({
    settings: schema.parse({ calendar: settings }).calendar,
    inventory: { groups: { web: ["web-1", "web-2"], all: ["web-1", "web-2", "db-1"] } },
  });

export const fixture = (name: string): string => path.join(import.meta.dirname, "fixtures", name);

/** A file of one calendar, CRLF as it must be. */
export function icsFile(events: string, name = "calendar.ics"): string {
  const file = path.join(temporaryFolder(), name);
  writeFileSync(file, icsText(events));
  return file;
}

export const icsText = (events: string): string =>
  `BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test\n${events.trim()}\nEND:VCALENDAR\n`.replaceAll("\n", "\r\n");

export const event = (lines: string): string => `BEGIN:VEVENT\nUID:one@example.test\n${lines.trim()}\nEND:VEVENT`;

export const prod: readonly Resource[] = [{ kind: "host", id: "web-1", environment: "prod", labels: ["edge"] }];
export const dev: readonly Resource[] = [{ kind: "host", id: "lab-1", environment: "dev" }];

/** "freeze/window from to name" of everything in a time, as the calendar's zone shows it. */
export function listed(calendar: OpenCalendar, from: string, to: string): string[] {
  const shown = (iso: string | null): string =>
    iso === null
      ? "?"
      : Temporal.Instant.from(iso)
          .toZonedDateTimeISO(calendar.timeZone)
          .toString({ smallestUnit: "minute", timeZoneName: "never" });
  return calendar
    .upcoming(new Date(from), new Date(to))
    .map((entry) => `${shown(entry.from)} – ${shown(entry.to)} ${entry.name}`);
}
