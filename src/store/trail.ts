/** Looking things up in the audit trail; what is found is a copy of what was written, never a proof. */
import { sql } from "kysely";
import { tenant, type AuditEntry } from "../audit.ts";
import type { Db } from "./database.ts";

export type Written = AuditEntry & { readonly at: string };

export interface Found {
  readonly seq: number;
  readonly entry: Written;
}

/** Exactly these expressions are indexed. They are found in canonical JSON only where the key itself stands. */
const requestOf = sql<string>`substring(body from '"request":"([^"]*)"')`;
const personOf = sql<string>`substring(body from '"person":"([^"]*)"')`;

/** Entries about this request, or by this person, or both: newest first, older than entry `before`. */
export async function find(
  db: Db,
  { request, person }: { readonly request?: string | undefined; readonly person?: string | undefined },
  before: number,
  limit: number,
): Promise<Found[]> {
  const { rows } = await sql<{ seq: string | number; body: string }>`
    select seq, body from audit where tenant = ${tenant} and seq < ${before}
    ${request === undefined ? sql`` : sql`and ${requestOf} = ${request}`}
    ${person === undefined ? sql`` : sql`and ${personOf} = ${person}`}
    order by seq desc limit ${limit}`.execute(db);
  return rows.map(({ seq, body }) => ({ seq: Number(seq), entry: JSON.parse(body) as Written }));
}

/** The environments of what these requests are about. */
export async function environmentsOf(db: Db, requests: readonly string[]): Promise<Map<string, readonly string[]>> {
  if (requests.length === 0) return new Map();
  const rows = await db.selectFrom("requests").select(["id", "plan"]).where("id", "in", requests).execute();
  return new Map(rows.map(({ id, plan }) => [id, plan.resources.flatMap(({ environment }) => environment ?? [])]));
}
