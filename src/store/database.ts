/** Opens the database: embedded (PGlite in the data folder) or PostgreSQL. One SQL dialect for both. */
import { mkdirSync, readdirSync } from "node:fs";
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

async function openEmbedded(folder: string): Promise<Opened> {
  const claim = claimFolder(folder);
  try {
    const files = path.join(folder, "postgres");
    mkdirSync(files, { recursive: true, mode: 0o700 });
    const pool = await openPglite(files);
    const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
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
  const pool = new pg.Pool({ connectionString: url.reveal(), max: 10, application_name: "signalbox" });
  // An idle connection that breaks must not end the process; the next query opens another.
  pool.on("error", () => {});
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

/** Brings the schema up to date; several processes may race, one applies. Returns the names that were applied. */
export async function migrate(db: Db): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: {
      getMigrations: async () => {
        const files = readdirSync(folderOfMigrations).filter((file) => /^\d+_\w+\.ts$/.test(file));
        const loaded = files.map(async (file) => [
          path.basename(file, ".ts"),
          (await import(pathToFileURL(path.join(folderOfMigrations, file)).href)) as Migration,
        ]);
        return Object.fromEntries(await Promise.all(loaded)) as Record<string, Migration>;
      },
    },
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error) throw error;
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}
