/** `signalbox migrate`: for those who want the tables changed at a time of their choosing. */
import type { Where } from "../cli.ts";
import { migrate, openDatabase } from "../store/database.ts";
import { openConfig } from "./site.ts";

export async function migrateAll(where: Where): Promise<0> {
  const config = openConfig(where);
  const { db, close } = await openDatabase(config.data, config.database.url);
  try {
    const applied = await migrate(db);
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The tables are up to date.");
    return 0;
  } finally {
    await close();
  }
}
