/** Where the audit trail is kept. Appending takes a transaction: what changed and its entry are written as one. */
import { sql, type Kysely } from "kysely";
import { seal, verify, type AuditEntry, type AuditHead, type AuditRow, type Verdict } from "../audit.ts";
import type { Trx } from "./database.ts";

/** A row as the driver gives it: `pg` has 64-bit integers as text, PGlite as numbers. */
type Raw<T extends { seq: number }> = Omit<T, "seq"> & { readonly seq: string | number };
const numbered = <T extends { seq: number }>(row: Raw<T>) => ({ ...row, seq: Number(row.seq) });

/** One site, one chain; the table could hold several. */
const tenant = "site";

/** Adds entries to the end of the chain, in this order. Concurrent appends wait for one another until they commit. */
export async function append(trx: Trx, ...entries: readonly AuditEntry[]): Promise<void> {
  const clock = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(trx);
  await appendAt(trx, one(clock.rows).now, entries);
}

/** The same, for whoever has asked the database for the time already. */
export async function appendAt(trx: Trx, now: Date, entries: readonly AuditEntry[]): Promise<void> {
  const at = now.toISOString();
  const bodies = entries.map((entry) => seal(entry, at));
  await sql`
    select audit_append(${tenant}, body)
    from (select body from unnest(${bodies}::text[]) with ordinality as given (body, place) order by place) as ordered
  `.execute(trx);
}

/** Up to `limit` entries from number `from` on, in order. */
export async function read<DB>(db: Kysely<DB>, from: number, limit: number): Promise<AuditRow[]> {
  const { rows } = await sql<Raw<AuditRow>>`
    select seq, body, prev, hash from audit where tenant = ${tenant} and seq >= ${from} order by seq limit ${limit}
  `.execute(db);
  return rows.map(numbered<AuditRow>);
}

/** Where the chain stands; null before the first entry. */
export async function head<DB>(db: Kysely<DB>): Promise<AuditHead | null> {
  const { rows } = await sql<Raw<AuditHead>>`
    select seq, hash from audit_head where tenant = ${tenant}
  `.execute(db);
  return rows[0] ? numbered<AuditHead>(rows[0]) : null;
}

/**
 * Follows the whole chain, a page at a time; entries that are appended meanwhile are not judged. `noted` is a head that
 * somebody wrote down elsewhere: without it, a trail that was rewritten to its end looks whole.
 */
export async function verifyAudit<DB>(db: Kysely<DB>, noted?: AuditHead): Promise<Verdict> {
  const end = await head(db);
  return verify({ tenant, rows: everything(db, end), head: end, ...(noted ? { noted } : {}) });
}

/** Every entry up to `end`, then any that stands behind the head as it is by then: no append puts one there. */
async function* everything<DB>(db: Kysely<DB>, end: AuditHead | null): AsyncGenerator<AuditRow> {
  const last = end?.seq ?? Number.MAX_SAFE_INTEGER;
  const page = 5000;
  let rows: AuditRow[];
  let from = 1;
  do {
    rows = (await read(db, from, page)).filter((row) => row.seq <= last);
    yield* rows;
    from = (rows.at(-1)?.seq ?? last) + 1;
  } while (rows.length === page);
  const { rows: strays } = await sql<Raw<AuditRow>>`
    select audit.seq, body, prev, audit.hash from audit join audit_head using (tenant)
    where tenant = ${tenant} and audit.seq > audit_head.seq order by audit.seq
  `.execute(db);
  yield* strays.map(numbered<AuditRow>);
}

const one = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Error("the database returned no row");
  return row;
};
