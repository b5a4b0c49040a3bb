/** The ledger of side effects: what was begun, and what came of it. */
import { sql } from "kysely";
import type { Db } from "./database.ts";

export type Entry = { readonly state: "begun" } | { readonly state: "done"; readonly result: unknown };

export async function look(db: Db, request: string, key: string): Promise<Entry | null> {
  const row = await db
    .selectFrom("effects")
    .select(["state", "result"])
    .where("request_id", "=", request)
    .where("key", "=", key)
    .executeTakeFirst();
  if (!row) return null;
  return row.state === "done" ? { state: "done", result: row.result } : { state: "begun" };
}

/** Only the attempt that holds the request may write: an older one, waking up late, is told so. */
const held = (request: string, fence: number) =>
  sql<boolean>`exists (select 1 from requests where id = ${request} and fence = ${fence} and state = 'running')`;

/** Commits the intent before the effect. False if this attempt no longer holds the request. */
export async function begin(db: Db, request: string, key: string, fence: number): Promise<boolean> {
  const { rows } = await sql<{ key: string }>`
    insert into effects (request_id, key, state, fence)
    select ${request}, ${key}, 'begun', ${fence}::integer where ${held(request, fence)}
    on conflict (request_id, key) do update set fence = excluded.fence
    returning key`.execute(db);
  return rows.length > 0;
}

/** Records the result (JSON). False if this attempt no longer holds the request. */
export async function record(db: Db, request: string, key: string, fence: number, result: unknown): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("effects")
    .set({ state: "done", result: JSON.stringify(result ?? null) })
    .where("request_id", "=", request)
    .where("key", "=", key)
    .where(held(request, fence))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Effects whose outcome was never recorded, by key. */
export async function unresolved(db: Db, request: string): Promise<string[]> {
  const rows = await db
    .selectFrom("effects")
    .select("key")
    .where("request_id", "=", request)
    .where("state", "=", "begun")
    .execute();
  return rows.map((row) => row.key);
}
