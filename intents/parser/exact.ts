/**
 * Exact commands: `playbook.run clean-temp targets=web-1,web-2 vars.days=7`. Total and typed; the reverse of
 * src/command.ts. Verbs are never guessed: the first word is an action's name or this is no command.
 */
import type { Action } from "../../src/action.ts";
import type { Intent, Params, Reading } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { usageOf } from "../../src/help.ts";
import { resolve, slotOf } from "./choices.ts";
import { askFor, wonder } from "./clarify.ts";
import { coerce, fieldOf, literal } from "./coerce.ts";
import { suggest } from "./nearest.ts";
import { inFull } from "./shorthand.ts";
import { validate } from "./validate.ts";

const reading: Reading = { stage: "grammar" };

interface Argument {
  readonly key: string | null;
  /** `a,b,"c d"` is three. */
  readonly items: readonly string[];
  /** Some of it stood in quotes, so it is text even if it looks like a number. */
  readonly quoted: boolean;
}

/** Null if this is no command; otherwise an act, or the question that its first mistake calls for. */
export function readCommand(said: string, actions: ReadonlyMap<string, Action>, names: Names): Intent | null {
  const line = inFull(said, actions);
  const [, slash = "", first = "", rest = ""] = /^(\/?)(\S+)(?:\s+([^]*))?$/.exec(line.trim()) ?? [];
  const name = rest === "" ? alone(first, actions) : first;
  const action = actions.get(name);
  if (!action) return null;
  if (name === "ask") return readAsk(action, rest, slash !== "", names);
  if (name === "help") return readHelp(rest, actions);
  // A word without a dot may begin a sentence too.
  if (!name.includes(".") && rest !== "" && slash === "") return null;

  const args = argumentsOf(rest);
  if (args === null) return wonder(`A quotation mark is never closed. The command is: ${usageOf(action)}`, reading);
  // Whatever is asked for, why may be said beside it.
  const beside = action.kind === "deed" && !fieldOf(action, "reason") ? args.find(({ key }) => key === "reason") : null;
  const filled = fill(
    action,
    args.filter((argument) => argument !== beside),
  );
  if (typeof filled === "string") return wonder(`${filled} The command is: ${usageOf(action)}`, reading);
  const intent = settle(action, filled, names, reading);
  return beside && intent.kind === "act" ? { ...intent, reason: beside.items.join(",") } : intent;
}

/** "Why?": a look whose name is one word may bear a mark, and the capital that phones begin a line with. */
function alone(word: string, actions: ReadonlyMap<string, Action>): string {
  const plain = word.toLowerCase().replace(/\?+$/, "");
  return !plain.includes(".") && actions.get(plain)?.effect === "read" ? plain : word;
}

/** Resolves names and validates: an act, or one question. Used by every stage that has parameters from typed text. */
export function settle(action: Action, params: Params, names: Names, read: Reading): Intent {
  const resolved: Record<string, unknown> = {};
  const corrected: Record<string, string> = {};
  for (const [param, value] of Object.entries(params)) {
    const slot = slotOf(action, param);
    const values = Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : [];
    const known = values.map((one) => resolve(one, slot, names, action.effect === "read"));
    const unknown = values.filter((_, index) => known[index] === null);
    if (unknown.length > 0) {
      const others = Object.fromEntries(Object.entries(params).filter(([key]) => key !== param));
      return askFor(action, others, [param], unknown, names, read);
    }
    if (Array.isArray(value)) resolved[param] = known;
    else resolved[param] = typeof value === "string" ? known[0] : value;
    values.forEach((one, index) => {
      if (known[index] !== one) corrected[param] = `${one} → ${known[index]}`;
    });
  }
  const told = Object.keys(corrected).length > 0 ? { ...read, slots: { ...read.slots, ...corrected } } : read;
  const verdict = validate(action, resolved);
  if (verdict.ok) return { kind: "act", action: action.name, params: resolved, reading: told };
  if (verdict.missing.length > 0) return askFor(action, resolved, verdict.missing, [], names, told);
  const [wrong] = verdict.invalid;
  const [stranger] = verdict.unknown;
  const why = wrong
    ? `${wrong.param || action.name}: ${wrong.why}.`
    : `${action.name} has no parameter ${stranger ?? ""}.`;
  return { ...wonder(`${why} The command is: ${usageOf(action)}`, told), action: action.name, params: resolved };
}

