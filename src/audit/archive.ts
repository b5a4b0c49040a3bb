/**
 * Retention: the oldest entries leave the database as one sealed segment, a file and a signed statement of what it holds.
 * The chain goes on from its last entry, and the trail says so.
 */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { genesis, tenant, type AuditEntry, type AuditHead, type AuditRow } from "../audit.ts";
import type { Config } from "../config.ts";
import { problem } from "../problem.ts";
import { anchor, append, pages, takeOut, verifyAudit } from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import { insistOnOwner } from "../store/rights.ts";
import { headOf, standing } from "./checkpoints.ts";
import { writeFileOf } from "./file.ts";
import { openKey } from "./key.ts";
import { readLine, writeLine } from "./line.ts";
import { signed, type Signed } from "./statement.ts";
import { verify } from "./verify.ts";

export interface Seal {
  readonly type: "segment";
  readonly v: 1;
  readonly tenant: string;
  readonly file: string;
  readonly sha256: string;
  readonly first: number;
  readonly last: number;
  /** Of the entry before the first, and of the last; hex. */
  readonly prev: string;
  readonly hash: string;
}

const nameOf = (first: number): string => String(first).padStart(12, "0");
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/**
 * Takes out what was written before that time. The segment is written and read back before anything is removed; null if
 * there is nothing so old. Throws Problem NOT_THE_OWNER or AUDIT_BROKEN.
 */
export async function archiveTrail(
  db: Db,
  config: Pick<Config, "data" | "audit" | "references">,
  order: { readonly before: Date; readonly out: string; readonly by: { person: string | null; account: string } },
): Promise<Signed<Seal> | null> {
  await insistOnOwner(db, "archive the audit trail");
  const key = openKey(config);
  const { last: noted } = standing(config);
  const verdict = await verifyAudit(db, { noted: noted ? [headOf(noted)] : [] });
  if (!verdict.ok) throw problem("AUDIT_BROKEN", { why: verdict.why });

  const start = await anchor(db);
  const first = (start?.seq ?? 0) + 1;
  const before = order.before.toISOString();
  let last: AuditRow | null = null;
  const pieces = async function* (): AsyncGenerator<string> {
    for await (const page of pages(db, { first })) {
      for (const row of page) {
        if ((JSON.parse(row.body) as { at: string }).at >= before) return;
        last = row;
        yield writeLine(tenant, row);
      }
    }
  };
  const [oldest] = await firstOf(pieces());
  if (oldest === undefined) return null;
  mkdirSync(order.out, { recursive: true, mode: 0o700 });
  const file = `${nameOf(first)}.ndjson`;
  const { sha256 } = await writeFileOf(path.join(order.out, file), pieces());
  const end = last as AuditRow | null;
  if (!end) return null;
  const seal: Seal = {
    type: "segment",
    v: 1,
    tenant,
    file,
    sha256,
    first,
    last: end.seq,
    prev: hex(start?.hash ?? genesis),
    hash: hex(end.hash),
  };
  const sealed = signed(seal, key);
  await writeFile(path.join(order.out, `${nameOf(first)}.seal.json`), `${JSON.stringify(sealed)}\n`, { mode: 0o600 });
  await readBack(order.out, seal, start);

  const segment = { first, last: end.seq, hash: seal.hash, sha256 };
  const entry: AuditEntry = { event: "archived", ...order.by, segment };
  await db.transaction().execute(async (trx) => {
    await append(trx, entry);
    const taken = await takeOut(trx, end);
    if (taken !== end.seq - first + 1) throw problem("AUDIT_BROKEN", { why: "entries came or went meanwhile" });
  });
  return sealed;
}

async function firstOf<T>(values: AsyncIterable<T>): Promise<T[]> {
  for await (const value of values) return [value];
  return [];
}

async function readBack(folder: string, seal: Seal, start: AuditHead | null): Promise<void> {
  const end = { seq: seal.last, hash: Buffer.from(seal.hash, "hex") };
  const archive = openArchive(folder, seal);
  const verdict = await verify({ tenant, rows: archive.rows, head: end, start, vouched: true });
  if (!verdict.ok) {
    throw problem("AUDIT_BROKEN", { why: `${seal.file} was not written as it should be: ${verdict.why}` });
  }
  const [wrong] = archive.wrong;
  if (wrong) throw problem("AUDIT_BROKEN", { why: wrong });
}

export interface Archive {
  readonly seals: readonly Signed<Seal>[];
  /** The entry that the first one here follows; null if that is the first of all. */
  readonly start: AuditHead | null;
  readonly rows: AsyncIterable<AuditRow>;
  /** Files that are not what their seals say, a clause each; complete when all rows have been read. */
  readonly wrong: readonly string[];
}

/** The segments in this folder that lie between these entries. Throws Problem CHECKPOINT_BROKEN. */
export function openArchive(
  folder: string,
  { first = 1, last }: { readonly first?: number; readonly last: number },
): Archive {
  if (!existsSync(folder)) throw problem("CHECKPOINT_BROKEN", { file: folder, why: "there is no such folder" });
  const files = readdirSync(folder).filter((name) => name.endsWith(".seal.json"));
  const seals = files
    .map((name) => readSeal(path.join(folder, name)))
    .filter((seal) => seal.first >= first && seal.last <= last)
    .toSorted((a, b) => a.first - b.first);
  const [oldest] = seals;
  if (!oldest) throw problem("CHECKPOINT_BROKEN", { file: folder, why: "there is no archived segment in it" });
  const wrong: string[] = [];
  return {
    seals,
    start: oldest.first > 1 ? { seq: oldest.first - 1, hash: Buffer.from(oldest.prev, "hex") } : null,
    rows: rowsOf(folder, seals, wrong),
    wrong,
  };
}

function readSeal(file: string): Signed<Seal> {
  try {
    const seal = JSON.parse(readFileSync(file, "utf8")) as Signed<Seal>;
    if (seal.type !== "segment" || path.basename(seal.file) !== seal.file) throw new Error("it is not a seal");
    return seal;
  } catch (error) {
    throw problem("CHECKPOINT_BROKEN", { file, why: (error as Error).message });
  }
}

async function* rowsOf(folder: string, seals: readonly Seal[], wrong: string[]): AsyncGenerator<AuditRow> {
  for (const { file, sha256 } of seals) {
    const whole = path.join(folder, file);
    const digest = createHash("sha256");
    const bytes = createReadStream(whole).on("data", (chunk) => digest.update(chunk));
    try {
      for await (const line of createInterface({ input: bytes })) yield readLine(line);
    } catch (error) {
      throw problem("CHECKPOINT_BROKEN", { file: whole, why: (error as Error).message });
    }
    if (digest.digest("hex") !== sha256) wrong.push(`${file} is not the file that was sealed`);
  }
}
