/** Golden vectors: the program, the SQL function and the stand-alone verifier hold the same trail for whole. */
import { execFile } from "node:child_process";
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chainHash, genesis, seal, tenant, type AuditEntry, type AuditRow } from "../../src/audit.ts";
import { readLine } from "../../src/audit/line.ts";
import { describe as describeKey, isSigned, trustedBy, type Signed } from "../../src/audit/statement.ts";
import { readPublicKey } from "../../src/audit/key.ts";
import { verify } from "../../src/audit/verify.ts";
import type { Db } from "../../src/store/database.ts";
import { describeWith, find } from "../servers/needs.ts";
import { temporaryFolder } from "../support/database.ts";
import { openTrail } from "./trail.ts";

const golden = path.join(import.meta.dirname, "../golden/audit");
const file = (name: string): string => path.join(golden, name);
const text = (name: string): string => readFileSync(file(name), "utf8");
const linesOf = (name: string): string[] => text(name).trimEnd().split("\n");
const rows = linesOf("trail.ndjson").map(readLine);
const given = JSON.parse(text("entries.json")) as { at: string; entry: AuditEntry }[];
const hex = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString("hex");

describe("AU-4 the golden trail", () => {
  test("is what the program writes", () => {
    expect(given.map(({ at, entry }) => seal(entry, at))).toEqual(rows.map(({ body }) => body));
    let prev: Uint8Array = genesis;
    for (const { seq, body, hash } of rows) {
      prev = chainHash(prev, seq, tenant, body);
      expect(hex(prev)).toBe(hex(hash));
    }
  });

  test("is whole to the program", async () => {
    const { seq, hash } = rows.at(-1) as AuditRow;
    expect(await verify({ tenant, rows, head: { seq, hash } })).toMatchObject({ ok: true, entries: given.length });
  });

  test("its checkpoints are signed, before the key was changed and after, whichever key is trusted", () => {
    const rotations = given.flatMap(({ entry }) => entry.rotation ?? []);
    for (const name of ["first.pub.pem", "second.pub.pem"]) {
      const trusted = trustedBy([readPublicKey(file(name))], rotations, tenant);
      for (const line of linesOf("checkpoints.ndjson")) {
        const said = JSON.parse(line) as Signed<{ seq: number }>;
        expect(isSigned(said, trusted)).toBe(true);
        const changed: Signed<{ seq: number }> = { ...said, seq: said.seq + 1 };
        expect(isSigned(changed, trusted)).toBe(false);
      }
    }
    const [old] = linesOf("checkpoints.ndjson").map((line) => JSON.parse(line) as Signed<object>);
    const alone = trustedBy([readPublicKey(file("second.pub.pem"))], [], tenant);
    expect(isSigned(old as Signed<object>, alone)).toBe(false);
  });

  test("AU-6 a rotation that one of the two keys did not sign makes no key trusted", () => {
    const [rotation] = given.flatMap(({ entry }) => entry.rotation ?? []);
    if (!rotation) throw new Error("the golden trail has no rotation");
    const { signatures } = rotation;
    const second = readPublicKey(file("second.pub.pem"));
    const forged = [
      { ...rotation, signatures: { ...signatures, old: signatures.new } },
      { ...rotation, old: { ...rotation.old, id: "0".repeat(32) } },
      { ...rotation, old: { ...rotation.old, spki: "" } },
    ];
    for (const one of forged) expect([...trustedBy([second], [one], tenant).keys()]).toEqual([describeKey(second).id]);
    expect(trustedBy([second], [rotation], "other").size).toBe(1);
    expect(trustedBy([second], [rotation], tenant).size).toBe(2);
  });

  describe("in the database", () => {
    let db: Db;
    beforeAll(async () => {
      db = await openTrail();
    });
    afterAll(() => db.destroy());

    test("has the hashes that the SQL function gives", async () => {
      for (const { body } of rows) await sql`select audit_append(${tenant}, ${body})`.execute(db);
      const { rows: kept } = await sql<{ hash: string }>`
        select encode(hash, 'hex') as hash from audit order by seq`.execute(db);
      expect(kept.map(({ hash }) => hash)).toEqual(rows.map(({ hash }) => hex(hash)));
    });
  });
});

const run = promisify(execFile);
const verifier = path.join(import.meta.dirname, "../../src/verify-audit.mjs");

/** What the verifier says with a Node of one's choosing, and its exit code. */
async function check(node: string, ...args: string[]): Promise<{ code: number; said: string }> {
  try {
    const { stdout } = await run(node, [verifier, ...args], { cwd: golden });
    return { code: 0, said: stdout };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, said: stderr };
  }
}

