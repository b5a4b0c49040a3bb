/** `signalbox audit …`: verify the trail, sign where it stands, hand it out, archive its oldest part. */
import { tenant } from "../audit.ts";
import { archiveTrail } from "../audit/archive.ts";
import { deliver, signCheckpoint } from "../audit/checkpoints.ts";
import { checkTrail, type Checked, type Means } from "../audit/check.ts";
import { exportTrail, type Filter } from "../audit/export.ts";
import { folderOf, nextKey } from "../audit/key.ts";
import { describe, rotation } from "../audit/statement.ts";
import type { Where } from "../cli.ts";
import type { Config } from "../config.ts";
import { createLog } from "../log.ts";
import { wordAccount } from "../message.ts";
import { peopleOf } from "../people.ts";
import { problem } from "../problem.ts";
import { createRedactor } from "../providers/redact.ts";
import { append } from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import { redacting } from "../store/redacting.ts";
import { allowed } from "./allowed.ts";
import { readDatabase } from "./database.ts";
import { speaker } from "./site.ts";

type Json = { readonly json?: boolean };

/** With the database open, and the site's secrets kept out of what is written down. */
const withTrail = <T>(where: Where, work: (db: Db, config: Config) => Promise<T>): Promise<T> =>
  readDatabase(where, ({ db, config }) => {
    const redactor = createRedactor(config.secrets);
    return work(db.withPlugin(redacting((text) => redactor.text(text))), config);
  });

/** Whoever sits at this terminal, for what an administrator does. */
function atTerminal(config: Config): { readonly person: string | null; readonly account: string } {
  const account = speaker(config, undefined);
  return { person: peopleOf(config).of(account)?.id ?? null, account: wordAccount(account) };
}

export const verify = (options: Where & Json & Means): Promise<0 | 1> =>
  withTrail(options, async (db, config) => {
    const checked = await checkTrail(db, config, options);
    console.log(options.json ? JSON.stringify(checked) : wordChecked(checked));
    return checked.ok ? 0 : 1;
  });

export function wordChecked(checked: Checked): string {
  if (!checked.ok) {
    return checked.kind === "forged"
      ? `A signature about the audit trail up to entry ${checked.seq} does not hold: ${checked.why}.`
      : `The audit trail was tampered with at entry ${checked.seq}: ${checked.why}.`;
  }
  const { entries, hash, checkpoints, archived } = checked;
  const against =
    checkpoints > 0
      ? ` It agrees with ${checkpoints === 1 ? "1 signed checkpoint" : `${checkpoints} signed checkpoints`}.`
      : " There is no checkpoint to hold it against, so an end that was cut off would not show.";
  const gone = archived === undefined ? "" : ` Entries 1 to ${archived} are archived and were not looked at.`;
  return `The audit trail is whole: ${entries} entries, last hash ${hash.slice(0, 16)}.${against}${gone}`;
}

export const checkpoint = (options: Where): Promise<0 | 1> =>
  withTrail(options, async (db, config) => {
    const signed = await signCheckpoint(db, config);
    if (!signed) throw problem("AUDIT_BROKEN", { why: "it has no entry yet" });
    console.log(JSON.stringify(signed));
    return (await deliver(config, signed, createLog(config.log.level, config.log.file))) ? 0 : 1;
  });

export const rotateKey = (options: Where & { readonly newKey?: string }): Promise<0> =>
  withTrail(options, async (db, config) => {
    const change = nextKey(config, options.newKey);
    const [before, after] = [describe(change.old), describe(change.new)];
    const signed = rotation(tenant, change.old, change.new);
    const entry = { event: "key-rotated", ...atTerminal(config), rotation: signed } as const;
    await db.transaction().execute((trx) => append(trx, entry));
    change.settle();
    console.log(`Key ${after.id} follows ${before.id}; both have signed that in the trail.`);
    console.log(
      options.newKey === undefined
        ? `Its public half is ${folderOf(config)}/${after.id}.pub.pem: keep a copy where your checkpoints are.`
        : `Let audit.key name ${options.newKey} from now on; until then the old key signs.`,
    );
    return 0 as const;
  });

export interface ExportOptions extends Where, Json {
  readonly as?: string;
  readonly format: string;
  readonly from?: string;
  readonly to?: string;
  readonly person?: string;
  readonly environment?: string;
  readonly out: string;
}

export const exportEntries = (options: ExportOptions): Promise<0> =>
  withTrail(options, async (db, config) => {
    const { format, from, to, person, environment, out } = options;
    if (format !== "ndjson" && format !== "csv") throw problem("BAD_USAGE", { why: `there is no format ${format}` });
    const by = await allowedToExport(config, options);
    const filter: Filter = {
      ...(from === undefined ? {} : { from: time(from) }),
      ...(to === undefined ? {} : { to: time(to) }),
      ...(person === undefined ? {} : { person }),
      ...(environment === undefined ? {} : { environment }),
    };
    const manifest = await exportTrail(db, config, { format, filter, out, by });
    const counted = manifest.entries === 1 ? "1 entry" : `${manifest.entries} entries`;
    console.log(
      options.json ? JSON.stringify(manifest) : `Wrote ${counted} to ${out}/${manifest.file.name}, and a manifest.`,
    );
    return 0 as const;
  });

async function allowedToExport(config: Config, { as, format }: ExportOptions) {
  const person = await allowed(config, as, { action: "audit.export", input: { format }, id: "audit" });
  return { person: person.id, account: wordAccount(speaker(config, as)) };
}

export const archive = (options: Where & Json & { readonly before: string; readonly out: string }): Promise<0> =>
  withTrail(options, async (db, config) => {
    const before = time(options.before);
    const seal = await archiveTrail(db, config, { before, out: options.out, by: atTerminal(config) });
    if (!seal) {
      console.log(options.json ? "null" : `There is no entry from before ${before.toISOString()}.`);
      return 0 as const;
    }
    const signed = await signCheckpoint(db, config);
    if (signed) await deliver(config, signed, createLog(config.log.level, config.log.file));
    const range = `Entries ${seal.first} to ${seal.last}`;
    console.log(options.json ? JSON.stringify(seal) : `${range} are in ${options.out}/${seal.file} now.`);
    return 0 as const;
  });

/** ISO 8601, in UTC where it does not say. Throws Problem BAD_USAGE. */
function time(text: string): Date {
  const date = /^\d{4}-\d\d-\d\d/.test(text) ? new Date(/T.*\d$/.test(text) ? `${text}Z` : text) : new Date(Number.NaN);
  if (Number.isNaN(date.getTime())) throw problem("BAD_USAGE", { why: `${text} is not a time like 2026-11-20` });
  return date;
}
