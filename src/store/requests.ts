/** Requests. Every change of state is one compare-and-set and one audit row, in one transaction. */
import { randomBytes } from "node:crypto";
import { sql, type Selectable, type UpdateResult } from "kysely";
import type { Approval } from "../approval.ts";
import type { AuditEntry } from "../audit.ts";
import type { Place } from "../message.ts";
import type { Receipt } from "../receipt.ts";
import { moves, type Move, type Request, type State } from "../request.ts";
import { append } from "./audit.ts";
import type { Db, Trx } from "./database.ts";
import { readable } from "./ids.ts";
import { redraw } from "./outbox.ts";
import type { Database } from "./schema.ts";
import { reach } from "./thread.ts";

const now = sql<Date>`clock_timestamp()`;
const inSeconds = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

/** "r-8KQ2ZC7M" */
export const newId = (): string => `r-${readable(randomBytes(8))}`;

export type NewRequest = Pick<
  Request,
  | "id"
  | "action"
  | "input"
  | "plan"
  | "digest"
  | "policyVersion"
  | "policies"
  | "needs"
  | "terms"
  | "reason"
  | "glass"
  | "requester"
  | "place"
  | "because"
> & {
  readonly state: Extract<State, "waiting" | "queued" | "refused">;
  readonly inboxId: string;
  readonly expires: number | null;
};

/**
 * Inserts the request with its audit row and its card. False if this message already made one. Throws if the id is taken:
 * the message is then taken up again, and gets another.
 */
export async function insert(trx: Trx, request: NewRequest, entry: AuditEntry): Promise<boolean> {
  const made = await trx
    .insertInto("requests")
    .values({
      id: request.id,
      inbox_id: request.inboxId,
      action: request.action,
      input: JSON.stringify(request.input),
      plan: JSON.stringify(request.plan),
      digest: request.digest,
      policy_version: request.policyVersion,
      policies: JSON.stringify(request.policies),
      needs: JSON.stringify(request.needs),
      terms: JSON.stringify(request.terms),
      reason: storable(request.reason),
      glass_id: request.glass,
      requester: request.requester,
      place: JSON.stringify(request.place),
      state: request.state,
      because: storable(request.because),
      cancel_by: null,
      expires_at: request.expires === null ? null : inSeconds(request.expires),
    })
    .onConflict((conflict) => conflict.column("inbox_id").doNothing())
    .executeTakeFirst();
  if ((made.numInsertedOrUpdatedRows ?? 0n) === 0n) return false;
  await append(trx, entry);
  await redraw(trx, request.id, request.place);
  return true;
}

/** PostgreSQL keeps no zero byte in a text; what providers say may hold one. */
export function storable(text: string): string;
export function storable(text: string | null): string | null;
export function storable(text: string | null): string | null {
  return text && text.replaceAll("\0", "\u{FFFD}");
}

export interface Moved {
  readonly because?: string | null;
  /** Seconds until its yeses lapse; null: never. */
  readonly valid?: number | null;
  readonly receipt?: Receipt;
}

/**
 * Makes one move of the table in request.ts. False, and nothing written, if the request is not in a state that the
 * move leaves or the fence is not the one expected. `fence` binds a runner's writes to its own attempt.
 */
export async function move(
  trx: Trx,
  request: Pick<Request, "id" | "place">,
  name: Move,
  entry: AuditEntry,
  { because = null, receipt, valid = null }: Moved = {},
  fence?: number,
): Promise<boolean> {
  const { from, to } = moves[name];
  const changed = await trx
    .updateTable("requests")
    .set({
      state: to,
      because: storable(because),
      changed_at: now,
      lease_until: name === "claim" ? inSeconds(lease) : null,
      ...(name === "claim" ? { fence: sql<number>`fence + 1`, started_at: now } : {}),
      valid_until: name === "approve" && valid !== null ? inSeconds(valid) : null,
      ...(receipt ? { receipt: JSON.stringify(receipt) } : {}),
    })
    .where("id", "=", request.id)
    .where("state", "in", [...from])
    .$if(fence !== undefined, (query) => query.where("fence", "=", fence ?? 0))
    .executeTakeFirst();
  return noted(trx, request, changed, entry);
}

/** What changes a request writes its entry and has its card drawn again. False, and nothing written, if nothing changed. */
export async function noted(
  trx: Trx,
  { id, place }: Pick<Request, "id" | "place">,
  { numUpdatedRows }: UpdateResult,
  entry: AuditEntry,
): Promise<boolean> {
  if (numUpdatedRows === 0n) return false;
  await append(trx, entry);
  await redraw(trx, id, place);
  return true;
}

/** How long a runner may be silent before another takes the request up, in seconds. It renews every third of that. */
export const lease = 30;

/** Renews the lease of a running attempt. Null if the attempt is no longer ours; else who asked to stop, if anybody. */
export async function renew(db: Db, id: string, fence: number): Promise<{ cancelBy: string | null } | null> {
  const row = await db
    .updateTable("requests")
    .set({ lease_until: inSeconds(lease) })
    .where("id", "=", id)
    .where("fence", "=", fence)
    .where("state", "=", "running")
    .returning("cancel_by")
    .executeTakeFirst();
  return row ? { cancelBy: row.cancel_by } : null;
}

/**
 * Takes over a running request whose runner has died. The new fence, and who has asked it to stop; null if somebody
 * else was faster.
 */
