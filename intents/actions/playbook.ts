/** playbook.run: the team's playbooks, asked for by name or by the phrases they list. */
import { z } from "zod";
import { defineDeed } from "../../src/action.ts";
import { hostsOf } from "../../src/inventory.ts";
import * as wording from "../wording/playbook.ts";

const value = z.union([z.string(), z.number(), z.boolean()]);

/** Vars as the command grammar gives them (`vars.days=7`), or one JSON object. */
const vars = z.union([
  z.record(z.string(), value),
  z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: 'must be like {"days": 7}, or vars.days=7' });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string(), value)),
]);

/** "web-1,web-2" or a list. */
const targets = z.union([
  z.array(z.string()).min(1),
  z
    .string()
    .transform((text) =>
      text
        .split(",")
        .map((one) => one.trim())
        .filter((one) => one !== ""),
    )
    .pipe(z.array(z.string()).min(1)),
]);

const flag = z.union([
  z.boolean(),
  z.enum(["true", "yes", "false", "no"]).transform((text) => text === "true" || text === "yes"),
]);

const input = z.strictObject({
  playbook: z.string(),
  /** Hosts and groups. */
  targets,
  vars: vars.optional(),
  /** Look only: say what would change and change nothing. */
  check: flag.optional(),
});

export const playbookRun = defineDeed({
  name: "playbook.run",
  summary: "Run a playbook on hosts or groups, or only check what it would do",
  // What the chosen playbook really is comes out in the plan.
  effect: "write",
  effects: ["read", "write", "destructive"],
  input,
  positional: ["playbook", "targets"],
  examples: [
    "playbook.run clean-temp targets=localhost",
    "run disk-report on localhost",
    "clean up temp files on localhost",
    "run clean-temp on localhost as a dry run",
  ],
  frames: wording.playbookRun,
  resources: ({ playbook, targets: names }, inventory) => [
    { kind: "playbook", id: playbook },
    ...names.flatMap((name) =>
      // Whatever nobody knows is ruled on by its name; the plan then says that it does not exist.
      (hostsOf(inventory, name) ?? [{ name, labels: [], environment: undefined }]).map((host) => ({
        kind: "host" as const,
        id: host.name,
        labels: host.labels,
        ...(host.environment === undefined ? {} : { environment: host.environment }),
      })),
    ),
  ],
  plan: ({ playbook, targets: names, vars: given = {}, check = false }, { providers, inventory, signal }) =>
    providers.playbooks.plan({ playbook, targets: names, vars: given, check }, inventory, signal),
  apply: (plan, context) => context.providers.playbooks.apply(plan, context),
});
