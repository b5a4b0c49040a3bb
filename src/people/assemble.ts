/**
 * Everybody as they are at one moment: the people of the configuration, with the accounts and roles that were added to
 * theirs. The configuration comes first: nobody exists beyond it, and no link takes an account away from it.
 */
import { wordAccount } from "../message.ts";
import type { Authority, Delegation, Grant, Holding, Linked, Membership, Person } from "../people.ts";

export interface Added {
  readonly accounts: readonly Linked[];
  readonly grants: readonly Grant[];
  readonly delegations: readonly Delegation[];
}

export function assemble(
  configured: readonly Person[],
  { accounts, grants, delegations }: Added,
  memberships: readonly Membership[],
): Person[] {
  const linked = contested(configured, accounts).rest;
  const people = configured.map((person) => {
    const theirs = linked.filter((link) => link.person === person.id).map(({ account }) => account);
    const own = { ...person, accounts: [...person.accounts, ...theirs] };
    const holds = holdingsOf(own, grants, memberships);
    return { ...own, holds, roles: [...new Set(holds.map(({ role }) => role))] };
  });
  const byId = new Map(people.map((person) => [person.id, person]));
  return people.map((person) => {
    const standsFor = delegations
      .filter(({ delegate }) => delegate === person.id)
      .map(({ person: from, role }): Authority => {
        const roles = byId.get(from)?.roles ?? [];
        return { person: from, roles: role === null ? roles : roles.filter((one) => one === role) };
      })
      .filter(({ person: from, roles }) => from !== person.id && roles.length > 0);
    return standsFor.length > 0 ? { ...person, standsFor } : person;
  });
}

function holdingsOf(person: Person, grants: readonly Grant[], memberships: readonly Membership[]): Holding[] {
  const faces = new Set(person.accounts.map(wordAccount));
  return [
    ...person.roles.map((role): Holding => ({ role, from: "configuration" })),
    ...grants
      .filter((grant) => grant.person === person.id)
      .map(({ role, until }): Holding => ({ role, from: "grant", ...(until === null ? {} : { until }) })),
    ...memberships.flatMap(({ role, group, accounts, fallback }): Holding[] => {
      if (accounts === null) return fallback.includes(person.id) ? [{ role, from: "fallback" }] : [];
      const isMember = accounts.some((account) => faces.has(wordAccount(account)));
      return isMember ? [{ role, from: group as `${string}:${string}` }] : [];
    }),
  ];
}

/** Links to an account that the configuration gives to somebody else: they do not count, and somebody should know. */
export function contested(
  configured: readonly Person[],
  links: readonly Linked[],
): { readonly lost: readonly Linked[]; readonly rest: readonly Linked[] } {
  const owners = new Set(configured.flatMap(({ accounts }) => accounts.map(wordAccount)));
  const { lost = [], rest = [] } = Object.groupBy(links, ({ account }) =>
    owners.has(wordAccount(account)) ? "lost" : "rest",
  );
  return { lost, rest };
}
