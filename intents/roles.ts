/** Roles as people read them, in plans and tables. */
import type { Holding, Person } from "../src/people.ts";

/** "2026-11-24 21:30 UTC" */
export const wordTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

/** Where each role comes from; the configuration, unless it says otherwise. */
export const holdingsOf = ({ holds, roles }: Person): readonly Holding[] =>
  holds ?? roles.map((role) => ({ role, from: "configuration" }));

/** "operator, sre until 2026-11-24 21:30 UTC"; null where there is none. */
export function wordRoles(person: Person): string | null {
  const holdings = holdingsOf(person);
  const words = person.roles.map((role) => {
    const sources = holdings.filter((one) => one.role === role);
    const lasting = sources.some(({ until }) => until === undefined);
    const last = sources
      .flatMap(({ until }) => until ?? [])
      .toSorted()
      .at(-1);
    return lasting || last === undefined ? role : `${role} until ${wordTime(last)}`;
  });
  return words.join(", ") || null;
}
