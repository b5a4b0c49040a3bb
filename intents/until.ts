/** Until when something holds: a day, perhaps with a time, as people name it. UTC, and the end of the day without a time. */
import { z } from "zod";

const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const form = RegExp(
  `^(?:(\\d{4}-\\d\\d-\\d\\d)|today|tonight|tomorrow|${days.join("|")})(?: ([01]\\d|2[0-3]):([0-5]\\d))?$`,
);

/** "friday", "tomorrow 18:00", "2026-12-01", "2026-12-01 09:00" */
export const until = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replaceAll(/\s+/g, " "))
  .refine(
    (text) => momentOf(text, new Date()) !== null,
    "must be a day like friday, tomorrow 18:00 or 2026-12-01 09:00",
  );

/** The next such moment after `now`: the same until it has come. Null if the text names none. */
export function momentOf(text: string, now: Date): Date | null {
  const [all, date, hour, minute] = form.exec(text) ?? [];
  if (all === undefined) return null;
  const weekday = days.indexOf(text.split(" ")[0] ?? "");
  const at = (day: Date): Date =>
    hour === undefined
      ? new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1))
      : new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate(), Number(hour), Number(minute)));
  if (date !== undefined) {
    const day = new Date(`${date}T00:00:00Z`);
    return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date) ? null : at(day);
  }
  const ahead = weekday === -1 ? (text.startsWith("tomorrow") ? 1 : 0) : (weekday - now.getUTCDay() + 7) % 7;
  const moment = at(new Date(now.getTime() + ahead * 86_400_000));
  return weekday !== -1 && moment <= now ? at(new Date(now.getTime() + 7 * 86_400_000)) : moment;
}
