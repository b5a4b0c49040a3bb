/** The Catalogue: every action there is, discovered from files, never registered by hand. */
import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Action } from "./action.ts";
import { problem } from "./problem.ts";

export interface Catalog {
  readonly all: readonly Action[];
  /** Throws Problem UNKNOWN_ACTION. */
  get(name: string): Action;
}

const isAction = (value: unknown): value is Action =>
  typeof value === "object" && value !== null && "kind" in value && (value.kind === "read" || value.kind === "deed");

/** Every action of intents/actions. */
export const loadActions = (): Promise<Catalog> => loadCatalog(path.join(import.meta.dirname, "../intents/actions"));

/** Imports every file of the folder; each exported action belongs to the catalogue. Two of one name are a bug. */
export async function loadCatalog(folder: string): Promise<Catalog> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts")).toSorted();
  const modules = await Promise.all(
    files.map((file) => import(pathToFileURL(path.join(folder, file)).href) as Promise<Record<string, unknown>>),
  );
  const all = modules.flatMap((module) => Object.values(module)).filter(isAction);
  return catalogOf(all);
}

export function catalogOf(actions: readonly Action[]): Catalog {
  const byName = new Map<string, Action>();
  for (const action of actions) {
    if (byName.has(action.name)) throw new Error(`two actions are called ${action.name}`);
    byName.set(action.name, action);
  }
  return {
    all: [...byName.values()].toSorted((a, b) => a.name.localeCompare(b.name)),
    get: (name) => {
      const action = byName.get(name);
      if (!action) throw problem("UNKNOWN_ACTION", { name });
      return action;
    },
  };
}

/** Parameters as the action wants them. Throws Problem BAD_INPUT naming the first that is wrong. */
export function readInput(action: Action, params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const parsed = action.input.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const field = unknown ?? (issue?.path.join(".") || "this");
  const why = unknown ? "there is no such parameter" : (issue?.message ?? "it is not valid").replace(/\.$/, "");
  throw problem("BAD_INPUT", { action: action.name, field, why: why.charAt(0).toLowerCase() + why.slice(1) });
}
