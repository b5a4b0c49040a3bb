/** What actions may know of and do to requests: the provider behind job.status and job.cancel. */
import { end, wayToEnd } from "./end.ts";
import type { Roster } from "./roster.ts";
import type { Requests } from "./providers/requests.ts";
import type { Db } from "./store/database.ts";
import * as store from "./store/requests.ts";

/** `interrupt` stops what runs in this process; a runner elsewhere learns of it when it renews its lease. */
export const createRequests = (db: Db, roster: Roster, interrupt: (id: string) => void): Requests => ({
  list: (limit) => store.list(db, limit),
  get: (id) => store.get(db, id),
  mayCancel: async (request, person) => wayToEnd(request, person, await roster.now(db)),
  cancel: async (id, person) => {
    const outcome = await db.transaction().execute(async (trx) => end(trx, id, person, null, await roster.now(trx)));
    if (outcome === "ended") return `${id} is withdrawn`;
    interrupt(id);
    return `${id} has been told to stop`;
  },
});
