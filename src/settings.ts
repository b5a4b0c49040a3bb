/** Kinds of values that several parts of the configuration have. */
import { z } from "zod";
import { readReference } from "./secret.ts";

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** "90s", "10m", "4h", "7d" → seconds. */
export const duration = z
  .string()
  .regex(/^\d+[smhd]$/, "must be a number and one of s, m, h, d, like 10m")
  .transform((text) => Number.parseInt(text, 10) * units[text.at(-1) as keyof typeof units]);

/** The settings of this type, and no others, are secrets. One that cannot be had is null: the feature that needs it is off. */
export const secret = z
  .string()
  .min(1)
  .transform((text, context) => {
    try {
      return readReference(text);
    } catch (error) {
      context.addIssue({ code: "custom", message: (error as RangeError).message });
      return z.NEVER;
    }
  })
  .nullable()
  .default(null);

export const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "must be lower case letters, digits, dot, dash or underscore");
