/** Answers that may be given for somebody else, for a while. */
import type { Delegations } from "../providers/delegations.ts";
import type { Roster } from "../roster.ts";
import { append } from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import * as store from "../store/people.ts";

interface Parts {
  readonly db: Db;
  readonly roster: Roster;
}

export const createDelegations = ({ db, roster }: Parts): Delegations => ({
  all: async () => {
    const [people, { delegations }] = await Promise.all([roster.now(db), store.added(db)]);
    return delegations.filter(({ person, delegate }) => people.get(person) && people.get(delegate));
  },
  set: ({ id: person }, delegate, role, ends, request) =>
    db.transaction().execute(async (trx) => {
      const until = typeof ends === "number" ? ends : new Date(ends);
      await store.setDelegation(trx, { person, delegate, role }, until, request);
      const because = `To ${delegate}${role === null ? "" : ` as ${role}`}`;
      await append(trx, { event: "delegated", person, account: null, request, because });
    }),
  end: ({ id: person }, delegate, request) =>
    db.transaction().execute(async (trx) => {
      if ((await store.endDelegations(trx, person, delegate)) === 0) return;
      const because = delegate === null ? "All of them" : `To ${delegate}`;
      await append(trx, { event: "delegation-ended", person, account: null, request, because });
    }),
});
