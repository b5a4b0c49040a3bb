/** AU-8: the oldest entries leave as sealed segments; the chain is followed across them, and what leaves is said in it. */
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../src/audit.ts";
import { archiveTrail } from "../../src/audit/archive.ts";
import { checkTrail } from "../../src/audit/check.ts";
import { deliver, signCheckpoint } from "../../src/audit/checkpoints.ts";
import { appendAt, anchor, head, read, verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import { temporaryFolder } from "../support/database.ts";
import { signer } from "./signer.ts";
import { asked, openTrail, tamper } from "./trail.ts";

const by = { person: null, account: "terminal:root" };
const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));

let db: Db;
beforeAll(async () => {
  db = await openTrail();
});
afterAll(() => db.destroy());
beforeEach(async () => {
  await sql`alter table audit_anchor disable trigger user`.execute(db);
  await tamper(db, "delete from audit; delete from audit_head; delete from audit_anchor");
  await sql`alter table audit_anchor enable trigger user`.execute(db);
  // Ten entries a day, for ten days.
  for (let date = 1; date <= 10; date++) {
    const entries = Array.from({ length: 10 }, (_, index) => asked(date * 10 + index));
    await db.transaction().execute((trx) => appendAt(trx, day(date), entries));
  }
});

const archive = (at: ReturnType<typeof signer>, before: Date, out: string) => archiveTrail(db, at, { before, out, by });

describe("AU-8 an archived segment", () => {
  test("holds whole days, sealed, and the trail says so and goes on", async () => {
    const [at, out] = [signer(), temporaryFolder()];
    const seal = await archive(at, day(4), out);
    expect(seal).toMatchObject({ type: "segment", first: 1, last: 30, prev: "0".repeat(64) });
    expect(readdirSync(out).toSorted()).toEqual(["000000000001.ndjson", "000000000001.seal.json"]);
    expect((await read(db, 1, 1))[0]?.seq).toBe(31);
    expect(await anchor(db)).toMatchObject({ seq: 30 });
    const end = await head(db);
    const [last] = await read(db, end?.seq ?? 0, 1);
    const entry = JSON.parse(last?.body ?? "") as AuditEntry;
    const { first, hash, sha256 } = seal ?? {};
    expect(entry).toMatchObject({ event: "archived", ...by, segment: { first, last: 30, hash, sha256 } });

    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 101, archived: 30 });
    const across = await checkTrail(db, at, { archive: out });
    expect(across).toMatchObject({ ok: true, entries: 101 });
    expect(across).not.toHaveProperty("archived");
  });

  test("follows the one before it, and the oldest may be thrown away", async () => {
    const [at, out] = [signer(), temporaryFolder()];
    for (const date of [3, 6, 9]) await archive(at, day(date), out);
    expect(readdirSync(out).filter((name) => name.endsWith(".ndjson"))).toHaveLength(3);
    expect(await archive(at, day(9), out)).toBeNull();
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: true, entries: 103 });
    for (const name of readdirSync(out).filter((one) => one.startsWith("000000000001"))) rmSync(path.join(out, name));
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: true, entries: 103, archived: 20 });
  });

  test("is named in the next checkpoint, and older checkpoints hold across", async () => {
    const file = path.join(temporaryFolder(), "checkpoints.ndjson");
    const [at, out] = [signer({ file }), temporaryFolder()];
    const write = async () => {
      const signed = await signCheckpoint(db, at);
      if (signed) await deliver(at, signed, { warn: () => {} });
      return signed;
    };
    await write();
    await archive(at, day(4), out);
    const hash = Buffer.from((await anchor(db))?.hash ?? []).toString("hex");
    expect(await write()).toMatchObject({ archived: { seq: 30, hash } });
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: true, checkpoints: 3 });
    expect(await checkTrail(db, at)).toMatchObject({ ok: true, archived: 30 });
  });

  test("was written again where an archiving before was interrupted", async () => {
    const [at, out] = [signer(), temporaryFolder()];
    writeFileSync(path.join(out, "000000000001.ndjson.unfinished"), "half");
    writeFileSync(path.join(out, "000000000001.ndjson"), "an earlier one");
    await archive(at, day(4), out);
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: true, entries: 101 });
  });
});

