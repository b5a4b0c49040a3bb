/**
 * Deeds that Signalbox cannot do by itself: the team's playbook that says `provides: service.restart` does. The input
 * becomes one run of that playbook; what it says and the playbook does not ask for is refused, never left out.
 */
import type { ApplyContext, ReadContext } from "../src/action.ts";
import type { Inventory } from "../src/inventory.ts";
import type { Effect, Plan, Resource } from "../src/plan.ts";
import { problem } from "../src/problem.ts";
import type { Providers } from "../src/providers/index.ts";
import type { Provider } from "../src/providers/playbooks.ts";
import type { Outcome } from "../src/receipt.ts";

type Value = string | number | boolean;
/** By parameter; what was not said is undefined. */
type Said = Readonly<Record<string, Value | readonly string[] | Readonly<Record<string, Value>> | undefined>>;

export interface Wish {
  readonly action: string;
  readonly provider: Provider;
  /** "Restart the service shop in prod": how the sentence begins that people approve. */
  readonly words: string;
  /** What is acted on, for policy; the hosts that the playbook runs on come to it. */
  readonly resources: readonly Resource[];
  /** What the person said. Every one of it must be a parameter of the playbook. */
  readonly said: Said;
  /** Passed if the playbook asks for it: it is met anyway, by the hosts that were chosen. */
  readonly known?: Said;
  /** Names of hosts; none: wherever the playbook runs. */
  readonly hosts?: readonly string[];
  /** How many things are acted on, where hosts are not what counts. */
  readonly count?: number;
  /** How long it is to last, seconds. */
  readonly lasts?: number | undefined;
  /** The least that it is, whatever the playbook says of itself. */
  readonly effect?: Effect;
}

/** The playbook that does it. Throws Problem NOT_PROVIDED. */
export function providerOf(action: string, { playbooks }: Pick<Providers, "playbooks">): Provider {
  const found = playbooks.providing(action);
  if (found) return found;
  const how = `A playbook that says \`provides: ${action}\` would do it; docs/playbooks.md shows how to write one.`;
  throw problem("NOT_PROVIDED", { does: `does ${action}`, how });
}

const effects: readonly Effect[] = ["read", "write", "destructive"];

/** The one of these that policy is stricter about. */
export const graver = (...some: readonly Effect[]): Effect =>
  effects.findLast((effect) => some.includes(effect)) ?? "read";

/** Throws Problem BAD_INPUT, and what planning a playbook throws. */
export async function planProvided(wish: Wish, { inventory, providers, signal }: ReadContext): Promise<Plan> {
  const { provider, resources, words, count = 0, lasts, effect = "write" } = wish;
  const run = {
    playbook: provider.playbook,
    targets: targetsOf(wish, inventory),
    vars: varsOf(wish),
    check: false,
  };
  const plan = await providers.playbooks.plan(run, inventory, signal);
  return {
    ...plan,
    sentence: `${words}: ${plan.sentence.charAt(0).toLowerCase()}${plan.sentence.slice(1)}`,
    // A playbook that calls itself harmless does not make the deed harmless.
    effect: graver(effect, plan.effect),
    resources: [...resources, ...plan.resources],
    facts: {
      ...plan.facts,
      ...(lasts === undefined ? {} : { lasts }),
      targetCount: Math.max(count, Number(plan.facts["targetCount"] ?? 0)),
    },
  };
}

export const applyProvided = (plan: Plan, context: ApplyContext): Promise<Outcome> =>
  context.providers.playbooks.apply(plan, context);

/** The hosts that the wish names, else those the playbook is made for, else the machine that the bot runs on. */
function targetsOf({ action, provider, hosts = [] }: Wish, inventory: Inventory): readonly string[] {
  if (hosts.length > 0) return hosts;
  const { targets, playbook } = provider;
  if (targets) {
    const named = [...targets.hosts, ...targets.groups.flatMap((group) => inventory.groups[group] ?? [])];
    const own = inventory.hosts.filter(
      (host) => named.includes(host.name) || host.labels.some((label) => targets.labels.includes(label)),
    );
    if (own.length === 0) throw problem("NO_TARGETS", { name: `\`targets\` of the playbook ${playbook}` });
    return own.map((host) => host.name);
  }
  const [here, ...more] = inventory.hosts.filter((host) => host.transport === "local");
  if (here && more.length === 0) return [here.name];
  const why = `nothing says where the playbook ${playbook}, which does this here, is to run; give it \`targets\``;
  throw problem("BAD_INPUT", { action, field: "this", why });
}

function varsOf({ action, provider, said, known = {} }: Wish): Record<string, Value> {
  const { parameters, playbook } = provider;
  const stranger = Object.keys(said).find((name) => said[name] !== undefined && !parameters.includes(name));
  if (stranger !== undefined) {
    const why = `the playbook ${playbook}, which does this here, has no such parameter`;
    throw problem("BAD_INPUT", { action, field: stranger, why });
  }
  const wanted = [...Object.entries(known), ...Object.entries(said)].filter(([name]) => parameters.includes(name));
  return Object.fromEntries(wanted.flatMap(([name, value]) => (value === undefined ? [] : [[name, spell(value)]])));
}

/** A list with commas, an object as JSON. */
function spell(value: NonNullable<Said[string]>): Value {
  if (typeof value !== "object") return value;
  return isList(value) ? value.join(",") : JSON.stringify(value);
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);
