/** Opens the database: embedded (PGlite in the data folder) or PostgreSQL. One SQL dialect for both. */
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Kysely, PostgresDialect, sql, type Transaction } from "kysely";
import { Migrator, type Migration } from "kysely/migration";
import { problem } from "../problem.ts";
import type { Secret } from "../secret.ts";
import { claimFolder } from "./folder.ts";
import { openPglite } from "./pglite-pool.ts";
import type { Database } from "./schema.ts";

export type Db = Kysely<Database>;
/** Inside a transaction; every write of the store takes one, so that state and audit are one. */
export type Trx = Transaction<Database>;

export interface Opened {
  readonly db: Db;
  readonly kind: "embedded" | "postgres";
  readonly close: () => Promise<void>;
}

/** Throws Problem DATA_READ_ONLY, DATA_IN_USE or DATABASE_UNREACHABLE. */
export async function openDatabase(folder: string, url: Secret | null): Promise<Opened> {
  return url ? openPostgres(url) : openEmbedded(folder);
}

const filesIn = (folder: string): string => path.join(folder, "postgres");

/** Whether an embedded database has been made in this data folder. */
export const hasEmbedded = (folder: string): boolean => existsSync(path.join(filesIn(folder), "PG_VERSION"));

async function openEmbedded(folder: string): Promise<Opened> {
  const claim = claimFolder(folder);
  try {
    const files = filesIn(folder);
    mkdirSync(files, { recursive: true, mode: 0o700 });
    const pool = await openPglite(files);
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
    // Kysely closes only a pool that it has used, and the worker would keep the process alive.
    await sql`select 1`.execute(db);
    return {
      db,
      kind: "embedded",
      close: async () => {
        await db.destroy();
        claim.release();
      },
    };
  } catch (error) {
    claim.release();
    throw error;
  }
}

async function openPostgres(url: Secret): Promise<Opened> {
  const { default: pg } = await import("pg");
  const pool = new pg.Pool({
    connectionString: url.reveal(),
    max: 10,
    application_name: "signalbox",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A process that is frozen in a transaction holds locks that all others wait for, the audit trail's head among them.
    idle_in_transaction_session_timeout: 10_000,
  });
  // A connection that breaks, idle or between two statements of a transaction, must not end the process: whoever uses it
  // is told by the next query. The pool listens only while a connection is idle.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    await sql`select 1`.execute(db);
  } catch (error) {
    await db.destroy();
    // The message names host and port, never the password.
    throw problem("DATABASE_UNREACHABLE", { why: (error as Error).message });
  }
  return { db, kind: "postgres", close: () => db.destroy() };
}

const folderOfMigrations = path.join(import.meta.dirname, "../../migrations");

const namesOfMigrations = (): string[] =>
  readdirSync(folderOfMigrations)
    .filter((file) => /^\d+_\w+\.ts$/.test(file))
    .map((file) => path.basename(file, ".ts"))
    .toSorted();

async function appliedMigrations(db: Db): Promise<string[]> {
  const known = await sql<{ name: string | null }>`select to_regclass('kysely_migration')::text as name`.execute(db);
  if (known.rows[0]?.name === null) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}

/** The names of the migrations that the database still lacks. Changes nothing. */
export async function pendingMigrations(db: Db): Promise<string[]> {
  const applied = await appliedMigrations(db);
  return namesOfMigrations().filter((name) => !applied.includes(name));
}

/** PostgreSQL's code for it. */
const insufficientPrivilege = "42501";

/** Brings the schema up to date; several processes may race, one applies. Returns the names that were applied. Throws Problem NOT_THE_OWNER. */
export async function migrate(db: Db): Promise<string[]> {
  // Kysely's own look takes a third of a second on the embedded database.
  if ((await appliedMigrations(db)).join() === namesOfMigrations().join()) return [];
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => {
        const loaded = namesOfMigrations().map(async (name) => [
          name,
          (await import(pathToFileURL(path.join(folderOfMigrations, `${name}.ts`)).href)) as Migration,
        ]);
        return Object.fromEntries(await Promise.all(loaded)) as Record<string, Migration>;
      },
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if ((error as { code?: string } | undefined)?.code === insufficientPrivilege) {
    const { rows } = await sql<{ role: string }>`select current_user as role`.execute(db);
    throw problem("NOT_THE_OWNER", { role: rows[0]?.role ?? "", what: "change the tables, which are out of date" });
  }
  if (error) throw error;
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}
