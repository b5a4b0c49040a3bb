/** Roles that are given and taken by requests. */
import type { Person } from "../people.ts";
import { problem } from "../problem.ts";
import type { Roles } from "../providers/roles.ts";
import type { Roster } from "../roster.ts";
import { append } from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import * as store from "../store/people.ts";
import type { Groups } from "./groups.ts";

interface Parts {
  readonly db: Db;
  readonly roster: Roster;
  readonly groups: Pick<Groups, "state">;
  /** Every role that somebody may have. */
  readonly known: readonly string[];
}

export function createRoles({ db, roster, groups, known }: Parts): Roles {
  const people = async (): Promise<readonly Person[]> => (await roster.now(db)).all();
  return {
    people,
    person: async (name) => {
      const all = await people();
      const lower = name.toLowerCase();
      const named = all.filter((person) => person.name.toLowerCase() === lower);
      const found = all.find(({ id }) => id === lower) ?? (named.length === 1 ? named[0] : undefined);
      if (!found) throw problem("UNKNOWN_PERSON", { name });
      return found;
    },
    mustExist: (role) => {
      if (!known.includes(role)) throw problem("UNKNOWN_ROLE", { name: role, known: known.join(", ") || "none" });
    },
    groups: () => groups.state(),
    grant: (person, role, seconds, request) =>
      db.transaction().execute(async (trx) => {
        await store.grant(trx, person.id, role, seconds, request);
        const because = `${role}${seconds === null ? "" : ` for ${seconds} s`}`;
        await append(trx, { event: "role-granted", person: person.id, account: null, request, because });
      }),
    revoke: (person, role, request) =>
      db.transaction().execute(async (trx) => {
        if (!(await store.revoke(trx, person.id, role))) return;
        await append(trx, { event: "role-revoked", person: person.id, account: null, request, because: role });
      }),
  };
}
