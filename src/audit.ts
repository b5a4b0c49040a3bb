/**
 * The audit trail: who did what, when and on whose yes, as a chain in which every entry's hash covers the one before.
 * `verify` needs nothing of ours but this file: what it checks is written in migrations/002_audit.ts and docs/audit.md.
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import type { Receipt } from "./receipt.ts";

/** Everything that is ever written down. A state of a request that is entered is an event of the same name. */
export const events = [
  "answered",
  "waiting",
  "queued",
  "refused",
  "voted",
  "approved",
  "denied",
  "vote-refused",
  "retracted",
  "lapsed",
  "reasoned",
  "narrowed",
  "reminded",
  "escalated",
  "glass-broken",
  "glass-mended",
  "glass-reviewed",
  "glass-closed",
  "review-overdue",
  "expired",
  "withdrawn",
  "stop-asked",
  "stale",
  "running",
  "done",
  "failed",
  "lost",
  "cancelled",
  "started",
  "stopped",
  "link-offered",
  "link-claimed",
  "link-refused",
  "account-linked",
  "account-unlinked",
  "role-granted",
  "role-revoked",
  "delegated",
  "delegation-ended",
  "policies-changed",
  "policies-refused",
] as const;

export type AuditEvent = (typeof events)[number];

export interface AuditEntry {
  readonly event: AuditEvent;
  /** Who: a person of the configuration, and the face they showed ("slack:U123"). Null: the bot by itself. */
  readonly person: string | null;
  readonly account: string | null;
  /** The inbox's id of what was said, and what it was taken for. */
  readonly message?: string;
  readonly kind?: string;
  readonly request?: string;
  readonly action?: string;
  /** Of the plan: what was asked for, agreed to or carried out, exactly. */
  readonly digest?: string;
  /** Ids of the policies that decided, and the version of all of them. */
  readonly policies?: readonly string[];
  readonly policyVersion?: string;
  /** The broken glass under which it was asked for, or which it speaks of. */
  readonly glass?: string;
  /** The version that was in force until then. */
  readonly policyBefore?: string;
  /** Which attempt it was. */
  readonly fence?: number;
  /** How it ended. Of its output only the hash is kept. */
  readonly outcome?: Receipt;
  readonly because?: string;
}

/** The text that is chained: RFC 8785 JSON. `at` is ISO 8601, by the database's clock. */
export function seal({ outcome, ...entry }: AuditEntry, at: string): string {
  const { output, ...ended } = outcome ?? {};
  const text = canonicalize(
    wellFormed({
      v: 1,
      at,
      ...entry,
      ...(outcome ? { outcome: { ...ended, ...(output ? { output: digestOf(output) } : {}) } } : {}),
    }),
  );
  if (text === undefined) throw new TypeError("an audit entry must be plain JSON");
  return text;
}

/** Half a surrogate pair has no UTF-8, and so no RFC 8785 JSON; what a provider said may be cut inside one. */
const wellFormed = (entry: object): unknown =>
  JSON.parse(JSON.stringify(entry), (_, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value));

const digestOf = ({ text, bytes, cut }: NonNullable<Receipt["output"]>) => ({
  sha256: createHash("sha256").update(text).digest("hex"),
  bytes,
  cut,
});

export interface AuditRow {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly body: string;
  readonly prev: Uint8Array;
  readonly hash: Uint8Array;
}

/** Where a chain stands, or stood: what to note down elsewhere. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: Uint8Array;
}

export type Verdict =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Of the last entry, hex: what to note down elsewhere. */
      readonly hash: string;
    }
  | {
      readonly ok: false;
      readonly kind: "edited" | "deleted" | "inserted" | "swapped" | "cut" | "rewritten";
      /** The first entry that is not as it was written, or not where, or not there. */
      readonly seq: number;
      /** What is wrong: a clause for `…: {why}.` */
      readonly why: string;
    };

type Finding = Extract<Verdict, { ok: false }>;

export const genesis = new Uint8Array(32);

/** SHA-256 over prev ‖ seq (8 bytes, big endian) ‖ tenant ‖ 0x00 ‖ body. */
export function chainHash(prev: Uint8Array, seq: number, tenant: string, body: string): Uint8Array {
  const number = Buffer.alloc(8);
  number.writeBigInt64BE(BigInt(seq));
  return createHash("sha256").update(prev).update(number).update(`${tenant}\0${body}`).digest();
}

