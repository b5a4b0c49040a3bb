/** What a person could do at all, before anything is known of what it would touch. */
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import type { Person } from "./people.ts";
import type { Effect } from "./plan.ts";
import { effects, groupsOf, type Actions, type Folder } from "./policy-folder.ts";

interface Sight {
  readonly facts: Folder["facts"];
  /** The policies that a plan of this effect may meet, by their names; those for a broken glass are among them. */
  readonly texts: (effect: Effect) => Record<string, string>;
  readonly actions: Actions;
  readonly entityOf: (person: Person) => Cedar.EntityJson;
}

/**
 * Could this person do this to something? Cedar evaluates the policies with the resource and all facts unknown; only a
 * denial that nothing could turn counts as no. Remembered, since it is asked for every action whenever help is shown.
 */
export function foresight(cedar: typeof Cedar, { facts, texts, actions, entityOf }: Sight) {
  const remembered = new Map<string, boolean>();
  const context = Object.fromEntries(
    Object.keys(facts).map((name) => [name, { __extn: { fn: "unknown", arg: name } }]),
  );
  const couldBe = (person: Person, { name, governed }: Actions[number], effect: Effect): boolean => {
    const uid = { type: "Action", id: name };
    const answer = cedar.isAuthorizedPartial({
      principal: { type: "Person", id: person.id },
      action: uid,
      resource: null,
      context,
      policies: { staticPolicies: texts(effect) },
      entities: [
        entityOf(person),
        { uid, attrs: {}, parents: groupsOf(effect, governed).map((id) => ({ type: "Action", id })) },
      ],
    });
    return answer.type === "failure" || answer.response.decision !== "deny";
  };
  return (person: Person, name: string): boolean => {
    const action = actions.find((one) => one.name === name);
    if (!action) return false;
    const key = JSON.stringify([name, person.id, ...person.roles]);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    // A plan may turn out milder or worse than its action: a playbook that only reads, one that deletes.
    const possible = action.effects ?? (action.effect === "read" ? (["read"] as const) : effects);
    const could = possible.some((effect) => couldBe(person, action, effect));
    remembered.set(key, could);
    return could;
  };
}
