/** The playbook engine: everything that actions may know of playbooks. */
import { problem, type Problem } from "../../problem.ts";
import type { Secret } from "../../secret.ts";
import type { Playbooks, Provider } from "../playbooks.ts";
import { createRedactor } from "../redact.ts";
import type { Shells } from "../shell.ts";
import { applyRun } from "./apply.ts";
import { loadPlaybooks, type Playbook } from "./load.ts";
import { planRun } from "./plan.ts";
import { plannedOf } from "./planned.ts";

export interface Engine extends Playbooks {
  /** Files that do not load, and why. The others work. */
  readonly problems: readonly Problem[];
}

/** `secrets` are taken out of everything that hosts say. */
export function createPlaybooks(parts: {
  readonly folder: string;
  readonly shells: Shells;
  readonly secrets: readonly Secret[];
}): Engine {
  const { folder, shells } = parts;
  const { playbooks, problems } = loadPlaybooks(folder);
  const redactor = createRedactor(parts.secrets);
  const named = (name: string): Playbook => {
    const playbook = playbooks.find((one) => one.name === name);
    if (!playbook) throw problem("UNKNOWN_PLAYBOOK", { name, folder });
    return playbook;
  };
  return {
    all: playbooks.map(({ name, summary, aliases }) => ({ name, summary, aliases })),
    problems,
    effectOf: (name) => playbooks.find((one) => one.name === name)?.effect,
    providing: (capability) => {
      const playbook = playbooks.find((one) => one.provides === capability);
      return playbook && providerOf(playbook);
    },
    plan: async (run, inventory, signal) => planRun(named(run.playbook), run, inventory, { shells, redactor }, signal),
    apply: async (plan, context) => applyRun(plannedOf(plan), context, shells, redactor),
  };
}

/** `targets` that only bound the number of hosts do not say where. */
function providerOf({ name, parameters, targets }: Playbook): Provider {
  const says = targets && targets.hosts.length + targets.groups.length + targets.labels.length > 0;
  return { playbook: name, parameters: Object.keys(parameters), targets: says ? targets : null };
}