export interface Chain {
  readonly tenant: string;
  /** By ascending seq. Read once, one row at a time. */
  readonly rows: AsyncIterable<AuditRow> | Iterable<AuditRow>;
  /** As the database has it; null if it has none. */
  readonly head: AuditHead | null;
  /** A head that was noted down elsewhere: only against it do a rewritten chain or a cut and re-headed one show. */
  readonly noted?: AuditHead;
}

/** Follows the chain from its first entry to its head. The first thing that is wrong is named; the rest is not judged. */
export async function verify({ tenant, rows, head, noted }: Chain): Promise<Verdict> {
  let last: AuditRow = { seq: 0, body: "", prev: genesis, hash: genesis };
  let suspect: Suspect | null = null;
  for await (const row of rows) {
    if (suspect) suspect.compare(row);
    else if (head && last.seq === head.seq) return found("inserted", row.seq, `entry ${row.seq} stands after the head`);
    else if (!follows(tenant, last, row)) suspect = suspicion(tenant, last, row);
    else if (row.seq === noted?.seq && !same(row.hash, noted.hash)) return rewritten(row.seq);
    else if (row.seq === head?.seq && !same(row.hash, head.hash)) {
      return found("edited", row.seq, `entry ${row.seq} does not have the head's hash: one of the two was changed`);
    } else last = row;
  }
  if (suspect) return suspect.finding();
  const end = Math.max(head?.seq ?? 0, noted?.seq ?? 0);
  if (last.seq < end) return found("cut", last.seq + 1, `${missing(last.seq + 1, end)}: the end was cut off`);
  if (!head && last.seq > 0) return found("cut", last.seq, "the head is missing, so nothing says where the trail ends");
  return { ok: true, entries: last.seq, hash: Buffer.from(last.hash).toString("hex") };
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const follows = (tenant: string, last: AuditRow, row: AuditRow): boolean =>
  row.seq === last.seq + 1 &&
  same(row.prev, last.hash) &&
  same(row.hash, chainHash(last.hash, row.seq, tenant, row.body));

const found = (kind: Finding["kind"], seq: number, why: string): Finding => ({ ok: false, kind, seq, why });

const missing = (from: number, to: number): string =>
  from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;

const rewritten = (seq: number): Finding =>
  found("rewritten", seq, `entry ${seq} does not have the hash that was noted down: the trail up to it was rewritten`);

/** A row that does not follow. What happened may show only in a later row: the one that belongs here, for instance. */
interface Suspect {
  compare(later: AuditRow): void;
  finding(): Finding;
}

function suspicion(tenant: string, last: AuditRow, row: AuditRow): Suspect {
  const seq = last.seq + 1;
  const gives = (prev: Uint8Array, at: number, body: string, hash: Uint8Array): boolean =>
    same(chainHash(prev, at, tenant, body), hash);
  let explained: Finding | null = null;

  if (row.seq > seq) {
    explained = found("deleted", seq, `${missing(seq, row.seq - 1)} before entry ${row.seq}`);
  } else if (row.seq < seq) {
    explained = found("inserted", row.seq, `there are two entries ${row.seq}`);
  } else if (last.seq > 0 && same(row.prev, last.prev) && gives(last.prev, last.seq, row.body, row.hash)) {
    explained = found("inserted", last.seq, `entry ${last.seq} was put in: entry ${seq} is the one that belongs there`);
  } else if (last.seq > 0 && gives(row.prev, seq, row.body, row.hash)) {
    explained = found("edited", last.seq, `entry ${last.seq} was changed: entry ${seq} follows another one`);
  }

  const compare = (later: AuditRow): void => {
    if (explained) return;
    const belongsHere = [row, later].some(({ hash }) => gives(last.hash, seq, later.body, hash));
    if (!belongsHere) return;
    const belongsThere = [row, later].some(({ prev }) =>
      [row, later].some(({ hash }) => gives(prev, later.seq, row.body, hash)),
    );
    explained = belongsThere
      ? found("swapped", seq, `entries ${seq} and ${later.seq} have changed places`)
      : found("inserted", seq, `entry ${seq} was put in: the one that belongs there is now entry ${later.seq}`);
  };
  const finding = (): Finding => {
    if (explained) return explained;
    // Taken out, and those behind it moved up to close the gap.
    if (gives(row.prev, seq + 1, row.body, row.hash)) {
      return found("deleted", seq, `entry ${seq} is missing: the one after it stands in its place`);
    }
    return found("edited", seq, `entry ${seq} was changed: it does not give the hash it was written with`);
  };
  return { compare, finding };
}
