/** For each parameter: which names it may hold, if the inventory knows them all. */
import type { Action, Slot } from "../../src/action.ts";
import type { Names } from "../../src/inventory.ts";
import { slipOf } from "./nearest.ts";

/** Parameters that mean the same in every action. */
const byName: Readonly<Record<string, Slot>> = {
  zone: "zone",
  host: "host",
  group: "group",
  service: "service",
  playbook: "playbook",
  target: "target",
  targets: "target",
  env: "environment",
  signal: "signal",
  alert: "alert",
  model: "model",
  job: "request",
};

/** The kind of value that a parameter holds; undefined if it is free. */
export const slotOf = (action: Action, param: string): Slot | undefined =>
  byName[param] ?? action.frames.map((frame) => frame.slots[param]).find((slot) => slot !== undefined);

/** Every name of this kind; empty where the inventory does not know them all. */
export function namesFor(slot: Slot | undefined, names: Names): readonly string[] {
  switch (slot) {
    case "host":
      return names.hosts;
    case "group":
      return Object.keys(names.groups);
    case "target":
      return [...names.hosts, ...Object.keys(names.groups)];
    case "service":
      return names.services;
    case "zone":
      return names.zones;
    case "environment":
      return names.envs;
    case "playbook":
      return Object.keys(names.playbooks);
    case "signal":
      return names.signals;
    case "alert":
      return names.alerts;
    case "request":
      return names.jobs;
    case "person":
      return Object.keys(names.people ?? {});
    case "role":
      return names.roles ?? [];
    case "model":
      return [...new Set([...names.models_known, ...names.models_installed])];
    default:
      return [];
  }
}

const aliasesOf = (slot: Slot | undefined, names: Names): readonly (readonly [alias: string, name: string])[] =>
  slot === "playbook"
    ? Object.entries(names.playbooks).flatMap(([name, aliases]) => aliases.map((alias) => [alias, name] as const))
    : slot === "person"
      ? Object.entries(names.people ?? {}).map(([id, name]) => [name, id] as const)
      : Object.entries(names.aliases ?? {});

/**
 * The inventory's spelling of a name, by name or alias; for a read also of a name one slip away. Null if it is
 * unknown. A name of a kind that the inventory does not list comes back as it is.
 */
export function resolve(text: string, slot: Slot | undefined, names: Names, mayCorrect: boolean): string | null {
  const known = namesFor(slot, names);
  if (known.length === 0) return text;
  const lower = text.toLowerCase();
  const exact = known.find((name) => name === text) ?? known.find((name) => name.toLowerCase() === lower);
  if (exact !== undefined) return exact;
  const alias = aliasesOf(slot, names).find(([spoken, name]) => spoken.toLowerCase() === lower && known.includes(name));
  return alias?.[1] ?? (mayCorrect ? slipOf(lower, known) : null);
}

/** The first value that has the shape of a name and is none that the inventory knows; null if all are known. */
export function strangerIn(
  action: Action,
  params: Readonly<Record<string, unknown>>,
  names: Names,
): { readonly param: string; readonly value: string } | null {
  for (const [param, value] of Object.entries(params)) {
    const known = namesFor(slotOf(action, param), names);
    const services = param === "target" ? names.services : [];
    const values = known.length === 0 ? [] : [value].flat().filter((one) => typeof one === "string");
    const stranger = values.find((one) => !known.includes(one) && !services.includes(one));
    if (stranger !== undefined) return { param, value: stranger };
  }
  return null;
}
