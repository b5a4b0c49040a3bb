/** Rulings: what would be decided if somebody asked for something, and why. Nothing is looked at and nothing happens. */
import { readInput, type Catalog } from "./catalog.ts";
import type { Inventory } from "./inventory.ts";
import type { Place } from "./message.ts";
import type { People } from "./people.ts";
import type { Resource } from "./plan.ts";
import type { Circumstances, Policy, Question } from "./policy.ts";
import type { Rule } from "./policy-folder.ts";
import { wordDecision } from "./policy-words.ts";
import { problem } from "./problem.ts";
import type { Ruling } from "./providers/policies.ts";

interface Bench {
  readonly policy: Policy & { readonly rules: readonly Rule[] };
  readonly catalog: Catalog;
  readonly inventory: Inventory;
  readonly people: People;
  readonly now: (resources: readonly Resource[]) => Circumstances;
}

interface Asked {
  readonly name: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/** Throws Problem UNKNOWN_PERSON, UNKNOWN_ACTION or BAD_INPUT, and what the action itself refuses. */
export function rule(
  { policy, catalog, inventory, people, now }: Bench,
  { name, action, params, place }: Asked,
): Ruling {
  const person = people.get(name);
  if (!person) throw problem("UNKNOWN_PERSON", { name });
  const known = catalog.get(action);
  const input = readInput(known, params);
  const resources = known.resources(input, inventory);
  const { effect, effects = [effect] } = known;
  const question: Question = { person, action, effect, input, resources, facts: {}, place, now: now(resources) };
  const decision = policy.decide(question);
  const needs = decision.kind === "ask" ? decision.needs : [];
  const others = effects
    .filter((one) => one !== effect)
    .map((one) => [one, policy.decide({ ...question, effect: one })] as const)
    .filter(([, other]) => wordDecision(other) !== wordDecision(decision))
    .map(([one, other]) => `if its plan is ${one}: ${wordDecision(other)}`);
  return {
    decision,
    effect,
    resources,
    policies: decision.policies.map((id) => placed(policy.rules, id)),
    who: needs.map(({ role, count }) => ({
      role,
      count,
      names: people
        .all()
        .filter((one) => one.id !== person.id && one.roles.includes(role))
        .map((one) => one.name),
    })),
    assumed: [...unstated(policy.rules, question), ...others],
  };
}

function placed(rules: readonly Rule[], id: string): string {
  const where = rules.find((one) => one.id === id)?.where;
  return where === undefined ? id : `${id} (${where})`;
}

/** Facts that policies rule on and that only a plan would state. */
function unstated(rules: readonly Rule[], { input, now, resources }: Question): string[] {
  const ruled = rules.flatMap(({ text }) => [...text.matchAll(/\bcontext\.(\w+)/g)].map(([, name = ""]) => name));
  const stated = new Set([...Object.keys(input), ...Object.keys(now), "platform", "channel", "direct", "targetCount"]);
  const open = [...new Set(ruled)].filter((name) => !stated.has(name)).toSorted();
  const counted = ruled.includes("targetCount") ? [`it touches ${resources.length}`] : [];
  return [...counted, ...(open.length === 0 ? [] : [`its plan says nothing of ${open.join(", ")}`])];
}
