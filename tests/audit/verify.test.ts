/** The verifier: whatever is done to the trail is found, and the first entry that it was done to is named. */
import * as fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainHash, genesis, seal, type AuditHead, type AuditRow } from "../../src/audit.ts";
import { verify } from "../../src/audit/verify.ts";
import { head, read, verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import { asked, fill, openTrail, tamper } from "./trail.ts";

const tenant = "site";
const length = 30;

/** A chain as the database would write it. */
function chain(count: number): { rows: AuditRow[]; head: AuditHead } {
  const rows: AuditRow[] = [];
  let prev = genesis as Uint8Array;
  for (let seq = 1; seq <= count; seq++) {
    const body = seal(asked(seq), "2026-11-20T12:00:00.000Z");
    const hash = chainHash(prev, seq, tenant, body);
    rows.push({ seq, body, prev, hash });
    prev = hash;
  }
  return { rows, head: { seq: count, hash: prev } };
}

const whole = chain(length);
const check = (rows: readonly AuditRow[], end: AuditHead | null = whole.head, noted?: AuditHead) =>
  verify({ tenant, rows, head: end, noted: noted ? [noted] : [] });
const at = (seq: number): AuditRow => whole.rows[seq - 1] as AuditRow;
const forged = (seq: number, prev: Uint8Array): AuditRow => {
  const body = seal({ ...asked(seq), event: "approved", person: "eve" }, "2026-11-20T12:00:00.000Z");
  return { seq, body, prev, hash: chainHash(prev, seq, tenant, body) };
};
const numbered = (rows: readonly AuditRow[]): AuditRow[] => rows.map((row, index) => ({ ...row, seq: index + 1 }));

// Made with Python's hashlib from the definition in docs/audit.md.
test("the hash is what the documentation says: golden vectors", () => {
  const body = '{"event":"started","v":1}';
  const first = chainHash(genesis, 1, "site", body);
  expect(Buffer.from(first).toString("hex")).toBe("becafb098f8dfbc6240bb6ff82653cd7465001596ad70acd0faf0ae4b0815cf2");
  expect(Buffer.from(chainHash(first, 2, "site", "é")).toString("hex")).toBe(
    "e1827f22036bdb3a2a49c0eaeda4915c1ab842375b5721213b68c459213e92bb",
  );
});

describe("a chain in memory", () => {
  test("is whole, or empty", async () => {
    expect(await check(whole.rows)).toEqual({
      ok: true,
      entries: length,
      hash: Buffer.from(whole.head.hash).toString("hex"),
    });
    expect(await check([], null)).toMatchObject({ ok: true, entries: 0 });
  });

  test("belongs to its tenant", async () => {
    expect(await verify({ tenant: "other", rows: whole.rows, head: whole.head })).toMatchObject({ ok: false, seq: 1 });
  });

  test("an entry put in, with hashes that fit, and the others moved down", async () => {
    const rows = numbered([...whole.rows.slice(0, 9), forged(10, at(9).hash), ...whole.rows.slice(9)]);
    const finding = {
      ok: false,
      kind: "inserted",
      seq: 10,
      why: "entry 10 was put in: entry 11 is the one that belongs there",
    };
    expect(await check(rows, { ...whole.head, seq: length + 1 })).toEqual(finding);
  });

  test("an entry put in front of all others", async () => {
    const rows = numbered([{ ...forged(1, at(9).hash), hash: at(20).hash }, ...whole.rows]);
    expect(await check(rows, { ...whole.head, seq: length + 1 })).toMatchObject({ kind: "inserted", seq: 1 });
  });

  test("an entry taken out, and the others moved up", async () => {
    const rows = numbered(whole.rows.toSpliced(9, 1));
    const finding = {
      ok: false,
      kind: "deleted",
      seq: 10,
      why: "entry 10 is missing: the one after it stands in its place",
    };
    expect(await check(rows, { ...whole.head, seq: length - 1 })).toEqual(finding);
  });

  test("an entry rewritten together with its hash", async () => {
    const rows = whole.rows.with(9, forged(10, at(9).hash));
    expect(await check(rows)).toMatchObject({ kind: "edited", seq: 10 });
    const last = whole.rows.with(length - 1, forged(length, at(length - 1).hash));
    expect(await check(last)).toMatchObject({ kind: "edited", seq: length });
  });

  test("one entry twice", async () => {
    expect(await check(whole.rows.toSpliced(10, 0, at(10)))).toMatchObject({ kind: "inserted", seq: 10 });
  });

  test("a trail rewritten to its end, or cut and given another head, is found by a head noted down before", async () => {
    const noted = { seq: 20, hash: at(20).hash };
    expect(await check(whole.rows, whole.head, noted)).toMatchObject({ ok: true });
    const cut = whole.rows.slice(0, 15);
    expect(await check(cut, { seq: 15, hash: at(15).hash })).toMatchObject({ ok: true });
    expect(await check(cut, { seq: 15, hash: at(15).hash }, noted)).toMatchObject({ kind: "cut", seq: 16 });
    const rewritten = [forged(1, genesis)];
    for (let seq = 2; seq <= length; seq++) rewritten.push(forged(seq, (rewritten.at(-1) as AuditRow).hash));
    const end = rewritten.at(-1) as AuditRow;
    expect(await check(rewritten, end)).toMatchObject({ ok: true });
    expect(await check(rewritten, end, noted)).toMatchObject({ kind: "rewritten", seq: 20 });
  });
});

describe("a trail in the database", () => {
  let db: Db;
  beforeAll(async () => {
    db = await openTrail();
    await fill(db, length);
    await sql`create table kept as select * from audit`.execute(db);
    await sql`create table kept_head as select * from audit_head`.execute(db);
  });
  afterAll(() => db.destroy());

  const seqs = fc.integer({ min: 1, max: length });
  const two = fc.tuple(seqs, seqs).filter(([a, b]) => a < b);
  const columns = fc.subarray(["body", "prev", "hash"], { minLength: 1 });

  /** SQL that harms the trail, and what must be found. */
  const harm = fc.oneof(
    seqs.map((seq) => ({
      statements: `update audit set body = replace(body, 'playbook.run', 'playbook.ran') where seq = ${seq}`,
      finding: { kind: "edited", seq },
    })),
    fc.tuple(seqs, fc.constantFrom("prev", "hash"), fc.nat(31)).map(([seq, column, byte]) => ({
      statements: `update audit set ${column} = set_byte(${column}, ${byte}, 255 - get_byte(${column}, ${byte})) where seq = ${seq}`,
      finding: { kind: "edited", seq },
    })),
    two.map(([from, to]) => ({
      statements: `delete from audit where seq between ${from} and ${to}`,
      finding: { kind: to === length ? "cut" : "deleted", seq: from },
    })),
    seqs.map((seq) => ({
      statements: `delete from audit where seq = ${seq}`,
      finding: { kind: seq === length ? "cut" : "deleted", seq },
    })),
    two.chain(([a, b]) =>
      columns.map((swapped) => ({
        statements: `update audit set ${swapped.map((column) => `${column} = (select ${column} from kept where seq = ${a + b} - audit.seq)`).join(", ")} where seq in (${a}, ${b})`,
        finding: swapped.includes("body") ? { kind: "swapped", seq: a } : { kind: "edited", seq: a },
      })),
    ),
    // The one who inserts knows how hashes are made.
    fc.integer({ min: 1, max: 5 }).map((more) => ({
      statements: Array.from(
        { length: more },
        (_, index) => `insert into audit select tenant, seq + 1, 'forged ${index}', hash,
          sha256(hash || int8send(seq + 1) || convert_to(tenant || chr(1), 'UTF8') || convert_to('forged', 'UTF8')) from audit order by seq desc limit 1`,
      ).join(";"),
      finding: { kind: "inserted", seq: length + 1 },
    })),
    fc.constant({ statements: "delete from audit_head", finding: { kind: "cut", seq: length } }),
    seqs
      .filter((seq) => seq < length)
      .map((seq) => ({
        statements: `update audit_head set seq = ${seq}, hash = (select hash from audit where seq = ${seq})`,
        finding: { kind: "inserted", seq: seq + 1 },
      })),
  );

  test("200 random harms: each is found, and the entry named", async () => {
    await fc.assert(
      fc.asyncProperty(harm, async ({ statements, finding }) => {
        await tamper(db, statements);
        const verdict = await verifyAudit(db);
        await tamper(
          db,
          "delete from audit; insert into audit select * from kept; delete from audit_head; insert into audit_head select * from kept_head",
        );
        expect(verdict).toMatchObject({ ok: false, ...finding });
        expect(verdict).toHaveProperty("why", expect.stringMatching(/^(entr(y|ies) \d+|the head) .*\w$/));
      }),
      { numRuns: 200 },
    );
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: length });
  }, 120_000);

  test("is read in pages, from anywhere", async () => {
    expect((await read(db, 10, 5)).map((row) => row.seq)).toEqual([10, 11, 12, 13, 14]);
    expect(await read(db, length + 1, 5)).toEqual([]);
    expect((await head(db))?.seq).toBe(length);
  });
});
