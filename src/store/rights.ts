/**
 * Database roles. The owner makes the tables and may archive; the bot can do with less: a role that may append to the
 * audit trail and do nothing else to it. The embedded database has one session and no roles to speak of.
 */
import { sql } from "kysely";
import { problem } from "../problem.ts";
import type { Db } from "./database.ts";

/** The tables that nobody but the functions of migrations/ writes to. */
const guarded = ["audit", "audit_head", "audit_anchor"];

export interface Rights {
  readonly role: string;
  /** Everything by which this role could change the trail, a clause each; empty if it can only append. */
  readonly ways: readonly string[];
}

/** What the role in use could do to the trail, by its own rights or those of a role that it is a member of. */
export async function rightsOverTrail(db: Db): Promise<Rights> {
  const { rows } = await sql<{ role: string; superuser: boolean; table: string; owns: boolean; may: string[] }>`
    select current_user as role, rolsuper as superuser, relname as table,
      pg_has_role(current_user, relowner, 'USAGE') as owns,
      array(
        select lower(right_) from unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) as right_
        where has_table_privilege(current_user, pg_class.oid, right_)
      ) as may
    from pg_class join pg_roles on rolname = current_user
    where relnamespace = current_schema()::regnamespace and relname = any(${guarded}::text[])
    order by relname`.execute(db);
  const [any] = rows;
  if (!any) throw new Error("the audit trail's tables are not there");
  if (any.superuser) return { role: any.role, ways: ["is a superuser"] };
  return {
    role: any.role,
    ways: rows.flatMap(({ table, owns, may }) =>
      owns ? [`owns ${table}`] : may.length > 0 ? [`may ${may.join(", ")} on ${table}`] : [],
    ),
  };
}

/** Throws Problem NOT_THE_OWNER. */
export async function insistOnOwner(db: Db, what: string): Promise<void> {
  const { rows } = await sql<{ role: string; may: boolean }>`
    select current_user as role, has_function_privilege('audit_archive(text, bigint, bytea)', 'execute') as may
  `.execute(db);
  const [row] = rows;
  if (!row?.may) throw problem("NOT_THE_OWNER", { role: row?.role ?? "", what });
}

/**
 * Gives this role what the bot needs, and of the audit trail nothing but to read it and to append to it. To be given again
 * after each migration. Throws Problem BAD_USAGE if there is no such role.
 */
export async function grantTo(db: Db, role: string): Promise<void> {
  const { rows } = await sql`select 1 from pg_roles where rolname = ${role}`.execute(db);
  if (rows.length === 0) throw problem("BAD_USAGE", { why: `there is no database role ${role}` });
  const to = sql.id(role);
  const { rows: tables } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables where schemaname = current_schema()`.execute(db);
  await db.transaction().execute(async (trx) => {
    const schema = sql.id(tables[0]?.schema ?? "public");
    await sql`grant usage on schema ${schema} to ${to}`.execute(trx);
    await sql`grant execute on function audit_append(text, text) to ${to}`.execute(trx);
    await sql`revoke all on function audit_archive(text, bigint, bytea) from ${to}`.execute(trx);
    for (const { name } of tables) {
      const table = sql.id(name);
      await sql`revoke all on ${table} from ${to}`.execute(trx);
      const readOnly = guarded.includes(name) || name.startsWith("kysely_");
      await sql`grant ${readOnly ? sql`select` : sql`select, insert, update, delete`} on ${table} to ${to}`.execute(
        trx,
      );
    }
  });
}
