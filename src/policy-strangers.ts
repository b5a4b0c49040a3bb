/** Names in policies that the site does not know: they load, since roles and environments come and go. */
import type { Terms } from "./policy.ts";
import type { Rule } from "./policy-folder.ts";

/** Names of this type that policies mention and the site does not have. */
export function strangers(
  rules: readonly Rule[],
  type: "Role" | "Environment",
  known: readonly string[] | undefined,
  words: string,
): string[] {
  if (!known) return [];
  return rules.flatMap(({ json, needs, terms, where }) => {
    const asked = type === "Role" ? [...needs.map(({ role }) => role), ...called(terms)] : [];
    const names = new Set([...mentioned(json, type), ...asked]);
    return [...names].filter((name) => !isKnown(name, known)).map((name) => `${where}: ${words} ${name}`);
  });
}

/** Of `owner:*` somebody should have at least one. */
const isKnown = (name: string, known: readonly string[]): boolean =>
  name.endsWith(":*") ? known.some((one) => one.startsWith(name.slice(0, -1))) : known.includes(name);

/** Roles that are told of it, or asked when nobody else answers. */
const called = ({ notify = [], escalate }: Terms): string[] => [
  ...notify.filter((name) => !name.startsWith("#")),
  ...(escalate ? [escalate.role] : []),
];

/** Names of entities of this type, wherever a policy speaks of them. */
export function mentioned(node: unknown, type: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  if ("type" in node && node.type === type && "id" in node && typeof node.id === "string") return [node.id];
  return Object.values(node).flatMap((child) => mentioned(child, type));
}
