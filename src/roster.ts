/** The Roster: who is who at this moment. What it hands out is a snapshot, so that one decision sees one truth. */
import type { People } from "./people.ts";
import type { Db, Trx } from "./store/database.ts";

export interface Roster {
  /** People with their accounts and roles, as of now; inside a transaction, as that transaction sees them. */
  now(db: Db | Trx): Promise<People>;
}
