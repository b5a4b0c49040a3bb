/**
 * What policies come to: every role × action × effect × kind of thing × environment × situation, asked and answered. For
 * seeing what a change of them changes, and for a test that notices.
 */
import type { Person } from "./people.ts";
import type { Effect, Resource } from "./plan.ts";
import { ordinary, type Policy, type Question } from "./policy.ts";
import { effects, type Actions } from "./policy-folder.ts";
import { wordDecision } from "./policy-words.ts";

export interface Axes {
  /** Each is what one person has. */
  readonly roles: readonly (readonly string[])[];
  /** `label` where one stands for several. */
  readonly actions: readonly (Actions[number] & { readonly label?: string })[];
  readonly kinds: readonly Resource["kind"][];
  /** Null is a thing that is in none. */
  readonly environments: readonly (string | null)[];
}

export interface Cell {
  readonly roles: string;
  readonly action: string;
  readonly effect: Effect;
  readonly kind: Resource["kind"];
  readonly environment: string;
  readonly situation: string;
  readonly answer: string;
}

/** The moment and the plan, as far as what is decided usually hangs on them. */
export const situations: Readonly<Record<string, Partial<Pick<Question, "facts" | "now" | "place">>>> = {
  ordinarily: {},
  "in a direct message": { place: { platform: "slack", channel: "D1", direct: true } },
  "at the terminal": { place: { platform: "terminal", channel: "terminal", direct: true } },
  "to everything": { facts: { everything: true } },
  "to six things": { facts: { targetCount: 6 } },
  "while frozen": { now: { ...ordinary, frozen: true } },
  "outside the window": { now: { ...ordinary, windowOpen: false } },
  "at night": { now: { ...ordinary, hour: 3 } },
  "on a Sunday": { now: { ...ordinary, weekday: 7 } },
  "with the glass broken": { now: { ...ordinary, breakGlass: true } },
  "frozen with the glass broken": { now: { ...ordinary, frozen: true, breakGlass: true } },
};

export function matrixOf(policy: Policy, { roles, actions, kinds, environments }: Axes): Cell[] {
  const cells: Cell[] = [];
  for (const { name, label = name, effect: usual, effects: possible = [usual] } of actions) {
    for (const effect of effects.filter((one) => possible.includes(one))) {
      for (const own of roles) {
        const person: Person = { id: "somebody", name: "Somebody", roles: own, accounts: [] };
        for (const kind of kinds) {
          for (const environment of environments) {
            const thing: Resource = { kind, id: "something", ...(environment === null ? {} : { environment }) };
            for (const [situation, other] of Object.entries(situations)) {
              const decision = policy.decide({
                person,
                action: name,
                effect,
                input: {},
                resources: [thing],
                facts: {},
                place: { platform: "slack", channel: "C0PS", direct: false },
                now: ordinary,
                ...other,
              });
              // Why nothing permits it says who asked for what: it is the same no for all.
              const answer = decision.policies.length === 0 ? "deny" : wordDecision(decision);
              const where = environment ?? "none";
              cells.push({ roles: wordRoles(own), action: label, effect, kind, environment: where, situation, answer });
            }
          }
        }
      }
    }
  }
  return cells;
}

const wordRoles = (roles: readonly string[]): string => roles.join("+") || "nobody";

/**
 * The actions of which one stands for all like it: policies can tell two actions apart only by name, by effect, and by
 * whether they change who may do what.
 */
export function representatives(actions: Actions, named: ReadonlySet<string>): Axes["actions"] {
  const classes = new Map<string, Axes["actions"][number]>();
  for (const action of actions) {
    const { name, effect, effects: possible = [effect], governed = false } = action;
    if (named.has(name)) classes.set(name, action);
    for (const one of named.has(name) ? [] : possible) {
      const label = `every ${named.size > 0 ? "other " : ""}${governed ? "governed " : ""}action`;
      const key = `${label} ${one}`;
      if (!classes.has(key)) classes.set(key, { name, effect: one, effects: [one], governed, label });
    }
  }
  return [...classes.values()];
}

type Axis = Exclude<keyof Cell, "answer">;

/** Cells that differ along one axis alone become one, its values joined: for reading. */
function fold<C extends Record<Axis, string>>(cells: readonly C[], axis: Axis): C[] {
  const groups = new Map<string, { cell: C; values: string[] }>();
  for (const cell of cells) {
    const key = JSON.stringify({ ...cell, [axis]: "" });
    const group = groups.get(key);
    if (group) group.values.push(cell[axis]);
    else groups.set(key, { cell, values: [cell[axis]] });
  }
  return [...groups.values()].map(({ cell, values }) => ({ ...cell, [axis]: [...new Set(values)].join("; ") }));
}

/** Of many situations those that are left out say more. */
function wordSituations(list: string): string {
  const given = new Set(list.split("; "));
  const all = Object.keys(situations);
  const others = all.filter((one) => !given.has(one));
  if (others.length === 0) return "always";
  return given.size > others.length ? `always but ${others.join("; ")}` : list;
}

/** A block for each set of actions that are alike throughout, a line for each answer. The same cells, the same text. */
export function wordMatrix(cells: readonly Cell[]): string {
  const byAction = Map.groupBy(cells, ({ action, effect }) => `${effect}: ${action}`);
  const tables = new Map<string, string[]>();
  for (const [name, own] of byAction) {
    const rows = (["situation", "environment", "kind", "roles"] as const).reduce<Cell[]>(fold, own);
    const table = rows
      .map(({ roles, kind, environment, situation, answer }) => {
        const [who, what, where] = [roles, kind, environment].map((list) => list.replaceAll(";", ","));
        return `  ${who} · ${what} · ${where} · ${wordSituations(situation)} → ${answer}`;
      })
      .join("\n");
    const names = tables.get(table);
    if (names) names.push(name);
    else tables.set(table, [name]);
  }
  return [...tables].map(([table, names]) => `${names.join("\n")}\n${table}\n`).join("\n");
}

export type Difference = Omit<Cell, "answer" | "effect"> & {
  readonly effect: string;
  readonly before: string;
  readonly after: string;
};

/** Where two matrices over the same axes differ, alike cells folded together. */
export function differences(before: readonly Cell[], after: readonly Cell[]): Difference[] {
  const differing = before.flatMap(({ answer, ...cell }, index): Difference[] => {
    const now = after[index]?.answer ?? "deny";
    return now === answer ? [] : [{ ...cell, kind: cell.kind, before: answer, after: now }];
  });
  const order = ["situation", "environment", "kind", "action", "effect", "roles"] as const;
  return order.reduce<Difference[]>(fold, differing);
}

/** "operator: write cache.purge on host in prod, while frozen" */
export function wordCell(cell: Omit<Difference, "before" | "after">): string {
  const [roles, effect, action, kind, environment] = [
    cell.roles,
    cell.effect,
    cell.action,
    cell.kind,
    cell.environment,
  ].map((list) => list.replaceAll(";", ","));
  return `${roles}: ${effect} ${action} on ${kind} in ${environment}, ${wordSituations(cell.situation)}`;
}
