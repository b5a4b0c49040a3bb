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

/**
 * Only the attempt that holds the request may write: an older one, waking up late, is told so. The row is locked until
 * the write is committed: whoever takes the request over meanwhile waits, and then sees what was written.
 */
const held = (request: string, fence: number) =>
  sql`select cancel_by from requests where id = ${request} and fence = ${fence} and state = 'running' for share`;

/**
 * Commits the intent before the effect. "stopped" if somebody has asked the request to stop, "gone" if this attempt no
 * longer holds it; then nothing is written and nothing may happen.
 */
export async function begin(
  db: Db,
  request: string,
  key: string,
  fence: number,
): Promise<"begun" | "stopped" | "gone"> {
  const { rows } = await sql<{ begun: boolean }>`
    with held as (${held(request, fence)}), made as (
      insert into effects (request_id, key, state, fence)
      select ${request}, ${key}, 'begun', ${fence}::integer from held where cancel_by is null
      on conflict (request_id, key) do update set fence = excluded.fence
      returning key
    )
    select exists (select 1 from made) as begun from held`.execute(db);
  const [row] = rows;
  if (!row) return "gone";
  return row.begun ? "begun" : "stopped";
}

/** Records the result (JSON). False if this attempt no longer holds the request. */
export async function record(db: Db, request: string, key: string, fence: number, result: unknown): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("effects")
    .set({ state: "done", result: JSON.stringify(result ?? null) })
    .where("request_id", "=", request)
    .where("key", "=", key)
    .where(sql<boolean>`exists (${held(request, fence)})`)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Effects whose outcome was never recorded, and the attempt that began each. */
export async function unresolved(db: Db, request: string): Promise<{ key: string; fence: number }[]> {
  return db
    .selectFrom("effects")
    .select(["key", "fence"])
    .where("request_id", "=", request)
    .where("state", "=", "begun")
    .execute();
}
