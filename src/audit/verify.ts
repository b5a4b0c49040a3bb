/** Follows the chain and names the first entry that is not as it was written, and what was done to it. */
import { hash as digest } from "node:crypto";
import { chainHash, genesis, type AuditEntry, type AuditHead, type AuditRow } from "../audit.ts";

export type Verdict =
  | {
      readonly ok: true;
      readonly entries: number;
      /** Of the last entry, hex: what to note down elsewhere. */
      readonly hash: string;
      /** Entries 1 to this one were archived and not looked at. */
      readonly archived?: number;
    }
  | {
      readonly ok: false;
      readonly kind: "edited" | "deleted" | "inserted" | "swapped" | "cut" | "rewritten" | "forged";
      /** The first entry that is not as it was written, or not where, or not there. */
      readonly seq: number;
      /** What is wrong: a clause for `…: {why}.` */
      readonly why: string;
    };

export type Finding = Extract<Verdict, { ok: false }>;

export interface Chain {
  readonly tenant: string;
  /** By ascending seq. Read once, one row at a time. */
  readonly rows: AsyncIterable<AuditRow> | Iterable<AuditRow>;
  /** As the database has it; null if it has none. */
  readonly head: AuditHead | null;
  /** Heads that were noted down elsewhere, by ascending seq: only against them does a trail show that was rewritten or cut. */
  readonly noted?: readonly AuditHead[];
  /** The entry that the first row follows, where those up to it have been archived. */
  readonly start?: AuditHead | null;
  /** Somebody has made sure that those were archived; else an entry of the chain must say so. */
  readonly vouched?: boolean;
}

/** Follows the chain from its first entry to its head. The first thing that is wrong is named; the rest is not judged. */
export async function verify({ rows, ...chain }: Chain): Promise<Verdict> {
  const follower = follow(chain);
  for await (const row of rows) {
    const finding = follower.next(row);
    if (finding) return finding;
  }
  return follower.end();
}

/** For whoever has the rows a page at a time: takes them one by one. */
export interface Follower {
  /** Whatever is wrong and needs no further row to be named. */
  next(row: AuditRow): Finding | null;
  end(): Verdict;
}

export function follow({ tenant, head, noted = [], start = null, ...more }: Omit<Chain, "rows">): Follower {
  const before = { seq: 0, body: "", prev: genesis, hash: genesis, ...start };
  let last: AuditRow = before;
  let suspect: Suspect | null = null;
  let vouched = start === null || more.vouched === true;
  let at = noted.findIndex(({ seq }) => seq > before.seq);

  const judge = (row: AuditRow): Finding | null => {
    while (at >= 0 && row.seq === noted[at]?.seq) {
      if (!same(row.hash, (noted[at] as AuditHead).hash)) return rewritten(row.seq, noted[at - 1]?.seq ?? 0);
      at++;
    }
    if (row.seq === head?.seq && !same(row.hash, head.hash)) {
      return found("edited", row.seq, `entry ${row.seq} does not have the head's hash: one of the two was changed`);
    }
    return null;
  };
  const next = (row: AuditRow): Finding | null => {
    if (suspect) {
      suspect.compare(row);
      return null;
    }
    if (head && last.seq >= head.seq) return found("inserted", row.seq, `entry ${row.seq} stands after the head`);
    if (!follows(tenant, last, row)) {
      suspect = suspicion(tenant, last, row, last.seq > before.seq);
      return null;
    }
    last = row;
    vouched ||= vouches(row, before);
    return judge(row);
  };
  const end = (): Verdict => {
    if (suspect) return suspect.finding();
    const until = Math.max(head?.seq ?? 0, noted.at(-1)?.seq ?? 0);
    if (last.seq < until) return found("cut", last.seq + 1, `${missing(last.seq + 1, until)}: the end was cut off`);
    if (!head && last.seq > 0) {
      return found("cut", last.seq, "the head is missing, so nothing says where the trail ends");
    }
    if (!vouched) {
      return found("cut", 1, `${missing(1, before.seq)}, and no entry says that they were archived`);
    }
    const archived = before.seq > 0 ? { archived: before.seq } : {};
    return { ok: true, entries: last.seq, hash: Buffer.from(last.hash).toString("hex"), ...archived };
  };
  return { next, end };
}

/** Whether this entry says that everything up to there was archived. */
function vouches({ body }: AuditRow, { seq, hash }: AuditHead): boolean {
  if (!body.includes('"event":"archived"')) return false;
  const { event, segment } = JSON.parse(body) as AuditEntry;
  return event === "archived" && segment?.last === seq && segment.hash === Buffer.from(hash).toString("hex");
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const follows = (tenant: string, last: AuditRow, row: AuditRow): boolean =>
  row.seq === last.seq + 1 &&
  same(row.prev, last.hash) &&
  same(
    row.hash,
    row.chained ? digest("sha256", row.chained, "buffer") : chainHash(last.hash, row.seq, tenant, row.body),
  );

const found = (kind: Finding["kind"], seq: number, why: string): Finding => ({ ok: false, kind, seq, why });

const missing = (from: number, to: number): string =>
  from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;

/** `since`: the last entry before it that has the hash that was noted down for it, or 0. */
const rewritten = (seq: number, since: number): Finding =>
  found(
    "rewritten",
    seq,
    `entry ${seq} does not have the hash that was noted down: the trail was rewritten ${since > 0 ? `after entry ${since}` : "up to it"}`,
  );

/** A row that does not follow. What happened may show only in a later row: the one that belongs here, for instance. */
interface Suspect {
  compare(later: AuditRow): void;
  finding(): Finding;
}

/** `known`: the entry before has been looked at, and not only its hash. */
function suspicion(tenant: string, last: AuditRow, row: AuditRow, known: boolean): Suspect {
  const seq = last.seq + 1;
  const gives = (prev: Uint8Array, at: number, body: string, hash: Uint8Array): boolean =>
    same(chainHash(prev, at, tenant, body), hash);
  let explained: Finding | null = null;

  if (row.seq > seq) {
    explained = found("deleted", seq, `${missing(seq, row.seq - 1)} before entry ${row.seq}`);
  } else if (row.seq < seq) {
    explained = found("inserted", row.seq, `there are two entries ${row.seq}`);
  } else if (known && same(row.prev, last.prev) && gives(last.prev, last.seq, row.body, row.hash)) {
    explained = found("inserted", last.seq, `entry ${last.seq} was put in: entry ${seq} is the one that belongs there`);
  } else if (known && gives(row.prev, seq, row.body, row.hash)) {
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
