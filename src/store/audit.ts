/** Where the audit trail is kept. Appending takes a transaction: what changed and its entry are written as one. */
import { sql, type Kysely } from "kysely";
import { seal, tenant, type AuditEntry, type AuditHead, type AuditRow } from "../audit.ts";
import { follow, type Verdict } from "../audit/verify.ts";
import type { Trx } from "./database.ts";

/** A row as the driver gives it: `pg` has 64-bit integers as text, PGlite as numbers. */
type Raw<T extends { seq: number }> = Omit<T, "seq"> & { readonly seq: string | number };
const numbered = <T extends { seq: number }>(row: Raw<T>) => ({ ...row, seq: Number(row.seq) });

/** Adds entries to the end of the chain, in this order. Concurrent appends wait for one another until they commit. */
export async function append(trx: Trx, ...entries: readonly AuditEntry[]): Promise<void> {
  const clock = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(trx);
  await appendAt(trx, one(clock.rows).now, entries);
}

/** The same, for whoever has asked the database for the time already. */
export async function appendAt(trx: Trx, now: Date, entries: readonly AuditEntry[]): Promise<void> {
  const at = now.toISOString();
  const bodies = entries.map((entry) => seal(entry, at));
  await sql`
    select audit_append(${tenant}, body)
    from (select body from unnest(${bodies}::text[]) with ordinality as given (body, place) order by place) as ordered
  `.execute(trx);
}

/** Up to `limit` entries from number `from` on, in order. */
export async function read<DB>(db: Kysely<DB>, from: number, limit: number): Promise<AuditRow[]> {
  const { rows } = await sql<Raw<AuditRow>>`
    select seq, body, prev, hash from audit where tenant = ${tenant} and seq >= ${from} order by seq limit ${limit}
  `.execute(db);
  return rows.map(numbered<AuditRow>);
}

/** Where the chain stands; null before the first entry. */
export async function head<DB>(db: Kysely<DB>): Promise<AuditHead | null> {
  const { rows } = await sql<Raw<AuditHead>>`
    select seq, hash from audit_head where tenant = ${tenant}
  `.execute(db);
  return rows[0] ? numbered<AuditHead>(rows[0]) : null;
}

/** The last entry that was archived: the chain goes on from its hash. Null where all of it is here. */
export async function anchor<DB>(db: Kysely<DB>): Promise<AuditHead | null> {
  const { rows } = await sql<Raw<AuditHead>>`
    select seq, hash from audit_anchor where tenant = ${tenant}
  `.execute(db);
  return rows[0] ? numbered<AuditHead>(rows[0]) : null;
}

/**
 * Takes entries 1 to `last` out. The newest entry of the same transaction must say that they are archived. Refused to
 * every role but the owner's.
 */
export async function takeOut(trx: Trx, last: AuditHead): Promise<number> {
  const { rows } = await sql<{ taken: string | number }>`
    select audit_archive(${tenant}, ${last.seq}, ${last.hash}) as taken
  `.execute(trx);
  return Number(one(rows).taken);
}

export interface Against {
  /** Heads that were noted down elsewhere, by ascending seq. */
  readonly noted?: readonly AuditHead[];
  /** What was archived, from the segment that is at hand; and the entry that it follows, if not the first. */
  readonly archive?: { readonly rows: AsyncIterable<AuditRow>; readonly start: AuditHead | null };
  /** Shown every entry that is looked at. */
  readonly seen?: (row: AuditRow) => void;
}

/**
 * Follows the whole chain, a page at a time; entries that are appended meanwhile are not judged. `noted` is what somebody
 * wrote down elsewhere: without it, a trail that was rewritten to its end looks whole.
 */
export async function verifyAudit<DB>(db: Kysely<DB>, { noted = [], archive, seen }: Against = {}): Promise<Verdict> {
  const [end, taken] = [await head(db), await anchor(db)];
  const known = [...noted, ...(archive && taken ? [taken] : [])].toSorted((a, b) => a.seq - b.seq);
  const start = archive ? archive.start : taken;
  const follower = follow({ tenant, head: end, noted: known, start });
  if (archive && taken) {
    for await (const row of archive.rows) {
      if (row.seq > taken.seq) break;
      seen?.(row);
      const finding = follower.next(row);
      if (finding) return finding;
    }
  }
  for await (const page of everything(db, end)) {
    for (const row of page) {
      seen?.(row);
      const finding = follower.next(row);
      if (finding) return finding;
    }
  }
  return follower.end();
}

