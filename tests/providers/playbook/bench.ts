/** What the tests of the engine share: an inventory, a ledger of side effects, and an engine over a folder of files. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Lost, type ApplyContext, type SideEffect } from "../../../src/action.ts";
import type { Host, Inventory } from "../../../src/inventory.ts";
import { createPlaybooks, type Engine } from "../../../src/providers/playbook/engine.ts";
import type { Shells } from "../../../src/providers/shell.ts";
import { Secret } from "../../../src/secret.ts";

export const inventoryOf = (...hosts: readonly Host[]): Inventory => ({
  environments: ["dev"],
  hosts,
  groups: { all: hosts.map(({ name }) => name), none: [] },
  services: [],
  zones: [],
  playbooks: [],
});

/** Keeps what the database keeps: the intent before, the result, as JSON, after. */
export interface Ledger {
  readonly entries: Map<string, string | null>;
  carryOut<T>(effect: SideEffect<T>): Promise<T>;
}

export function newLedger(): Ledger {
  const entries = new Map<string, string | null>();
  return {
    entries,
    carryOut: async <T>(effect: SideEffect<T>): Promise<T> => {
      const earlier = entries.get(effect.key);
      if (typeof earlier === "string") return JSON.parse(earlier) as T;
      if (earlier === null) {
        const seen = effect.look
          ? await effect.look()
          : effect.retry === "once"
            ? "unknown"
            : { happened: false as const };
        if (seen === "unknown") throw new Lost(`nobody can know whether ${effect.key} happened`);
        if (seen.happened) {
          entries.set(effect.key, JSON.stringify(seen.value));
          return seen.value;
        }
      }
      entries.set(effect.key, null);
      const value = await effect.run();
      entries.set(effect.key, JSON.stringify(value));
      return value;
    },
  };
}

let requests = 0;

export interface Context extends ApplyContext {
  readonly lines: string[];
}

export function contextOf(
  inventory: Inventory,
  { signal = new AbortController().signal, ledger = newLedger(), request = `r-${process.pid}-${requests++}` } = {},
): Context {
  const lines: string[] = [];
  return {
    person: { id: "ann", name: "Ann", roles: ["operator"], accounts: [] },
    place: { platform: "terminal", channel: "test", direct: true },
    inventory,
    // The engine has its own hands; it takes nothing from the context.
    providers: {} as ApplyContext["providers"],
    signal,
    request,
    lines,
    progress: (line) => void lines.push(line),
    effect: (effect) => ledger.carryOut(effect),
  };
}

/** An engine over these files, by name without ending. */
export function engineOf(
  shells: Shells,
  files: Readonly<Record<string, string>>,
  secrets: readonly string[] = [],
): Engine {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-playbooks-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, `${name}.yml`), text);
  const engine = createPlaybooks({ folder, shells, secrets: secrets.map((value) => new Secret(value, "test")) });
  const [problem] = engine.problems;
  if (problem) throw problem;
  return engine;
}
