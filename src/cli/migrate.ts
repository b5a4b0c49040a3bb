/** `signalbox migrate`: for those who want the tables changed at a time of their choosing, by a role of their choosing. */
import type { Where } from "../cli.ts";
import { problem } from "../problem.ts";
import { grantTo } from "../store/rights.ts";
import { withDatabase } from "./database.ts";

export const migrateAll = ({ role, ...where }: Where & { readonly role?: string }): Promise<0> =>
  withDatabase(where, async ({ db, config, applied }) => {
    if (role !== undefined && !config.database.url) {
      throw problem("BAD_USAGE", { why: "--role is for a PostgreSQL server: the embedded database has one role" });
    }
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The tables are up to date.");
    if (role === undefined) return 0 as const;
    await grantTo(db, role);
    console.log(`${role} may run the bot, and append to the audit trail.`);
    return 0 as const;
  });
