/** What a plan of a playbook carries for `apply`: everything it will run, spelled out, so that nothing is left to decide. */
import { z } from "zod";
import type { Host } from "../../inventory.ts";
import type { Plan } from "../../plan.ts";

const change = z.strictObject({
  kind: z.enum(["create", "update", "delete", "run", "purge"]),
  subject: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
});

const command = z.strictObject({
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  /** Seconds. */
  timeout: z.number(),
});

const planned = z.strictObject({
  playbook: z.string(),
  sha256: z.string(),
  check: z.boolean(),
  /** What to say when all of it is done. */
  summary: z.string(),
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      /** Where that name led when the plan was made: a yes for one machine is not one for another. */
      at: z.string(),
      steps: z.array(
        z.strictObject({
          /** Place in the file: with the host it is the key of the side effect. */
          index: z.int(),
          name: z.string(),
          run: command,
          stdin: z.string().nullable(),
          retry: z.enum(["read", "idempotent", "keyed", "once"]),
          verify: command.nullable(),
          undo: command.nullable(),
          /** What is different once it is done: the first of them, and how many there are. */
          changes: z.array(change),
          count: z.int(),
        }),
      ),
    }),
  ),
});

export type Planned = z.output<typeof planned>;
export type PlannedStep = Planned["hosts"][number]["steps"][number];

/** "ssh deploy@192.0.2.7:22" */
export const whereabouts = ({ transport, user, address, port }: Host): string =>
  `${transport} ${user === undefined ? "" : `${user}@`}${address}:${port}`;

/** A plan that does not hold this is a bug: nobody but the planner writes it. */
export const plannedOf = (plan: Plan): Planned => planned.parse(plan.data);
