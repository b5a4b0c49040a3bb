/** An Approval: one person's yes or no to one plan's digest. */
import type { Need } from "./policy.ts";
import type { People, Person } from "./people.ts";
import type { Request } from "./request.ts";

export interface Approval {
  readonly person: string;
  readonly verdict: "approve" | "deny";
  readonly reason: string | null;
  readonly digest: string;
  /** ISO 8601, database clock. */
  readonly at: string;
}

/** What is answered: whose yes counts, and for what. */
export type Ballot = Pick<Request, "needs" | "approvals" | "requester" | "digest"> & {
  readonly plan: Pick<Request["plan"], "excludes">;
};

/** Whose rights a yes of this person may stand on: their own, or those of somebody they stand in for. */
function authorities({ requester, plan }: Ballot, person: Person): { readonly id: string; roles: readonly string[] }[] {
  const barred = (id: string): boolean => id === requester || (plan.excludes?.includes(id) ?? false);
  if (barred(person.id)) return [];
  const lent = (person.standsFor ?? []).map(({ person: id, roles }) => ({ id, roles }));
  return [{ id: person.id, roles: person.roles }, ...lent].filter(({ id }) => !barred(id));
}

const fills = ({ role, or }: Pick<Need, "role" | "or">, roles: readonly string[]): boolean =>
  roles.includes(role) || (or !== undefined && roles.includes(or));

/**
 * Which needs are still open, given these yeses. Pure. One person fills one place, on one person's rights, the requester
 * none; whoever has left or lost the role no longer counts, nor does a yes to another plan. Places are filled as well as
 * they can be: a person with two roles must not block the only person for one of them.
 */
export function openNeeds(ballot: Ballot, people: People): Need[] {
  const yeses = ballot.approvals.filter(({ verdict, digest }) => verdict === "approve" && digest === ballot.digest);
  const voters = [...new Set(yeses.map(({ person }) => person))].flatMap((id) => {
    const person = people.get(id);
    return person ? [authorities(ballot, person)] : [];
  });
  const places = ballot.needs.flatMap(({ count, ...need }) => Array.from({ length: count }, () => need));
  const best = seat(voters, places);
  return ballot.needs
    .map((need) => ({ ...need, count: places.filter((place, at) => !best.has(at) && same(place, need)).length }))
    .filter(({ count }) => count > 0);
}

const same = (a: Pick<Need, "role" | "or">, b: Need): boolean => a.role === b.role && a.or === b.or;

/** The largest set of places that these voters can fill, each voter one, each authority used once. */
function seat(
  voters: readonly (readonly { readonly id: string; readonly roles: readonly string[] }[])[],
  places: readonly Pick<Need, "role" | "or">[],
): ReadonlySet<number> {
  const seen = new Set<string>();
  let best: ReadonlySet<number> = new Set();
  const go = (next: number, filled: ReadonlySet<number>, used: ReadonlySet<string>): void => {
    if (filled.size > best.size) best = filled;
    // What is left cannot better it, or has been tried.
    if (best.size === places.length || filled.size + voters.length - next <= best.size) return;
    const state = JSON.stringify([next, [...filled].toSorted((a, b) => a - b), [...used].toSorted()]);
    if (seen.has(state)) return;
    seen.add(state);
    for (const { id, roles } of voters[next] ?? []) {
      if (used.has(id)) continue;
      for (const [at, place] of places.entries()) {
        if (!filled.has(at) && fills(place, roles)) go(next + 1, new Set([...filled, at]), new Set([...used, id]));
      }
    }
    go(next + 1, filled, used);
  };
  go(0, new Set(), new Set());
  return best;
}

/** Whether an answer of this person counts for any of these needs. */
export const mayAnswer = (ballot: Ballot, needs: readonly Need[], person: Person): boolean =>
  authorities(ballot, person).some(({ roles }) => needs.some((need) => fills(need, roles)));

/** The people whose yes could fill what is still open. */
export function answerers(ballot: Ballot, people: People): Person[] {
  const open = openNeeds(ballot, people);
  const voted = ballot.approvals.filter(({ digest }) => digest === ballot.digest).map(({ person }) => person);
  return people.all().filter((person) => !voted.includes(person.id) && mayAnswer(ballot, open, person));
}

/** "1 approver and 2 × sre or duty-manager" */
export const wordNeeds = (needs: readonly Need[]): string =>
  needs
    .map(({ count, role, or }) => `${count === 1 ? "1" : `${count} ×`} ${role}${or === undefined ? "" : ` or ${or}`}`)
    .join(" and ");
