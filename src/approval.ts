/** An Approval: one person's yes or no to one plan's digest. */
import type { Need } from "./policy.ts";
import type { People } from "./people.ts";

export interface Approval {
  readonly person: string;
  readonly verdict: "approve" | "deny";
  readonly reason: string | null;
  readonly digest: string;
  /** ISO 8601, database clock. */
  readonly at: string;
}

/**
 * Which needs are still open, given these yeses. Pure. One person fills one slot, the requester none; a person who
 * has left or lost the role no longer counts. People are matched to slots so that as many as possible are filled
 * (augmenting paths: a person with two roles must not block the only person for one of them).
 */
export function openNeeds(
  needs: readonly Need[],
  approvals: readonly Approval[],
  requester: string,
  digest: string,
  people: People,
): Need[] {
  const voters = approvals
    .filter((vote) => vote.verdict === "approve" && vote.digest === digest && vote.person !== requester)
    .map((vote) => people.get(vote.person))
    .filter((person) => person !== null);
  const slots = needs.flatMap((need) => Array.from({ length: need.count }, () => need.role));
  const holder = new Map<number, string>();
  const seat = (personId: string, roles: readonly string[], seen: Set<number>): boolean =>
    slots.some((role, slot) => {
      if (seen.has(slot) || !roles.includes(role)) return false;
      seen.add(slot);
      const current = holder.get(slot);
      if (current !== undefined && !seat(current, people.get(current)?.roles ?? [], seen)) return false;
      holder.set(slot, personId);
      return true;
    });
  for (const person of new Map(voters.map((voter) => [voter.id, voter])).values()) {
    seat(person.id, person.roles, new Set());
  }
  const open = new Map<string, number>();
  slots.forEach((role, slot) => {
    if (!holder.has(slot)) open.set(role, (open.get(role) ?? 0) + 1);
  });
  return [...open].map(([role, count]) => ({ role, count }));
}

/** "1 approver and 2 × sre" */
export const wordNeeds = (needs: readonly Need[]): string =>
  needs.map((need) => (need.count === 1 ? `1 ${need.role}` : `${need.count} × ${need.role}`)).join(" and ");
