/** An audit trail in a fresh database, filled by the real append. */
import { Kysely, PGliteDialect, sql } from "kysely";
import { PGlite } from "@electric-sql/pglite";
import type { AuditEntry } from "../../src/audit.ts";
import { append } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import type { Database } from "../../src/store/schema.ts";
import { up as first } from "../../migrations/002_audit.ts";
import { up as second } from "../../migrations/004_audit.ts";

export const asked = (number: number): AuditEntry => ({
  event: "waiting",
  person: number % 2 === 0 ? "ann" : "bob",
  account: `slack:U${number}`,
  request: `r-${number}`,
  action: "playbook.run",
  digest: "a".repeat(64),
  policies: ["change"],
});

/** In memory, with only the audit tables. */
export async function openTrail(): Promise<Db> {
  const db = new Kysely<Database>({ dialect: new PGliteDialect({ pglite: new PGlite() }) });
  await makeTables(db);
  return db;
}

export async function makeTables(db: Db): Promise<void> {
  for (const up of [first, second]) await up(db as unknown as Kysely<unknown>);
}

export async function fill(db: Db, count: number): Promise<void> {
  const entries = Array.from({ length: count }, (_, index) => asked(index + 1));
  await db.transaction().execute((trx) => append(trx, ...entries));
}

/** Does something to the trail that its triggers would refuse: what somebody with the database's password could do. */
export async function tamper(db: Db, statements: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const table of ["audit", "audit_head"])
      await sql`alter table ${sql.table(table)} disable trigger user`.execute(trx);
    for (const statement of statements.split(";")) await sql.raw(statement).execute(trx);
    for (const table of ["audit", "audit_head"])
      await sql`alter table ${sql.table(table)} enable trigger user`.execute(trx);
  });
}
