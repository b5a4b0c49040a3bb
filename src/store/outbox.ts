/** The outbox: what is still to be said. A card is not kept here, only that it must be drawn again. */
import { sql } from "kysely";
import type { Ref } from "../adapter.ts";
import type { Place } from "../message.ts";
import type { Reply } from "../reply.ts";
import type { Db, Trx } from "./database.ts";

const now = sql<Date>`clock_timestamp()`;
/** A delivery that takes longer than this may be tried by another process, in seconds. */
const lease = 60;
const inSeconds = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

export interface Due {
  readonly key: string;
  readonly place: Place;
  readonly reply: Reply | null;
  readonly request: string | null;
  readonly version: number;
  readonly ref: Ref | null;
  readonly attempts: number;
}

export const keyOfCard = (request: string): string => `card:${request}`;
export const keyOfReply = (inboxId: string): string => `reply:${inboxId}`;

/** The card of this request is out of date from now on. */
export async function redraw(trx: Trx, request: string, place: Place): Promise<void> {
  await trx
    .insertInto("outbox")
    .values({ key: keyOfCard(request), place: JSON.stringify(place), reply: null, request_id: request })
    .onConflict((conflict) =>
      conflict.column("key").doUpdateSet({ version: sql<number>`outbox.version + 1`, due_at: now }),
    )
    .execute();
}

/** This reply is to be said once in this place. */
export async function post(trx: Trx, key: string, place: Place, reply: Reply): Promise<void> {
  await trx
    .insertInto("outbox")
    .values({ key, place: JSON.stringify(place), reply: JSON.stringify(reply), request_id: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What this process may deliver now, oldest first. */
export async function dueKeys(db: Db, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("outbox")
    .select("key")
    .whereRef("sent", "<", "version")
    .where("due_at", "<=", now)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
    .orderBy("due_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.key);
}

/** Claims one reply if it is due: it is ours until the lease lapses. */
export async function claim(db: Db, key: string): Promise<Due | null> {
  const row = await db
    .updateTable("outbox")
    .set({ lease_until: inSeconds(lease), attempts: sql<number>`attempts + 1` })
    .where("key", "=", key)
    .whereRef("sent", "<", "version")
    .where("due_at", "<=", now)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
    .returning(["key", "place", "reply", "request_id", "version", "ref", "attempts"])
    .executeTakeFirst();
  if (!row) return null;
  const { request_id, ...due } = row;
  return { ...due, request: request_id };
}

/** Delivered as of `version`. A newer version stays due. */
export async function sent(db: Db, key: string, version: number, ref: Ref | null): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ sent: version, lease_until: null, attempts: 0, ...(ref ? { ref: JSON.stringify(ref) } : {}) })
    .where("key", "=", key)
    .execute();
}

/** Not delivered: tried again after a while. `attempts` stays, so that the next try knows to look first. */
export async function postpone(db: Db, key: string, seconds: number): Promise<void> {
  await db
    .updateTable("outbox")
    .set({ lease_until: null, due_at: inSeconds(seconds) })
    .where("key", "=", key)
    .execute();
}