export async function takeOver(
  trx: Trx,
  id: string,
  entry: AuditEntry,
): Promise<{ readonly fence: number; readonly cancelBy: string | null } | null> {
  const row = await trx
    .updateTable("requests")
    .set({ fence: sql<number>`fence + 1`, lease_until: inSeconds(lease) })
    .where("id", "=", id)
    .where("state", "=", "running")
    .where("lease_until", "<", now)
    .returning(["fence", "cancel_by"])
    .executeTakeFirst();
  if (!row) return null;
  await append(trx, { ...entry, fence: row.fence });
  return { fence: row.fence, cancelBy: row.cancel_by };
}

/** Asks the runner of a running request to stop. False if it is not running. */
export async function askToStop(trx: Trx, id: string, person: string): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("requests")
    .set({ cancel_by: person })
    .where("id", "=", id)
    .where("state", "=", "running")
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

type Row = Selectable<Database["requests"]>;

async function withVotes(db: Db | Trx, rows: Row[]): Promise<Request[]> {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const votes = await db.selectFrom("approvals").selectAll().where("request_id", "in", ids).orderBy("at").execute();
  return rows.map((row) => ({
    id: row.id,
    action: row.action,
    input: row.input,
    plan: row.plan,
    digest: row.digest,
    policyVersion: row.policy_version,
    policies: row.policies,
    needs: row.needs,
    terms: row.terms,
    reason: row.reason,
    glass: row.glass_id,
    requester: row.requester,
    place: row.place,
    state: row.state,
    because: row.because,
    receipt: row.receipt,
    fence: row.fence,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    validUntil: row.valid_until?.toISOString() ?? null,
    startedAt: row.started_at?.toISOString() ?? null,
    approvals: votes
      .filter((one) => one.request_id === row.id)
      .map(({ person, verdict, reason, digest, at }): Approval => ({
        person,
        verdict,
        reason,
        digest,
        at: at.toISOString(),
      })),
  }));
}

export async function get(db: Db | Trx, id: string): Promise<Request | null> {
  const row = await db.selectFrom("requests").selectAll().where("id", "=", id).executeTakeFirst();
  return row ? ((await withVotes(db, [row]))[0] ?? null) : null;
}

export interface Locked extends Request {
  /** By the database's clock: nobody answered in time, or its yeses are too old. */
  readonly expired: boolean;
  readonly lapsed: boolean;
}

/** The request under a row lock: nobody else can move it until the transaction ends. */
export async function lock(trx: Trx, id: string): Promise<Locked | null> {
  const row = await trx
    .selectFrom("requests")
    .selectAll()
    .select(sql<boolean>`coalesce(expires_at <= clock_timestamp(), false)`.as("expired"))
    .select(sql<boolean>`coalesce(valid_until <= clock_timestamp(), false)`.as("lapsed"))
    .where("id", "=", id)
    .forUpdate()
    .executeTakeFirst();
  const [request] = row ? await withVotes(trx, [row]) : [];
  return row && request ? { ...request, expired: row.expired, lapsed: row.lapsed } : null;
}

/** Newest first. */
export async function list(db: Db, limit: number, offset = 0): Promise<Request[]> {
  const newest = db.selectFrom("requests").selectAll().orderBy("created_at", "desc").orderBy("id");
  return withVotes(db, await newest.limit(limit).offset(offset).execute());
}

/** Those that were asked for in this thread, oldest first; of more than `most`, the newest. */
export async function askedIn(db: Db, place: Place, most = 50): Promise<Request[]> {
  const rows = await db
    .selectFrom("requests")
    .selectAll()
    .where("created_at", ">", sql<Date>`clock_timestamp() - make_interval(secs => ${reach(place)})`)
    .where(sql<string>`place ->> 'platform'`, "=", place.platform)
    .where(sql<string>`place ->> 'channel'`, "=", place.channel)
    .where(sql<string>`coalesce(place ->> 'thread', '')`, "=", place.thread ?? "")
    .orderBy("created_at", "desc")
    .limit(most)
    .execute();
  return (await withVotes(db, rows)).toReversed();
}

/** Adds a vote, in the place of one that this person gave to an earlier plan. False if they have answered this one. */
export async function vote(
  trx: Trx,
  id: string,
  approval: Omit<Approval, "at"> & { account: string },
): Promise<boolean> {
  const made = await trx
    .insertInto("approvals")
    .values({ request_id: id, ...approval, reason: storable(approval.reason) })
    .onConflict((conflict) =>
      conflict
        .columns(["request_id", "person"])
        .doUpdateSet((row) => ({
          account: row.ref("excluded.account"),
          verdict: row.ref("excluded.verdict"),
          reason: row.ref("excluded.reason"),
          digest: row.ref("excluded.digest"),
          at: now,
        }))
        .whereRef("approvals.digest", "<>", "excluded.digest"),
    )
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Takes a yes out again. False if there is none. */
export async function retract(trx: Trx, id: string, person: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("approvals")
    .where("request_id", "=", id)
    .where("person", "=", person)
    .where("verdict", "=", "approve")
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** What the sweep must take up: approved but not started, or started by a process that has died. */
export async function toPerform(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("requests")
    .select("id")
    .where((where) =>
      where.or([where("state", "=", "queued"), where("state", "=", "running").and("lease_until", "<", now)]),
    )
    .orderBy("changed_at")
    .limit(100)
    .execute();
  return rows.map((row) => row.id);
}

/** Requests that nobody answered in time, by the database's clock. */
export async function overdue(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("requests")
    .select("id")
    .where("state", "=", "waiting")
    .where("expires_at", "<=", now)
    .limit(100)
    .execute();
  return rows.map((row) => row.id);
}

/** The database's clock, ISO 8601. */
export async function clock(trx: Trx): Promise<string> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(trx);
  return (rows[0]?.now ?? new Date(0)).toISOString();
}
