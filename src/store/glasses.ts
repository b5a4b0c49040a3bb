/** Broken glasses: who broke one, for which incident, until when, and who has looked at it afterwards. */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { Glass, OpenGlass } from "../glass.ts";
import type { Db, Trx } from "./database.ts";

const now = sql<Date>`clock_timestamp()`;
const inSeconds = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

/** "g-8KQ2ZC7M" */
const newId = (): string => `g-${randomBytes(5).toString("hex").slice(0, 8).toUpperCase()}`;

/** The glass that this person has broken and that still lasts. */
export async function open(db: Db | Trx, person: string): Promise<OpenGlass | null> {
  const row = await db
    .selectFrom("glasses")
    .select(["id", "incident", "reason", sql<string>`extract(epoch from clock_timestamp() - opened_at)`.as("age")])
    .where("person", "=", person)
    .where("until", ">", now)
    .where("closed_at", "is", null)
    .orderBy("opened_at", "desc")
    .executeTakeFirst();
  return row ? { ...row, age: Number(row.age) } : null;
}

export interface NewGlass {
  readonly person: string;
  readonly incident: string;
  readonly reason: string;
  /** The request that broke it: the same one breaks one glass. */
  readonly request: string;
  /** Seconds. */
  readonly lasts: number;
  readonly reviewWithin: number;
}

/** Null if this request has broken one already. */
export async function insert(trx: Trx, { request, lasts, reviewWithin, ...glass }: NewGlass): Promise<string | null> {
  const row = await trx
    .insertInto("glasses")
    .values({ id: newId(), ...glass, request_id: request, until: inSeconds(lasts), review_by: inSeconds(reviewWithin) })
    .onConflict((conflict) => conflict.column("request_id").doNothing())
    .returning("id")
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Nobody else breaks a glass or closes a review until the transaction ends. */
export const lockAll = (trx: Trx): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtext('signalbox glasses'))`.execute(trx);

const select = (db: Db | Trx) =>
  db
    .selectFrom("glasses")
    .selectAll()
    .select([
      sql<boolean>`until <= clock_timestamp()`.as("over"),
      sql<boolean>`closed_at is null and review_by <= clock_timestamp()`.as("overdue"),
    ]);

type Row = Awaited<ReturnType<ReturnType<typeof select>["execute"]>>[number];

async function withReviews(db: Db | Trx, rows: readonly Row[]): Promise<Glass[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const reviews = await db.selectFrom("reviews").selectAll().where("glass_id", "in", ids).orderBy("at").execute();
  return rows.map((row) => ({
    id: row.id,
    person: row.person,
    incident: row.incident,
    reason: row.reason,
    openedAt: row.opened_at.toISOString(),
    until: row.until.toISOString(),
    reviewBy: row.review_by.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    over: row.over,
    overdue: row.overdue,
    reviews: reviews
      .filter((one) => one.glass_id === row.id)
      .map(({ person, note, at }) => ({ person, note, at: at.toISOString() })),
  }));
}

export async function get(db: Db | Trx, id: string): Promise<Glass | null> {
  return (await withReviews(db, await select(db).where("id", "=", id).execute()))[0] ?? null;
}

export async function ofRequest(db: Db | Trx, request: string): Promise<Glass | null> {
  return (await withReviews(db, await select(db).where("request_id", "=", request).execute()))[0] ?? null;
}

/** Those that nobody has finished reviewing, oldest first. */
export async function unreviewed(db: Db | Trx): Promise<Glass[]> {
  return withReviews(db, await select(db).where("closed_at", "is", null).orderBy("opened_at").execute());
}

/** What was asked for under it, oldest first. */
export async function requestsUnder(db: Db | Trx, id: string): Promise<string[]> {
  const rows = await db.selectFrom("requests").select("id").where("glass_id", "=", id).orderBy("created_at").execute();
  return rows.map((row) => row.id);
}

/** False if this person has reviewed it already. */
export async function review(
  trx: Trx,
  { glass, ...said }: { readonly glass: string; readonly person: string; readonly note: string },
): Promise<boolean> {
  const made = await trx
    .insertInto("reviews")
    .values({ glass_id: glass, ...said })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** It lasts no longer. */
export const mend = (trx: Trx, id: string): Promise<unknown> =>
  trx.updateTable("glasses").set({ until: now }).where("id", "=", id).where("until", ">", now).execute();

export const close = (trx: Trx, id: string): Promise<unknown> =>
  trx.updateTable("glasses").set({ closed_at: now }).where("id", "=", id).where("closed_at", "is", null).execute();

/** Those whose review is overdue and of which nobody has been told in the last day; from now on somebody has. */
export async function toRemind(trx: Trx): Promise<string[]> {
  const rows = await trx
    .updateTable("glasses")
    .set({ reminded_at: now })
    .where("closed_at", "is", null)
    .where("review_by", "<=", now)
    .where((where) =>
      where.or([
        where("reminded_at", "is", null),
        where("reminded_at", "<", sql<Date>`clock_timestamp() - interval '1 day'`),
      ]),
    )
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}