function readHelp(rest: string, actions: ReadonlyMap<string, Action>): Intent | null {
  const topic = rest.trim().replace(/^action=/, "");
  if (topic === "") return { kind: "act", action: "help", params: {}, reading };
  if (actions.has(topic)) return { kind: "act", action: "help", params: { action: topic }, reading };
  if (/\s/.test(topic)) return null;
  const all = [...actions.keys()];
  const family = all.filter((name) => name.startsWith(`${topic}.`)).slice(0, 5);
  const candidates = family.length > 0 ? family : topic.includes(".") ? suggest([topic], all, true) : [];
  if (candidates.length === 0) return null;
  const question = `There is no action called ${topic}. Which one did you mean?`;
  return { kind: "clarify", question, action: "help", params: {}, missing: ["action"], candidates, reading };
}

/** Behind a question: what it is put to. */
const scoped = /(?:\s+(?:about|everywhere)=(?:"(?:[^"\\]|\\.)*"|[^\s"'])+)+\s*$/;

/** `ask how do I …`: only what is a question, for people also write "ask bob to …". */
function readAsk(action: Action, line: string, slashed: boolean, names: Names): Intent | null {
  const scope = scoped.exec(line)?.[0] ?? "";
  const rest = line.slice(0, line.length - scope.length);
  const named = rest.startsWith("question=");
  const quoted = named || (scope !== "" && rest.startsWith('"'));
  const question = (quoted ? (argumentsOf(rest)?.[0]?.items.join(",") ?? "") : rest).trim();
  if (scope !== "" && question !== "") {
    const params = fill(action, argumentsOf(scope) ?? []);
    return typeof params === "string"
      ? wonder(params, reading)
      : settle(action, { question, ...params }, names, reading);
  }
  const asks =
    question.endsWith("?") || /^(?:how|what|why|when|where|which|who|is|are|can|does|do|should)\b/i.test(question);
  return question !== "" && (slashed || asks || named) ? { kind: "ask", question, reading } : null;
}

/** Parameters by name, by position and under `vars.`; or the sentence that says what is wrong. */
function fill(action: Action, args: readonly Argument[]): Params | string {
  const params: Record<string, unknown> = {};
  const positional = [...(action.positional ?? [])];
  for (const { key, items, quoted } of args) {
    const param = key ?? positional.find((one) => params[one] === undefined);
    if (param === undefined) return `I do not know what "${items.join(",")}" is for.`;
    const [outer = "", ...inner] = param.split(".");
    const field = fieldOf(action, outer);
    if (!field) return `${action.name} has no parameter ${param}.`;
    if (inner.length > 0) {
      const group = (params[outer] ??= {});
      const name = inner.join(".");
      if (typeof group !== "object" || group === null || Object.hasOwn(group, name)) return `${param} is given twice.`;
      const text = items.join(",");
      Object.assign(group, { [name]: quoted ? text : literal(text) });
    } else {
      if (params[outer] !== undefined) return `${param} is given twice.`;
      params[outer] = coerce(field, items) ?? items.join(",");
    }
  }
  return params;
}

/** Null if a quotation mark is never closed. */
function argumentsOf(text: string): Argument[] | null {
  const args: Argument[] = [];
  const scan = /\s*(?:([A-Za-z_][\w.-]*)=)?((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+|(?=\s|$))/y;
  const end = text.trimEnd();
  while (scan.lastIndex < end.length) {
    const match = scan.exec(end);
    if (!match || match[0] === "") return null;
    const [, key = null, raw = ""] = match;
    const items = [...raw.matchAll(/((?:"(?:[^"\\]|\\.)*"|'[^']*'|[^,"'])*)(?:,|$)/g)]
      .map((item) => item[1] ?? "")
      .slice(0, raw === "" ? 1 : undefined);
    // The last, empty match behind the end is none of the items.
    if (items.length > 1 && items.at(-1) === "" && !raw.endsWith(",")) items.pop();
    args.push({ key, items: items.map(unquote), quoted: /["']/.test(raw) });
  }
  return args;
}

const unquote = (text: string): string =>
  text.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, (quoted) => {
    if (quoted.startsWith("'")) return quoted.slice(1, -1);
    try {
      return String(JSON.parse(quoted));
    } catch {
      return quoted.slice(1, -1).replaceAll(/\\(.)/g, "$1");
    }
  });
