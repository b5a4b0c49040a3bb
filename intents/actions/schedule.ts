/** playbook.schedule: a playbook at another time, kept and started by whatever the team's own playbook uses for that. */
import { z } from "zod";
import { defineDeed } from "../../src/action.ts";
import type { Inventory } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import { applyProvided, graver, planProvided, providerOf } from "../provided.ts";
import { hostResource, hostsIn } from "../services.ts";
import { flag, list, name, words } from "../values.ts";
import { isRelative, timeZone, when } from "../when.ts";
import * as wording from "../wording/playbook.ts";

const action = "playbook.schedule";

/** As playbooks name theirs. */
const variable = z.string().regex(/^[a-z][a-z0-9_]*$/);
const variables = z.record(variable, z.union([words, z.number(), z.boolean()]), "must be given like vars.days=7");

const input = z.strictObject({
  playbook: name,
  /** Hosts and groups. */
  targets: list(name, 100),
  when,
  tz: timeZone.optional(),
  /** Only look when the time comes. */
  check: flag.optional(),
  vars: variables.optional(),
});
type Input = z.output<typeof input>;

/** The playbook that will run and where: what policy must know now, for nobody is asked again then. */
const resourcesOf = ({ playbook, targets }: Input, inventory: Inventory): readonly Resource[] => [
  { kind: "playbook", id: playbook },
  ...hostsMeant(targets, inventory).map(hostResource),
];

function hostsMeant(targets: readonly string[], inventory: Inventory) {
  const names = new Set(targets.flatMap((target) => hostsIn(inventory, target).map((host) => host.name)));
  return inventory.hosts.filter((host) => names.has(host.name));
}

export const playbookSchedule = defineDeed({
  name: action,
  summary: "Have a playbook run at another time, once or again and again",
  effect: "write",
  effects: ["write", "destructive"],
  input,
  positional: ["playbook", "targets", "when"],
  examples: [
    'playbook.schedule playbook=disk-report targets=localhost when="tomorrow 03:00"',
    'playbook.schedule clean-temp targets=localhost when="0 3 * * 0" tz=Europe/Berlin',
  ],
  frames: wording.playbookSchedule,
  resources: resourcesOf,
  plan: (asked, context) => {
    const { playbook, targets, tz, check = false, vars } = asked;
    const provider = providerOf(action, context.providers);
    const effect = context.providers.playbooks.effectOf(playbook);
    if (effect === undefined) {
      throw problem("BAD_INPUT", { action, field: "playbook", why: `there is no playbook called ${playbook}` });
    }
    const hosts = hostsMeant(targets, context.inventory);
    if (hosts.length === 0) throw problem("NO_TARGETS", { name: targets.join(", ") });
    const values = Object.entries(vars ?? {}).map(([one, its]) => `${one}=${its}`);
    const from = isRelative(asked.when) ? ", counted from when this is carried out" : "";
    const wish = {
      action,
      provider,
      words: `Schedule ${check ? "a check of " : ""}${playbook} on ${targets.join(", ")} for “${asked.when}”${tz === undefined ? "" : ` (${tz})`}${from}${values.length > 0 ? `, with ${values.join(", ")}` : ""}`,
      resources: resourcesOf(asked, context.inventory),
      said: { playbook, targets, when: asked.when, tz, vars, check: check ? true : undefined },
      known: { check },
      count: hosts.length,
      // Nobody is asked again when the time comes: what it will do then is what is agreed to now.
      effect: graver("write", check ? "read" : effect),
    };
    return planProvided(wish, context);
  },
  apply: applyProvided,
});