/** Every entry up to `end`, then any that stands behind the head as it is by then: no append puts one there. */
async function* everything<DB>(db: Kysely<DB>, end: AuditHead | null): AsyncGenerator<readonly AuditRow[]> {
  yield* pages(db, { last: end?.seq ?? Number.MAX_SAFE_INTEGER });
  const { rows: strays } = await sql<Raw<AuditRow>>`
    select audit.seq, body, prev, audit.hash from audit join audit_head using (tenant)
    where tenant = ${tenant} and audit.seq > audit_head.seq order by audit.seq
  `.execute(db);
  yield strays.map(numbered<AuditRow>);
}

/** Entries in one page. Of 500 bytes each, which is usual, two megabytes are in memory at once. */
const page = 2000;

/** A page as the database packs it: all bodies in one text, all hashes in another, and how long each of them is. */
interface Packed {
  /** "seq,octets of prev,octets of hash,octets of body;…"; null if there is no entry. */
  readonly places: string | null;
  readonly prevs: string;
  readonly hashes: string;
  readonly bodies: string;
}

/**
 * The entries in order, a page at a time. A page is fetched as four texts: making rows of an answer, and bytes of each
 * row, takes far longer than hashing does.
 */
export async function* pages<DB>(
  db: Kysely<DB>,
  { first = 0, last = Number.MAX_SAFE_INTEGER }: { readonly first?: number; readonly last?: number } = {},
): AsyncGenerator<readonly AuditRow[]> {
  const fetch = async (from: number): Promise<readonly AuditRow[]> => {
    // By number, and not by counting rows: the planner then needs no statistics to take the index.
    const { rows: packed } = await sql<Packed>`
      with begin as (select min(seq) as seq from audit where tenant = ${tenant} and seq between ${from} and ${last})
      select
        string_agg(concat_ws(',', seq, octet_length(prev), octet_length(hash), octet_length(body)), ';' order by seq) as places,
        encode(string_agg(prev, ''::bytea order by seq), 'hex') as prevs,
        encode(string_agg(hash, ''::bytea order by seq), 'hex') as hashes,
        string_agg(body, '' order by seq) as bodies
      from audit where tenant = ${tenant} and seq >= (select seq from begin)
      and seq < (select seq from begin) + ${page} and seq <= ${last}`.execute(db);
    return unpack(one(packed));
  };
  for (let rows = await fetch(first); rows.length > 0; rows = await fetch((rows.at(-1)?.seq ?? last) + 1)) yield rows;
}

/** Puts what is hashed of each entry into one piece: prev ‖ seq ‖ tenant ‖ 0x00 ‖ body. */
function unpack({ places, prevs, hashes, bodies }: Packed): AuditRow[] {
  if (places === null) return [];
  const [links, ends, texts] = [Buffer.from(prevs, "hex"), Buffer.from(hashes, "hex"), Buffer.from(bodies)];
  const name = Buffer.from(`${tenant}\0`);
  const lengths = places.split(";").map((place) => place.split(",").map(Number) as [number, number, number, number]);
  const chained = Buffer.allocUnsafe(links.length + texts.length + lengths.length * (8 + name.length));
  let [link, end, text, at] = [0, 0, 0, 0];
  return lengths.map(([seq, prev, hash, body]) => {
    const begin = at;
    at += links.copy(chained, at, link, (link += prev));
    at = chained.writeBigInt64BE(BigInt(seq), at);
    at += name.copy(chained, at);
    const said = at;
    at += texts.copy(chained, at, text, (text += body));
    return new PackedRow(seq, ends.subarray(end, (end += hash)), chained.subarray(begin, at), prev, said - begin);
  });
}

/** An entry as part of a page. Its text is made when it is asked for. */
class PackedRow implements AuditRow {
  readonly seq: number;
  readonly hash: Uint8Array;
  readonly chained: Buffer;
  /** Where in it the link ends, and where the body begins. */
  readonly #link: number;
  readonly #body: number;

  constructor(seq: number, hash: Uint8Array, chained: Buffer, link: number, body: number) {
    this.seq = seq;
    this.hash = hash;
    this.chained = chained;
    this.#link = link;
    this.#body = body;
  }

  get prev(): Uint8Array {
    return this.chained.subarray(0, this.#link);
  }

  get body(): string {
    return this.chained.toString("utf8", this.#body);
  }
}

const one = <T>(rows: readonly T[]): T => {
  const [row] = rows;
  if (row === undefined) throw new Error("the database returned no row");
  return row;
};
