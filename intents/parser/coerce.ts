/** From words to the types that an action's input wants: text, number, yes or no, a list. */
import type { z } from "zod";
import type { Action } from "../../src/action.ts";

/** The schema of one parameter; undefined if the action has none of that name. */
export const fieldOf = (action: Pick<Action, "input">, param: string): z.core.$ZodType | undefined =>
  Object.hasOwn(action.input.shape, param) ? action.input.shape[param] : undefined;

const accepts = (field: z.core.$ZodType, value: unknown): boolean =>
  // Schemas of classic zod all have safeParse; the core type that a shape is typed with does not say so.
  (field as z.ZodType).safeParse(value).success;

/** One word as a number or a yes or no, where it is spelled like one and the spelling survives. */
export function literal(text: string): string | number | boolean {
  if (text === "true") return true;
  if (text === "false") return false;
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d*[1-9])?$/.test(text) ? Number(text) : text;
}

/**
 * The values as this parameter takes them: a list where it takes lists, a number or a yes or no where it takes those,
 * else text. Values that it accepts in no form stay text (or a list), for validation to say what is wrong. Several
 * values for a parameter that takes one: undefined.
 */
export function coerce(field: z.core.$ZodType, values: readonly string[]): unknown {
  const [value, ...more] = values;
  if (value === undefined) return undefined;
  if (more.length > 0) return accepts(field, [...values]) || takesLists(field) ? [...values] : undefined;
  const accepted = [[value], literal(value), value].find((form) => accepts(field, form));
  return accepted ?? (takesLists(field) ? [value] : value);
}

/** A list that is wrong in its items is still a list. */
const takesLists = (field: z.core.$ZodType): boolean => {
  const result = (field as z.ZodType).safeParse([]);
  return result.success || result.error.issues.every((issue) => issue.code === "too_small" && issue.origin === "array");
};
