/** The inbox: what arrived, written before anybody is told "received". */
import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { Arrival } from "../message.ts";
import { batched } from "./batch.ts";
import type { Db, Trx } from "./database.ts";

/** How long whoever took an arrival has before others may take it up, in seconds. */
const lease = 60;
const leased = sql<Date>`clock_timestamp() + make_interval(secs => ${lease})`;

export interface Taken {
  readonly id: string;
  readonly arrival: Arrival;
  /** Seconds since it was said, by the database's clock. */
  readonly age: number;
}

export type Put = (arrival: Arrival) => Promise<{ readonly id: string; readonly fresh: boolean }>;

/** Keeps arrivals and takes them for this process. `fresh` is false if the platform sent it before. */
export const createPut = (db: Db): Put =>
  batched((take) =>
    db.connection().execute(async (session) => {
      const arrivals = take();
      const rows = arrivals.map((arrival) => {
        const { account, id } = arrival.kind === "message" ? arrival.message : arrival.click;
        return {
          id: randomUUID(),
          platform: account.platform,
          platform_id: `${arrival.kind}:${id}`,
          body: JSON.stringify(arrival),
        };
      });
      const { rows: inserted } = await sql<{ id: string }>`
        insert into inbox (id, platform, platform_id, body, state, lease_until)
        select id, platform, platform_id, body::json, 'taken', ${leased}
        from unnest(${rows.map((row) => row.id)}::text[], ${rows.map((row) => row.platform)}::text[],
          ${rows.map((row) => row.platform_id)}::text[], ${rows.map((row) => row.body)}::text[])
          as arrived (id, platform, platform_id, body)
        on conflict do nothing
        returning id`.execute(session);
      const fresh = new Set(inserted.map(({ id }) => id));
      return rows.map(({ id }) => ({ id, fresh: fresh.has(id) }));
    }),
  );

/**
 * Takes up everything whose lease has lapsed: what a process that died left behind. Each row goes to one taker. The
 * database does not look into what was said: one \u0000 in a text would fail the statement for all of them.
 */
export async function takeLapsed(db: Db, limit: number): Promise<Taken[]> {
  const rows = await db
    .updateTable("inbox")
    .set({ lease_until: leased })
    .where("id", "in", (query) =>
      query
        .selectFrom("inbox")
        .select("id")
        .where("state", "<>", "done")
        .where("lease_until", "<", sql<Date>`clock_timestamp()`)
        .orderBy("received_at")
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(["id", "body", sql<Date>`clock_timestamp()`.as("now"), "received_at"])
    .execute();
  return rows
    .toSorted((a, b) => a.received_at.getTime() - b.received_at.getTime())
    .map(({ id, body, now }) => {
      const { at } = body.kind === "message" ? body.message : body.click;
      return { id, arrival: body, age: (now.getTime() - Date.parse(at)) / 1000 };
    });
}

/** Marks it handled, in the transaction of what came of it. False if another process finished it meanwhile. */
export async function finish(trx: Trx, id: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("inbox")
    .set({ state: "done", lease_until: null })
    .where("id", "=", id)
    .where("state", "<>", "done")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** After a start that holds the data folder alone: every lease of before belongs to a dead process. */
export async function lapseAll(db: Db): Promise<void> {
  const now = sql<Date>`clock_timestamp()`;
  await db.updateTable("inbox").set({ lease_until: now }).where("state", "<>", "done").execute();
  await db.updateTable("requests").set({ lease_until: now }).where("state", "=", "running").execute();
  await db.updateTable("outbox").set({ lease_until: now }).where("lease_until", "is not", null).execute();
}
