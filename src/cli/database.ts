/** For commands that only need the database: nothing is started, and it is closed again whatever happens. */
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { hasEmbedded, migrate, openDatabase, type Db } from "../store/database.ts";
import { openConfig } from "./site.ts";

interface At {
  readonly db: Db;
  readonly config: Config;
  /** Migrations that had to be applied first. */
  readonly applied: readonly string[];
}

/** Throws Problem DATA_MISSING where there is no database to read: an empty record must not pass for a whole one. */
export async function readDatabase<T>(where: Where, work: (at: At) => Promise<T>): Promise<T> {
  const { data, database } = await openConfig(where);
  if (!database.url && !hasEmbedded(data)) throw problem("DATA_MISSING", { folder: data });
  return withDatabase(where, work);
}

export async function withDatabase<T>(where: Where, work: (at: At) => Promise<T>): Promise<T> {
  const config = await openConfig(where);
  const opened = await openDatabase(config.data, config.database.url);
  try {
    const applied = await migrate(opened.db);
    return await work({ db: opened.db, config, applied });
  } finally {
    await opened.close();
  }
}
