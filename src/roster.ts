/** The Roster: who is who at this moment. What it hands out is a snapshot, so that one decision sees one truth. */
import { directory, type People, type Person } from "./people.ts";
import { assemble } from "./people/assemble.ts";
import type { Groups } from "./people/groups.ts";
import type { Db, Trx } from "./store/database.ts";
import * as store from "./store/people.ts";

export interface Roster {
  /** People with their accounts and roles, as of now; inside a transaction, as that transaction sees them. */
  now(db: Db | Trx): Promise<People>;
}

export const createRoster = (configured: readonly Person[], groups: Groups): Roster => ({
  now: async (db) => {
    // A transaction holds locks, so it waits for no platform; its door has asked just before.
    if (!db.isTransaction) await groups.freshen();
    return directory(assemble(configured, await store.added(db), groups.memberships()));
  },
});
