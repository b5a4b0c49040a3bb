/** What is still wrong with parameters, by the action's own input schema. */
import type { Action } from "../../src/action.ts";
import type { Params } from "../../src/intent.ts";

export interface Verdict {
  readonly ok: boolean;
  /** Required parameters that nothing filled, in the order of the input. */
  readonly missing: readonly string[];
  /** Parameters whose value is not accepted, and why. */
  readonly invalid: readonly { readonly param: string; readonly why: string }[];
  /** Parameters that the action does not have. */
  readonly unknown: readonly string[];
}

export function validate(action: Pick<Action, "input">, params: Params): Verdict {
  const result = action.input.safeParse(params);
  if (result.success) return { ok: true, missing: [], invalid: [], unknown: [] };
  const missing: string[] = [];
  const invalid: { param: string; why: string }[] = [];
  const unknown: string[] = [];
  for (const issue of result.error.issues) {
    const param = String(issue.path[0] ?? "");
    if (issue.code === "unrecognized_keys" && issue.path.length === 0) unknown.push(...issue.keys);
    else if (param !== "" && params[param] === undefined) missing.push(param);
    else invalid.push({ param, why: sentence(issue.message) });
  }
  const order = Object.keys(action.input.shape);
  return {
    ok: false,
    missing: [...new Set(missing)].toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
    invalid,
    unknown,
  };
}

const sentence = (message: string): string => message.replace(/\.$/, "");