describe("AU-8 nothing is archived", () => {
  test("if the trail is not whole", async () => {
    await tamper(db, "update audit set body = replace(body, 'playbook', 'playback') where seq = 8");
    const out = temporaryFolder();
    await expect(archive(signer(), day(4), out)).rejects.toMatchObject({ code: "AUDIT_BROKEN" });
    expect(readdirSync(out)).toEqual([]);
    expect((await read(db, 1, 1))[0]?.seq).toBe(1);
  });

  test("by whoever calls the function without an entry that says so, or takes more than it says", async () => {
    const call = (seq: number) =>
      sql`select audit_archive('site', ${seq}, (select hash from audit where seq = ${seq}))`.execute(db);
    await expect(call(30)).rejects.toThrow(/does not say that entry 30 is archived/);
    const segment = {
      first: 1,
      last: 30,
      hash: Buffer.from((await read(db, 30, 1))[0]?.hash ?? []).toString("hex"),
      sha256: "",
    };
    await db
      .transaction()
      .execute((trx) => appendAt(trx, day(11), [{ event: "archived", person: null, account: null, segment }]));
    await expect(call(31)).rejects.toThrow(/does not say that entry 31 is archived/);
    await expect(sql`select audit_archive('site', 30, '\\x00')`.execute(db)).rejects.toThrow(
      /no entry 30 with that hash/,
    );
    await expect(sql`delete from audit where seq <= 30`.execute(db)).rejects.toThrow(/append-only/);
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: 101 });
  });
});

describe("AU-8 what is done to an archive is found", () => {
  const [at, kept] = [signer(), temporaryFolder()];
  let out: string;
  beforeEach(async () => {
    for (const name of readdirSync(kept)) rmSync(path.join(kept, name));
    for (const date of [3, 6]) await archive(at, day(date), kept);
    out = path.join(temporaryFolder(), "copy");
    mkdirSync(out);
    for (const name of readdirSync(kept)) copyFileSync(path.join(kept, name), path.join(out, name));
  });
  const change = (name: string, how: (text: string) => string): void => {
    const file = path.join(out, name);
    writeFileSync(file, how(readFileSync(file, "utf8")));
  };

  test("an entry edited, taken out or put in", async () => {
    change("000000000021.ndjson", (text) => text.replace("r-41", "r-66"));
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: false, kind: "edited", seq: 32 });
    change("000000000021.ndjson", (text) => text.replace(/.*"seq":32.*\n/, ""));
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: false, kind: "deleted", seq: 32 });
  });

  test("a segment that is gone from the middle", async () => {
    for (const ending of ["ndjson", "seal.json"]) rmSync(path.join(out, `000000000021.${ending}`));
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: false, kind: "deleted", seq: 21 });
  });

  test("a file that is more than was sealed, and a seal that somebody else made", async () => {
    appendFileSync(path.join(out, "000000000001.ndjson"), "\n");
    await expect(checkTrail(db, at, { archive: out })).rejects.toMatchObject({ code: "CHECKPOINT_BROKEN" });
    copyFileSync(path.join(kept, "000000000001.ndjson"), path.join(out, "000000000001.ndjson"));
    change("000000000001.seal.json", (text) => text.replace('"sha256":"', '"sha256":"00'));
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: false, kind: "forged", seq: 1 });
    change("000000000001.seal.json", () => "{}");
    await expect(checkTrail(db, at, { archive: out })).rejects.toMatchObject({ code: "CHECKPOINT_BROKEN" });
  });

  test("a beginning of the trail that was taken out as if it had been archived", async () => {
    // Whoever owns the database can do without triggers; the trail itself must say what was archived.
    await sql`alter table audit_anchor disable trigger user`.execute(db);
    await tamper(
      db,
      "update audit_anchor set (seq, hash) = (select seq, hash from audit where seq = 70); delete from audit where seq <= 70",
    );
    await sql`alter table audit_anchor enable trigger user`.execute(db);
    expect(await verifyAudit(db)).toMatchObject({ ok: false, kind: "cut", seq: 1 });
    expect(await verifyAudit(db)).toHaveProperty(
      "why",
      "entries 1 to 70 are missing, and no entry says that they were archived",
    );
  });

  test("an anchor that was moved or given another hash", async () => {
    await sql`alter table audit_anchor disable trigger user`.execute(db);
    await sql`update audit_anchor set hash = sha256('x')`.execute(db);
    expect(await verifyAudit(db)).toMatchObject({ ok: false, seq: 51 });
    expect(await checkTrail(db, at, { archive: out })).toMatchObject({ ok: false, kind: "rewritten", seq: 50 });
    await sql`alter table audit_anchor enable trigger user`.execute(db);
  });
});