function promises(node: string): void {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const whole = [...linesOf("trail.ndjson")];
  const written = (lines: readonly string[]): string => {
    const name = path.join(folder, `${lines.length}-${Math.random()}.ndjson`);
    writeFileSync(name, lines.map((line) => `${line}\n`).join(""));
    return name;
  };
  const signed = ["--checkpoint", "checkpoints.ndjson", "--public-key"];

  test("AU-4 says that the golden trail is whole, and both checkpoints signed", async () => {
    for (const key of ["first.pub.pem", "second.pub.pem"]) {
      const { code, said } = await check(node, "trail.ndjson", ...signed, key);
      expect({ code, said }).toEqual({
        code: 0,
        said: expect.stringContaining("2 of 2 checkpoints lie in it") as string,
      });
    }
  });

  test("AU-4 names what is wrong", async () => {
    const edited = whole.with(2, (whole[2] as string).replace("bob", "eve"));
    const rehashed = JSON.parse(whole[2] as string) as { body: string; hash: string; prev: string };
    rehashed.body = rehashed.body.replace("bob", "eve");
    rehashed.hash = hex(chainHash(Buffer.from(rehashed.prev, "hex"), 3, tenant, rehashed.body));
    const cases = [
      [edited, "entry 3 was changed"],
      [whole.with(2, JSON.stringify(rehashed)), "entry 4 does not follow entry 3"],
      [whole.toSpliced(2, 1), "entry 3 missing"],
      [whole.toSpliced(3, 0, whole[1] as string), "entry 2 stands after entry 3"],
      [whole.slice(2), "entries 1 to 2 missing"],
      [whole.with(1, "no"), "is not JSON"],
      [whole.with(1, "{}"), "is not an entry"],
    ] as const;
    for (const [lines, why] of cases) {
      const { code, said } = await check(node, written(lines));
      expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining(why) as string });
    }
  });

  test("AU-4 against checkpoints: an end that was cut off, a trail that was rewritten, a signature that does not hold", async () => {
    const cut = await check(node, written(whole.slice(0, 5)), ...signed, "second.pub.pem");
    expect(cut).toMatchObject({ code: 1, said: expect.stringContaining("entries 6 to 7 missing") as string });

    let prev: Uint8Array = genesis;
    const rewritten = rows.map(({ seq, body }) => {
      const changed = body.replace('"bob"', '"eve"');
      const hash = chainHash(prev, seq, tenant, changed);
      const line = JSON.stringify({ tenant, seq, prev: hex(prev), hash: hex(hash), body: changed });
      prev = hash;
      return line;
    });
    expect(await check(node, written(rewritten))).toMatchObject({ code: 0 });
    const found = await check(node, written(rewritten), ...signed, "second.pub.pem");
    expect(found).toMatchObject({ code: 1, said: expect.stringContaining("rewritten up to it") as string });

    const [checkpoint = ""] = linesOf("checkpoints.ndjson");
    const later = written([checkpoint.replace('"v":1', '"v":2')]);
    const forged = await check(node, "trail.ndjson", "--checkpoint", later, "--public-key", "first.pub.pem");
    expect(forged).toMatchObject({ code: 1, said: expect.stringContaining("wrong signature") as string });
  });

  test("AU-4 a part of it is checked entry by entry, if it is said to be one", async () => {
    const part = written([whole[1] as string, whole[4] as string]);
    expect(await check(node, part)).toMatchObject({ code: 1 });
    expect(await check(node, part, "--filtered")).toMatchObject({ code: 0 });
    const edited = written([(whole[4] as string).replace("ann", "eve")]);
    expect(await check(node, edited, "--filtered")).toMatchObject({ code: 1 });
  });

  test("bad usage is told from a bad trail", async () => {
    expect(await check(node)).toMatchObject({ code: 2 });
    expect(await check(node, "gone.ndjson")).toMatchObject({ code: 2 });
    expect(await check(node, "trail.ndjson", "--checkpoint", "checkpoints.ndjson")).toMatchObject({ code: 2 });
  });
}

describe("the stand-alone verifier", () => {
  promises(process.execPath);
});

// Whichever Node people have: the one on PATH may be old.
describeWith(["node"], "the stand-alone verifier on the system's Node", () => promises(find("node") ?? "node"));

test("AU-4 the verifier is one file of under 300 lines that imports nothing but Node's own modules", async () => {
  let count = 0;
  for await (const line of createInterface({ input: createReadStream(verifier) })) {
    count++;
    const [, from] = /\bfrom "([^"]+)"|\bimport\(/.exec(line) ?? [null, "node:"];
    expect(from).toMatch(/^node:/);
  }
  expect(count).toBeLessThan(300);
});
