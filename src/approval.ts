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
  const left = seat(voters, ballot.needs);
  return ballot.needs.map((need, at) => ({ ...need, count: left[at] ?? need.count })).filter(({ count }) => count > 0);
}

type Rights = ReturnType<typeof authorities>;

/** How many places of each need are left, as few as can be: each voter takes one at most, each authority is used once. */
function seat(voters: readonly Rights[], needs: readonly Need[]): readonly number[] {
  const able = voters
    .map((rights) => rights.filter(({ roles }) => needs.some((need) => fills(need, roles))))
    .filter((rights) => rights.length > 0);
  const all = able.flat().map(({ id }) => id);
  // Only these can be used up before a later voter comes to them.
  const contested = new Set(all.filter((id, at) => all.indexOf(id) !== at));
  const seen = new Set<string>();
  let best = needs.map(({ count }) => count);
  const go = (next: number, left: readonly number[], used: readonly string[]): void => {
    if (sum(left) < sum(best)) best = [...left];
    // What comes cannot better it, or has been tried.
    if (Math.max(0, sum(left) - (able.length - next)) >= sum(best)) return;
    const state = JSON.stringify([next, left, used.toSorted()]);
    if (seen.has(state)) return;
    seen.add(state);
    for (const { id, roles } of able[next] ?? []) {
      if (used.includes(id)) continue;
      const now = contested.has(id) ? [...used, id] : used;
      for (const [at, need] of needs.entries()) {
        const places = left[at] ?? 0;
        if (places > 0 && fills(need, roles)) go(next + 1, left.with(at, places - 1), now);
      }
    }
    go(next + 1, left, used);
  };
  go(0, best, []);
  return best;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** Whether an answer of this person counts for any of these needs. */
export const mayAnswer = (ballot: Ballot, needs: readonly Need[], person: Person): boolean =>
  authorities(ballot, person).some(({ roles }) => needs.some((need) => fills(need, roles)));

/** The people whose yes would fill a place that is still open, even if somebody else moves to another one for it. */
export function answerers(ballot: Ballot, people: People): Person[] {
  const { digest, approvals } = ballot;
  const open = (votes: readonly Approval[]): number =>
    sum(openNeeds({ ...ballot, approvals: votes }, people).map(({ count }) => count));
  const before = open(approvals);
  const voted = approvals.filter((vote) => vote.digest === digest).map(({ person }) => person);
  return people.all().filter((person) => {
    if (voted.includes(person.id) || !mayAnswer(ballot, ballot.needs, person)) return false;
    return open([...approvals, { person: person.id, verdict: "approve", reason: null, digest, at: "" }]) < before;
  });
}

/** "1 approver and 2 × sre or duty-manager" */
export const wordNeeds = (needs: readonly Need[]): string =>
  needs
    .map(({ count, role, or }) => `${count === 1 ? "1" : `${count} ×`} ${role}${or === undefined ? "" : ` or ${or}`}`)
    .join(" and ");
