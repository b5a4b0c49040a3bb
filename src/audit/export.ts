/** Hands out entries for auditors: one file, and a signed manifest that says what it holds and what it does not. */
import { existsSync, mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { tenant, type AuditHead, type AuditRow } from "../audit.ts";
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { anchor, append, head, pages } from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import { environmentsOf, type Written as Entry } from "../store/trail.ts";
import { signCheckpoint } from "./checkpoints.ts";
import { csvHeader, csvLine } from "./csv.ts";
import { writeFileOf } from "./file.ts";
import { openKey } from "./key.ts";
import { writeLine } from "./line.ts";
import { signed, type Checkpoint, type Signed } from "./statement.ts";

export interface Filter {
  /** From this time on, and before that one. */
  readonly from?: Date;
  readonly to?: Date;
  readonly person?: string;
  readonly environment?: string;
}

export interface Order {
  readonly format: "ndjson" | "csv";
  readonly filter: Filter;
  readonly out: string;
  readonly by: { readonly person: string | null; readonly account: string };
}

export interface Manifest {
  readonly type: "export";
  readonly v: 1;
  readonly tenant: string;
  readonly by: Order["by"];
  /** The entry that says that this was exported; it is the last that was looked at. */
  readonly exported: Place;
  readonly filter: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly sha256: string; readonly bytes: number };
  readonly entries: number;
  readonly first: Place | null;
  readonly last: Place | null;
  /** The last entry that was archived and so is not here. */
  readonly archived: Place | null;
  readonly checkpoint: Signed<Checkpoint> | null;
}

interface Place {
  readonly seq: number;
  /** Hex. */
  readonly hash: string;
}

const placeOf = ({ seq, hash }: AuditHead): Place => ({ seq, hash: Buffer.from(hash).toString("hex") });

/** Written down before anything is read. Throws Problem BAD_USAGE where the folder has an export already. */
export async function exportTrail(
  db: Db,
  config: Pick<Config, "data" | "audit" | "references" | "surroundings">,
  { format, filter, out, by }: Order,
): Promise<Signed<Manifest>> {
  const key = openKey(config);
  const manifestFile = path.join(out, "manifest.json");
  if (existsSync(manifestFile)) throw problem("BAD_USAGE", { why: `${out} holds an export already` });
  mkdirSync(out, { recursive: true, mode: 0o700 });

  const words = wordFilter(filter);
  const asked = Object.entries({ ...words, format }).map(([name, value]) => `${name}=${value}`);
  const exported = await db.transaction().execute(async (trx) => {
    await append(trx, { event: "exported", ...by, filter: asked.join(" ") });
    return head(trx);
  });
  if (!exported) throw new Error("the entry that was just written is not there");
  const checkpoint = await signCheckpoint(db, config);

  let entries = 0;
  let first: AuditRow | null = null;
  let last: AuditRow | null = null;
  const name = `audit.${format}`;
  const pieces = async function* (): AsyncGenerator<string> {
    if (format === "csv") yield csvHeader;
    for await (const { row, entry } of matching(db, filter, exported.seq)) {
      entries++;
      first ??= row;
      last = row;
      yield format === "csv" ? csvLine(row, entry) : writeLine(tenant, row);
    }
  };
  const written = await writeFileOf(path.join(out, name), pieces());
  const archived = await anchor(db);
  const manifest: Manifest = {
    type: "export",
    v: 1,
    tenant,
    by,
    exported: placeOf(exported),
    filter: words,
    file: { name, ...written },
    entries,
    first: first && placeOf(first),
    last: last && placeOf(last),
    archived: archived && placeOf(archived),
    checkpoint,
  };
  const sealed = signed(manifest, key);
  await writeFile(manifestFile, `${JSON.stringify(sealed, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  return sealed;
}

const wordFilter = ({ from, to, person, environment }: Filter): Record<string, string> => ({
  ...(from ? { from: from.toISOString() } : {}),
  ...(to ? { to: to.toISOString() } : {}),
  ...(person === undefined ? {} : { person }),
  ...(environment === undefined ? {} : { environment }),
});

async function* matching(
  db: Db,
  { from, to, person, environment }: Filter,
  last: number,
): AsyncGenerator<{ readonly row: AuditRow; readonly entry: Entry }> {
  const [since, until] = [from?.toISOString() ?? "", to?.toISOString() ?? "~"];
  for await (const page of pages(db, { last })) {
    const rows = page.map((row) => ({ row, entry: JSON.parse(row.body) as Entry }));
    const near = rows.filter(
      ({ entry }) => entry.at >= since && entry.at < until && (person === undefined || entry.person === person),
    );
    if (environment === undefined) {
      yield* near;
      continue;
    }
    // Entries that do not say where they belong: the request that they are about does.
    const silent = near.flatMap(({ entry }) => (entry.environments ? [] : (entry.request ?? [])));
    const known = await environmentsOf(db, [...new Set(silent)]);
    yield* near.filter(({ entry }) =>
      (entry.environments ?? known.get(entry.request ?? "") ?? []).includes(environment),
    );
  }
}
