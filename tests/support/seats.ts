/** How many places of some needs these people can fill, by trying everything: what the quorum is held against. */
import type { Person } from "../../src/people.ts";
import type { Need } from "../../src/policy.ts";

/** `barred`: whose rights count for nothing, whoever uses them. Each of `voters` has said yes, once. */
export function filled(needs: readonly Need[], voters: readonly Person[], barred: readonly string[]): number {
  const places = needs.flatMap(({ count, role, or }) => Array.from({ length: count }, () => [role, or]));
  const go = (left: readonly Person[], free: readonly number[], used: readonly string[]): number => {
    const [voter, ...others] = left;
    if (!voter) return 0;
    let most = go(others, free, used);
    if (barred.includes(voter.id)) return most;
    const lent = (voter.standsFor ?? []).map(({ person: id, roles }) => ({ id, roles }));
    for (const { id, roles } of [voter, ...lent]) {
      if (barred.includes(id) || used.includes(id)) continue;
      for (const at of free) {
        if (!places[at]?.some((role) => role !== undefined && roles.includes(role))) continue;
        const rest = free.filter((other) => other !== at);
        most = Math.max(most, 1 + go(others, rest, [...used, id]));
      }
    }
    return most;
  };
  return go(voters, [...places.keys()], []);
}

export const places = (needs: readonly Need[]): number => needs.reduce((sum, { count }) => sum + count, 0);
