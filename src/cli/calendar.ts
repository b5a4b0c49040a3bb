/** `signalbox calendar`: what is frozen and which change windows are open. Nothing is started, no database is read. */
import { renderReply } from "../../adapters/terminal/render.ts";
import { fortnight, rowOf, standing, wordMoment, wordTime } from "../calendar.ts";
import { openCalendar } from "../calendar/open.ts";
import type { Where } from "../cli.ts";
import { problem } from "../problem.ts";
import { say } from "../reply.ts";
import { look, openConfig } from "./site.ts";

/** Ends with 1 if a calendar file cannot be used. Throws Problem BAD_USAGE. */
export async function calendar(options: Where & { readonly at?: string; readonly json?: boolean }): Promise<0 | 1> {
  const { calendar: settings, inventory } = await openConfig(options);
  const opened = await openCalendar({ settings, inventory });
  const { timeZone, problems } = opened;
  const now = options.at === undefined ? new Date() : timeOf(options.at, timeZone);
  const moments = standing(opened, now, inventory.environments);
  const entries = opened.upcoming(now, new Date(now.getTime() + fortnight));
  if (options.json) {
    const environments = Object.fromEntries(moments);
    const broken = problems.map(({ message }) => message);
    console.log(
      JSON.stringify({ at: now.toISOString(), time_zone: timeZone, environments, entries, problems: broken }),
    );
  } else {
    const lines = moments.map(([name, moment]) => `${name} is ${wordMoment(moment, timeZone)}`);
    const table = {
      kind: "table" as const,
      columns: ["", "covers", "name", "from", "to"],
      rows: entries.map((entry) => rowOf(entry, now, timeZone)),
    };
    const head = `${wordTime(now.toISOString(), timeZone)} (${timeZone})`;
    const blocks = [{ kind: "text" as const, text: lines.join("\n") }, ...(entries.length > 0 ? [table] : [])];
    console.log(renderReply(say(head, { blocks }), look));
    for (const { message } of problems) console.error(message);
  }
  return problems.length > 0 ? 1 : 0;
}

/** Throws Problem BAD_USAGE. */
export function timeOf(text: string, timeZone: string): Date {
  try {
    const zoned = /(?:Z|[+-]\d\d:\d\d)$/i.test(text)
      ? Temporal.Instant.from(text)
      : Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone);
    return new Date(zoned.epochMilliseconds);
  } catch {
    throw problem("BAD_USAGE", { why: `--at ${text} is no time; it is written like 2026-11-27T10:00` });
  }
}
