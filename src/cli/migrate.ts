/** `signalbox migrate`: for those who want the tables changed at a time of their choosing. */
import type { Where } from "../cli.ts";
import { withDatabase } from "./database.ts";

export const migrateAll = (where: Where): Promise<0> =>
  withDatabase(where, async ({ applied }) => {
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The tables are up to date.");
    return 0 as const;
  });
