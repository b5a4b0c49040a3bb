/** Questions back: always one, about one thing, with at most five answers to choose from. */
import type { Action } from "../../src/action.ts";
import { commandOf } from "../../src/command.ts";
import type { Intent, Params, Reading } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { namesFor, slotOf } from "./choices.ts";
import { suggest } from "./nearest.ts";

export type Clarify = Extract<Intent, { kind: "clarify" }>;

/** A parameter is missing. `unknown` are words that might have been meant for it. */
export function askFor(
  action: Action,
  params: Params,
  missing: readonly string[],
  unknown: readonly string[],
  names: Names,
  reading: Reading,
): Clarify {
  const [param = ""] = missing;
  const pool = namesFor(slotOf(action, param), names);
  const alike = suggest(unknown, pool, true);
  const candidates = alike.length > 0 ? alike : pool.slice(0, 5);
  const wrong = unknown.join(" ");
  const question =
    wrong !== "" && pool.length > 0
      ? `I know no ${nounOf(param)} called "${wrong}". Which one did you mean?`
      : `Which ${nounOf(param)} is it for ${action.name}?`;
  return {
    kind: "clarify",
    question,
    action: action.name,
    params,
    missing,
    ...(candidates.length > 0 ? { candidates } : {}),
    reading,
  };
}

/** One value is wanted and the words hold several. */
export function askWhich(
  action: Action,
  params: Params,
  param: string,
  values: readonly string[],
  reading: Reading,
): Clarify {
  return {
    kind: "clarify",
    question: `${action.name} takes one ${nounOf(param)}, and I read ${values.join(" and ")}. Which one?`,
    action: action.name,
    params,
    missing: [param],
    candidates: values.slice(0, 5),
    reading,
  };
}

/** All is there, and yet something keeps it from being an order: the exact command is offered for the person to say. */
export function offer(action: Action, params: Params, why: string, reading: Reading): Clarify {
  return {
    kind: "clarify",
    question: `${why} I did nothing. If this is what you want, say exactly: ${commandOf(action.name, params)}`,
    action: action.name,
    params,
    missing: [],
    reading,
  };
}

export const wonder = (question: string, reading: Reading, candidates?: readonly string[]): Clarify => ({
  kind: "clarify",
  question,
  params: {},
  missing: [],
  ...(candidates ? { candidates } : {}),
  reading,
});

const nouns: Readonly<Record<string, string>> = {
  targets: "host or group",
  env: "environment",
  job: "request",
  type: "record type",
  value: "value",
};
const nounOf = (param: string): string => nouns[param] ?? param;
