/**
 * Signed checkpoints, written by the running bot and by `signalbox audit checkpoint`. What was signed last is remembered
 * in the data folder: nothing is signed over a trail that no longer holds it.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { tenant, type AuditHead } from "../audit.ts";
import type { Config } from "../config.ts";
import type { Log } from "../log.ts";
import { isProblem, problem } from "../problem.ts";
import * as store from "../store/audit.ts";
import type { Db } from "../store/database.ts";
import { destinationsOf, type Destination } from "./destinations.ts";
import { folderOf, openKey } from "./key.ts";
import { signed, type Checkpoint, type Signed } from "./statement.ts";

type At = Pick<Config, "data" | "audit" | "references" | "surroundings">;

export interface Delivered {
  /** The last entry of the last checkpoint that was kept there; 0 if none was. */
  readonly seq: number;
  /** Why the newest one is not there, and since when (ISO 8601). */
  readonly failed?: { readonly why: string; readonly since: string };
}

/** What is remembered between processes, and shown by `signalbox doctor`. */
export interface Standing {
  readonly last: Signed<Checkpoint> | null;
  readonly destinations: Readonly<Record<string, Delivered>>;
}

const fileOf = (at: Pick<At, "data">): string => path.join(folderOf(at), "checkpoints.json");

export function standing(at: Pick<At, "data">): Standing {
  const file = fileOf(at);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Standing) : { last: null, destinations: {} };
}

function remember(at: At, now: Standing): void {
  const file = fileOf(at);
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(now), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export const headOf = ({ seq, hash }: Pick<Checkpoint, "seq" | "hash">): AuditHead => ({
  seq,
  hash: Buffer.from(hash, "hex"),
});

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString("hex");

/**
 * Signs where the chain stands; null while it is empty. Throws Problem AUDIT_REWRITTEN, SECRET_MISSING or
 * AUDIT_KEY_BROKEN; then nothing is signed.
 */
export async function signCheckpoint(db: Db, at: At, last = standing(at).last): Promise<Signed<Checkpoint> | null> {
  const [head, anchor] = [await store.head(db), await store.anchor(db)];
  if (last && !(await holds(db, last, head, anchor))) throw problem("AUDIT_REWRITTEN", { seq: last.seq });
  if (!head) return null;
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db);
  const checkpoint: Checkpoint = {
    type: "checkpoint",
    v: 1,
    tenant,
    seq: head.seq,
    hash: hex(head.hash),
    at: (rows[0]?.now ?? new Date()).toISOString(),
    ...(anchor ? { archived: { seq: anchor.seq, hash: hex(anchor.hash) } } : {}),
  };
  return signed(checkpoint, openKey(at));
}

/** Whether the entry that was signed last still has that hash, as far as it is still here. */
async function holds(db: Db, last: Checkpoint, head: AuditHead | null, anchor: AuditHead | null): Promise<boolean> {
  if (!head || head.seq < last.seq) return false;
  if (anchor && anchor.seq > last.seq) return true;
  const row = anchor?.seq === last.seq ? anchor : (await store.read(db, last.seq, 1))[0];
  return row?.seq === last.seq && hex(row.hash) === last.hash;
}

/** Takes it to every place; what cannot be reached is remembered with its reason. True if it is everywhere. */
export async function deliver(at: At, checkpoint: Signed<Checkpoint>, log: Pick<Log, "warn">): Promise<boolean> {
  const line = JSON.stringify(checkpoint);
  const before = standing(at).destinations;
  const attempt = async ({ name, deliver: keep }: Destination): Promise<[string, Delivered]> => {
    const was = before[name];
    if (was && was.seq >= checkpoint.seq && !was.failed) return [name, was];
    try {
      await keep(line);
      return [name, { seq: checkpoint.seq }];
    } catch (error) {
      const why = (error as Error).message;
      log.warn({ destination: name, error: why }, "a checkpoint of the audit trail was not kept");
      return [name, { seq: was?.seq ?? 0, failed: { why, since: was?.failed?.since ?? new Date().toISOString() } }];
    }
  };
  const destinations = Object.fromEntries(await Promise.all(destinationsOf(at).map(attempt)));
  remember(at, { last: checkpoint, destinations });
  return Object.values(destinations).every(({ failed }) => !failed);
}

export interface Checkpoints {
  start(): void;
  /** Signs what has come since, once more, and ends. */
  stop(): Promise<void>;
}

/** Milliseconds between looks at the chain's head. */
const lookEvery = 5000;

/** Does nothing at a site that names no place for them. Whatever fails is logged once and tried again. */
export function createCheckpoints(db: Db, at: At, log: Pick<Log, "warn" | "error">): Checkpoints {
  const { every, after, file, git, webhook } = at.audit.checkpoint;
  const on = file !== undefined || git !== undefined || webhook !== undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let signedAt = 0;
  // Where an earlier process did not get through is tried again.
  let delivered = false;
  let busy = false;
  let said = "";

  const look = async (now: "if due" | "in any case"): Promise<void> => {
    try {
      const { last } = standing(at);
      const head = await store.head(db);
      const fresh = (head?.seq ?? 0) - (last?.seq ?? 0);
      const due = now === "in any case" || fresh >= after || Date.now() - signedAt >= every * 1000;
      if (!due || (fresh === 0 && delivered)) return;
      const checkpoint = fresh === 0 && last ? last : await signCheckpoint(db, at, last);
      if (checkpoint) delivered = await deliver(at, checkpoint, log);
      signedAt = Date.now();
      said = "";
    } catch (error) {
      const why = isProblem(error) ? error.message : String(error);
      if (why !== said) log.error({ error: why }, "no checkpoint of the audit trail was signed");
      said = why;
    }
  };
  return {
    start: () => {
      if (!on) return;
      timer = setInterval(
        () => {
          if (busy) return;
          busy = true;
          looking = look("if due").finally(() => (busy = false));
        },
        Math.min(lookEvery, every * 1000),
      );
    },
    stop: async () => {
      if (!timer) return;
      clearInterval(timer);
      await looking;
      await look("in any case");
    },
  };
}
