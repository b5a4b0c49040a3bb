/** Rulings: what would be decided if somebody asked for something, and why. Nothing is looked at and nothing happens. */
import { mayAnswer } from "./approval.ts";
import type { Parts } from "./bot.ts";
import { readInput, type Catalog } from "./catalog.ts";
import { decideAsIs } from "./decide.ts";
import type { Inventory } from "./inventory.ts";
import type { Place } from "./message.ts";
import type { People } from "./people.ts";
import type { Effect, Resource } from "./plan.ts";
import { ordinary, type Decision, type Policy } from "./policy.ts";
import type { Rule } from "./policy-folder.ts";
import { wordDecision } from "./policy-words.ts";
import { problem } from "./problem.ts";
import type { Ruling } from "./providers/policies.ts";

interface Bench {
  readonly policy: Policy & { readonly rules: readonly Rule[] };
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly people: People;
  readonly circumstances: Parts["circumstances"];
  readonly at: Date;
}

interface Asked {
  readonly name: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** Throws Problem UNKNOWN_PERSON, UNKNOWN_ACTION or BAD_INPUT, and what the action itself refuses. */
export function rule(bench: Bench, { name, action, params, place }: Asked): Ruling {
  const { policy, catalog, inventory, people, at } = bench;
  const person = people.get(name);
  if (!person) throw problem("UNKNOWN_PERSON", { name });
  const known = catalog.get(action);
  const input = readInput(known, params);
  const resources = known.resources(input, inventory);
  const { effect, effects = [effect] } = known;
  const ruled = (one: Effect): Decision =>
    decideAsIs(bench, policy, { person, place, action, input, plan: { effect: one, resources, facts: {} } }, at);
  const decision = ruled(effect);
  const needs = decision.kind === "ask" ? decision.needs : [];
  const ballot = { needs, approvals: [], requester: person.id, digest: "", plan: {} };
  const others = effects
    .filter((one) => one !== effect)
    .map((one) => [one, wordDecision(ruled(one))] as const)
    .filter(([, other]) => other !== wordDecision(decision))
    .map(([one, other]) => `if its plan is ${one}: ${other}`);
  return {
    decision,
    effect,
    resources,
    policies: decision.policies.map((id) => placed(policy.rules, id)),
    who: needs.map((need) => ({
      role: need.role,
      count: need.count,
      names: people
        .all()
        .filter((one) => mayAnswer(ballot, [need], one))
        .map((one) => one.name),
    })),
    assumed: [...unstated(policy.rules, input, resources), ...others],
  };
}

function placed(rules: readonly Rule[], id: string): string {
  const where = rules.find((one) => one.id === id)?.where;
  return where === undefined ? id : `${id} (${where})`;
}

/** Facts that policies rule on and that only a plan would state. */
function unstated(rules: readonly Rule[], input: object, resources: readonly Resource[]): string[] {
  const ruled = rules.flatMap(({ text }) => [...text.matchAll(/\bcontext\.(\w+)/g)].map(([, name = ""]) => name));
  const stated = new Set([
    ...Object.keys(input),
    ...Object.keys(ordinary),
    "platform",
    "channel",
    "direct",
    "targetCount",
  ]);
  const open = [...new Set(ruled)].filter((name) => !stated.has(name)).toSorted();
  const counted = ruled.includes("targetCount") ? [`it touches ${resources.length}`] : [];
  return [...counted, ...(open.length === 0 ? [] : [`its plan says nothing of ${open.join(", ")}`])];
}
