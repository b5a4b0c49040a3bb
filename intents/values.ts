/** What parameters of several actions look like: times, numbers, lists, and how many of a choice may be given. */
import { z } from "zod";

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** "10m" → 600; a number alone counts seconds. Undefined for anything else. */
export function secondsIn(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d{1,7})([smhdw]?)$/.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Number(number) * (units[unit] ?? 1);
}

/** 600 → "10 minutes", 3600 → "hour": what stands behind “the last”. */
export function wordSpan(seconds: number): string {
  const [unit, length] =
    seconds % 86_400 === 0
      ? ["day", 86_400]
      : seconds % 3600 === 0
        ? ["hour", 3600]
        : seconds % 60 === 0
          ? ["minute", 60]
          : ["second", 1];
  const number = seconds / length;
  return number === 1 ? unit : `${number} ${unit}s`;
}

const readSeconds = (value: unknown): unknown => (typeof value === "string" ? (secondsIn(value) ?? value) : value);

/** How far back from now to look, "10m"; comes out in seconds. */
export const span = (least: string, most: string) =>
  z.preprocess(
    readSeconds,
    z
      .int("must be a time like 10m")
      .min(secondsIn(least) ?? 0, `must be at least ${least}`)
      .max(secondsIn(most) ?? Infinity, `must be ${most} at most`),
  );

/** The same, as far back as measurements and logs are looked through. */
export const window = span("10s", "30d");

/** How long something is to last, "30m". It stays text, and needs its unit: nobody should have to guess what 30 means. */
export const duration = (least: string, most: string) =>
  z
    .string("must be a time like 30m")
    .trim()
    .toLowerCase()
    .regex(/^[1-9]\d{0,5}[smhdw]$/, "must be a time like 30m, 2h or 1d")
    .refine((text) => (secondsIn(text) ?? Infinity) >= (secondsIn(least) ?? 0), `must be at least ${least}`)
    .refine((text) => (secondsIn(text) ?? 0) <= (secondsIn(most) ?? 0), `must be ${most} at most`);

/** "5", "-1", "+2" and "0.5" as numbers; anything else is left for the schema to refuse. */
export const readNumber = (value: unknown): unknown =>
  typeof value === "string" && /^[+-]?\d{1,9}(\.\d{1,9})?$/.test(value.trim()) ? Number(value) : value;

/** A whole number within bounds. */
export const whole = (least: number, most: number) =>
  z.preprocess(
    readNumber,
    z.int("must be a whole number").min(least, `must be ${least} to ${most}`).max(most, `must be ${least} to ${most}`),
  );

/** A name of the inventory, or of something that is asked about. */
export const name = z.string().trim().min(1, "must not be empty").max(253, "must be 253 characters at most");

/** The person's own words, on one line. */
export const words = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(500, "must be 500 characters at most")
  .refine((text) => !/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u.test(text), "must be one line without control characters");

/** "a,b" and ["a", "b"] are the same list, each item once. */
export const list = <T extends z.ZodType<string>>(item: T, most: number) =>
  z
    .preprocess(
      (value) => (typeof value === "string" ? value.split(",").filter((one) => one.trim() !== "") : value),
      z.array(item).min(1, "must name at least one").max(most, `must be ${most} at most`),
    )
    .transform((items) => [...new Set(items)]);

/** "yes" and true, "no" and false. */
export const flag = z.union(
  [z.boolean(), z.enum(["true", "yes", "false", "no"]).transform((text) => text === "true" || text === "yes")],
  "must be true or false",
);

type Choice = (context: z.core.ParsePayload<Record<string, unknown>>) => void;

const given = (value: Record<string, unknown>, names: readonly string[]): string[] =>
  names.filter((one) => value[one] !== undefined);

const wordNames = (names: readonly string[]): string =>
  names.length > 2 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1)}` : names.join(" or ");

/** At least one of these parameters must be given. The complaint is about the first, so that it becomes a question. */
export const atLeastOne =
  (...names: readonly [string, ...string[]]): Choice =>
  ({ value, issues }) => {
    if (given(value, names).length > 0) return;
    issues.push({ code: "custom", path: [names[0]], message: `say ${wordNames(names)}`, input: value });
  };

/** These parameters exclude one another. */
export const atMostOne =
  (...names: readonly string[]): Choice =>
  ({ value, issues }) => {
    const [first, second] = given(value, names);
    if (first === undefined || second === undefined) return;
    issues.push({ code: "custom", path: [second], message: `one at a time, and ${first} is given`, input: value });
  };
