/** When a playbook is to run: once at a time that people name, or again and again by cron's five fields. */
import { z } from "zod";

const days = "sun mon tue wed thu fri sat".split(" ");
const months = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");

/** Minute, hour, day of the month, month, day of the week: lowest, highest, names from `lowest` on. */
const fields: readonly (readonly [least: number, most: number, names: readonly string[]])[] = [
  [0, 59, []],
  [0, 23, []],
  [1, 31, []],
  [1, 12, months],
  [0, 7, days],
];

/** "0 3 * * 0", "30 8-18/2 * * mon-fri": what every cron reads alike. */
function isCron(text: string): boolean {
  const parts = text.split(/ +/);
  return parts.length === fields.length && parts.every((part, index) => part.split(",").every(isItem(index)));
}

const isItem =
  (index: number) =>
  (item: string): boolean => {
    const [least, most, names] = fields[index] ?? [0, 0, []];
    const [, from = "", to, step] = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d{1,2}))?$/.exec(item) ?? [];
    const read = (word: string): number =>
      names.includes(word) ? names.indexOf(word) + least : /^\d{1,2}$/.test(word) ? Number(word) : Number.NaN;
    const within = (value: number): boolean => value >= least && value <= most;
    if (step !== undefined && Number(step) < 1) return false;
    if (from === "*") return to === undefined;
    if (to === undefined) return within(read(from)) && step === undefined;
    return within(read(from)) && within(read(to)) && read(from) <= read(to);
  };

const clock = String.raw`(?:[01]?\d|2[0-3]):[0-5]\d`;
const weekday = "(?:mon|tues|wednes|thurs|fri|satur|sun)day";
const spoken = [
  /^tonight$/,
  /^in [1-9]\d{0,3}[mhdw]$/,
  RegExp(`^${clock}$`),
  RegExp(`^(?:today|tonight|tomorrow|${weekday}) ${clock}$`),
];

/** "2026-12-01 02:00", if there is such a day. */
function isDate(text: string): boolean {
  const [, date] = RegExp(String.raw`^(\d{4}-\d\d-\d\d) ${clock}$`).exec(text) ?? [];
  if (date === undefined) return false;
  const read = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(date);
}

/** Depends on the moment at which it is read: "tomorrow 03:00" is another day tomorrow. */
export const isRelative = (when: string): boolean => !isCron(when) && !isDate(when);

export const when = z
  .string()
  .trim()
  .toLowerCase()
  .transform((text) => text.replaceAll(/\s+/g, " "))
  .refine(
    (text) => isCron(text) || isDate(text) || spoken.some((form) => form.test(text)),
    "must be a time like “tomorrow 03:00”, “friday 18:30”, “in 2h” or “2026-12-01 02:00”, or cron's five fields like “0 3 * * 0”",
  );

export const timeZone = z
  .string()
  .trim()
  .refine((text) => {
    try {
      // Offsets are no zones: they forget summer time.
      return /^[A-Za-z]/.test(text) && Boolean(new Intl.DateTimeFormat("en", { timeZone: text }));
    } catch {
      return false;
    }
  }, "must be a time zone like Europe/Berlin, or UTC");
