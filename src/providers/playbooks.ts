/** Playbooks: YAML files that say what to run on which hosts, typed and planned. */
import type { ApplyContext } from "../action.ts";
import type { Inventory, PlaybookName } from "../inventory.ts";
import type { Plan } from "../plan.ts";
import type { Outcome } from "../receipt.ts";

export interface PlaybookRun {
  readonly playbook: string;
  /** Hosts and groups of the inventory. */
  readonly targets: readonly string[];
  readonly vars: Readonly<Record<string, string | number | boolean>>;
  /** True: look only, change nothing. */
  readonly check: boolean;
}

/** A playbook that implements a capability, and what it takes to run it. */
export interface Provider {
  readonly playbook: string;
  /** The names of its parameters. */
  readonly parameters: readonly string[];
  /** Where it is made to run; null where it does not say. */
  readonly targets: {
    readonly hosts: readonly string[];
    readonly groups: readonly string[];
    readonly labels: readonly string[];
  } | null;
}

export interface Playbooks {
  readonly all: readonly PlaybookName[];
  /** "read" for a playbook that declares itself read-only, else "write" or "destructive". */
  effectOf(name: string): "read" | "write" | "destructive" | undefined;
  /** The one that says `provides: <capability>`, like "service.restart". */
  providing(capability: string): Provider | undefined;
  /** Read-only. Throws Problem UNKNOWN_PLAYBOOK, UNKNOWN_TARGET, BAD_INPUT, HOST_UNREACHABLE. */
  plan(run: PlaybookRun, inventory: Inventory, signal: AbortSignal): Promise<Plan>;
  /** Carries out `plan.data` as it was approved, step by step through `context.effect`. */
  apply(plan: Plan, context: ApplyContext): Promise<Outcome>;
}
