/** `signalbox audit verify`: recomputes the chain from its first entry. */
import type { Where } from "../cli.ts";
import { problem } from "../problem.ts";
import { verifyAudit } from "../store/audit.ts";
import { readDatabase } from "./database.ts";

export async function audit(verb: string, options: Where & { readonly json?: boolean }): Promise<0 | 1> {
  if (verb !== "verify") throw problem("BAD_USAGE", { why: `there is no command audit ${verb}` });
  const verdict = await readDatabase(options, ({ db }) => verifyAudit(db));
  if (options.json) console.log(JSON.stringify(verdict));
  else if (verdict.ok) {
    console.log(`The audit trail is whole: ${verdict.entries} entries, last hash ${verdict.hash.slice(0, 16)}.`);
  } else console.log(`The audit trail was tampered with at entry ${verdict.seq}: ${verdict.why}.`);
  return verdict.ok ? 0 : 1;
}
