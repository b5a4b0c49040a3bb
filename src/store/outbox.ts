/** The outbox: what is still to be said. A card is not kept here, only that it must be drawn again. */
import { sql } from "kysely";
import type { Ref } from "../adapter.ts";
import type { AuditEntry } from "../audit.ts";
import type { Place } from "../message.ts";
import type { Reply } from "../reply.ts";
import { appendAt } from "./audit.ts";
import { batched } from "./batch.ts";
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

/** Says something by itself, once for each key. */
export async function post(trx: Trx, key: string, place: Place, reply: Reply): Promise<void> {
  await trx
    .insertInto("outbox")
    .values({ key, place: JSON.stringify(place), reply: JSON.stringify(reply), request_id: null })
    .onConflict((conflict) => conflict.column("key").doNothing())
    .execute();
}

export interface Answer {
  /** The message that is answered. */
  readonly message: string;
  readonly place: Place;
  readonly reply: Reply;
  readonly entry: AuditEntry;
}

/**
 * Answers messages: each is marked handled, its reply posted and its audit entry written in one transaction, which
 * many answers share. The reply is returned as claimed by this process, or null if another process has answered.
 */
export const createAnswer = (db: Db): ((answer: Answer) => Promise<Due | null>) =>
  batched((take) =>
    db.transaction().execute(async (trx) => {
      const answers = take();
      const { rows } = await sql<{ id: string; now: Date }>`
        with handled as (
          update inbox set state = 'done', lease_until = null
          where id = any(${answers.map(({ message }) => message)}::text[]) and state <> 'done'
          returning id
        )
        insert into outbox (key, place, reply, attempts, lease_until)
        select key, place::json, reply::json, 1, ${inSeconds(lease)}
        from unnest(${answers.map(({ message }) => message)}::text[],
          ${answers.map(({ message }) => keyOfReply(message))}::text[],
          ${answers.map(({ place }) => JSON.stringify(place))}::text[],
          ${answers.map(({ reply }) => JSON.stringify(reply))}::text[]) as given (id, key, place, reply)
        join handled using (id)
        on conflict do nothing
        returning substr(key, ${keyOfReply("").length + 1}) as id, clock_timestamp() as now`.execute(trx);
      const ours = new Set(rows.map(({ id }) => id));
      const entries = answers.filter(({ message }) => ours.has(message)).map(({ entry }) => entry);
      if (rows[0]) await appendAt(trx, rows[0].now, entries);
      return answers.map(({ message, place, reply }) =>
        ours.has(message)
          ? { key: keyOfReply(message), place, reply, request: null, version: 1, ref: null, attempts: 1 }
          : null,
      );
    }),
  );

/** Others are left to the processes that serve them: a claim by somebody who cannot deliver would only delay it. */
const isOn = (platforms: readonly string[]) => sql<boolean>`place ->> 'platform' = any(${platforms}::text[])`;

/** What this process, which serves these platforms, may deliver now, oldest first. */
export async function dueKeys(db: Db, platforms: readonly string[], limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom("outbox")
    .select("key")
    .whereRef("sent", "<", "version")
    .where("due_at", "<=", now)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
    .where(isOn(platforms))
    .orderBy("due_at")
    .limit(limit)
    .execute();
  return rows.map((row) => row.key);
}

/** Claims one reply if it is due on one of these platforms: it is ours until the lease lapses. */
export async function claim(db: Db, platforms: readonly string[], key: string): Promise<Due | null> {
  const row = await db
    .updateTable("outbox")
    .set({ lease_until: inSeconds(lease), attempts: sql<number>`attempts + 1` })
    .where("key", "=", key)
    .whereRef("sent", "<", "version")
    .where("due_at", "<=", now)
    .where((where) => where.or([where("lease_until", "is", null), where("lease_until", "<", now)]))
    .where(isOn(platforms))
    .returning(["key", "place", "reply", "request_id", "version", "ref", "attempts"])
    .executeTakeFirst();
  if (!row) return null;
  const { request_id, ...due } = row;
  return { ...due, request: request_id };
}

interface Sent {
  readonly key: string;
  readonly version: number;
  readonly ref: Ref | null;
}

/** Delivered as of `version`. A newer version stays due. */
export const createSent = (db: Db): ((sent: Sent) => Promise<void>) =>
  batched((take) =>
    db.connection().execute(async (session) => {
      const all = take();
      await sql`
        update outbox
        set sent = done.version, lease_until = null, attempts = 0, ref = coalesce(done.ref::json, outbox.ref)
        from unnest(${all.map(({ key }) => key)}::text[], ${all.map(({ version }) => version)}::integer[],
          ${all.map(({ ref }) => (ref ? JSON.stringify(ref) : null))}::text[]) as done (key, version, ref)
        where outbox.key = done.key`.execute(session);
      return all.map(() => undefined);
    }),
  );

/**
 * Not delivered: tried again after a while. An attempt that may have got through is remembered, so that the next one
 * looks before it posts.
 */
export async function postpone(
  db: Db,
  key: string,
  seconds: number,
  outcome: "not posted" | "perhaps posted",
): Promise<void> {
  await db
    .updateTable("outbox")
    .set({
      lease_until: null,
      due_at: inSeconds(seconds),
      ...(outcome === "not posted" ? { attempts: sql<number>`attempts - 1` } : {}),
    })
    .where("key", "=", key)
    .execute();
}
