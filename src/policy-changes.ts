/** What other policies would change: which of them differ, and which cells of the matrix come out otherwise. */
import type { LoadedPolicy } from "./cedar.ts";
import { resourceTypes, type Actions, type Rule } from "./policy-folder.ts";
import { differences, matrixOf, representatives, type Axes, type Difference } from "./policy-matrix.ts";
import { mentioned } from "./policy-strangers.ts";

export interface PolicyChanges {
  /** By name; null where it does not exist. */
  readonly policies: readonly { readonly id: string; readonly before: string | null; readonly after: string | null }[];
  readonly cells: readonly Difference[];
}

/** `people`: roles as people of the site have them together; every role that policies name is asked about by itself. */
export function changesOf(
  before: LoadedPolicy,
  after: LoadedPolicy,
  { actions, people }: { readonly actions: Actions; readonly people: readonly (readonly string[])[] },
): PolicyChanges {
  const axes = axesOf([before, after], actions, people);
  return {
    policies: texts(before, after),
    cells: differences(matrixOf(before, axes), matrixOf(after, axes)),
  };
}

/** All that these policies can tell apart. */
export function axesOf(
  policies: readonly LoadedPolicy[],
  actions: Actions,
  people: readonly (readonly string[])[] = [],
): Axes {
  const rules = policies.flatMap((policy) => policy.rules);
  const named = (type: string): Set<string> => new Set(rules.flatMap(({ json }) => mentioned(json, type)));
  const alone = [...named("Role")].toSorted().map((role) => [role]);
  const roles = new Map([[], ...alone, ...people].map((own) => [own.toSorted().join("+"), own.toSorted()]));
  const types = resourceTypes.filter((type) => rules.some(({ text }) => new RegExp(`\\b${type}\\b`).test(text)));
  return {
    roles: [...roles.values()],
    actions: representatives(actions, named("Action").intersection(new Set(actions.map(({ name }) => name)))),
    kinds: [...new Set(["Host" as const, ...types])].map((type) => type.toLowerCase() as Lowercase<typeof type>),
    environments: [null, ...[...named("Environment")].toSorted()],
  };
}

const byId = ({ rules }: LoadedPolicy): ReadonlyMap<string, Rule> => new Map(rules.map((rule) => [rule.id, rule]));

function texts(before: LoadedPolicy, after: LoadedPolicy): PolicyChanges["policies"] {
  const [was, is] = [byId(before), byId(after)];
  return [...new Set([...was.keys(), ...is.keys()])].toSorted().flatMap((id) => {
    const [old, now] = [was.get(id), is.get(id)];
    // A line break more is no difference: Cedar understood the same.
    if (old && now && JSON.stringify(old.json) === JSON.stringify(now.json)) return [];
    return [{ id, before: old?.text.trim() ?? null, after: now?.text.trim() ?? null }];
  });
}
