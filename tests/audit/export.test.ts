/** AU-7: entries as files for auditors, with a manifest that says what they are; that they were handed out is written down. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AuditEntry } from "../../src/audit.ts";
import { cell } from "../../src/audit/csv.ts";
import { exportTrail, type Filter, type Manifest } from "../../src/audit/export.ts";
import { publicKeys } from "../../src/audit/key.ts";
import { readLine } from "../../src/audit/line.ts";
import { describe as describeKey, isSigned, type Signed } from "../../src/audit/statement.ts";
import { append, head } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import { temporaryFolder, testDatabase } from "../support/database.ts";
import { openKernel, type Kernel } from "../support/kernel.ts";
import { signer } from "./signer.ts";

const by = { person: "kim", account: "terminal:kim" };
const at = signer();
const run = promisify(execFile);
const verifier = path.join(import.meta.dirname, "../../src/verify-audit.mjs");

let db: Db;
let kernel: Kernel;
beforeAll(async () => {
  ({ db } = await testDatabase());
  kernel = await openKernel(db);
  await kernel.says("ann", "set red to on");
  await kernel.clicks("bob", "approve", kernel.card());
  await kernel.until("done");
  await kernel.says("ann", "look");
  await kernel.says("dan", "look");
  // The kernel's lamps are in no environment; this request is about a host that is.
  const { id, plan } = await db.selectFrom("requests").select(["id", "plan"]).executeTakeFirstOrThrow();
  const resources = [{ kind: "host", id: "web-1", environment: "prod" }];
  await sql`update requests set plan = ${JSON.stringify({ ...plan, resources })} where id = ${id}`.execute(db);
  const said = { event: "waiting", person: "dan", account: null, request: "r-GONE", environments: ["dev"] } as const;
  await db.transaction().execute((trx) => append(trx, said));
});
afterAll(() => kernel.stop());

async function entriesOf(filter: Filter): Promise<{ manifest: Signed<Manifest>; out: string; entries: AuditEntry[] }> {
  const out = path.join(temporaryFolder(), "export");
  const manifest = await exportTrail(db, at, { format: "ndjson", filter, out, by });
  const lines = readFileSync(path.join(out, "audit.ndjson"), "utf8").split("\n").slice(0, -1);
  return { manifest, out, entries: lines.map((line) => JSON.parse(readLine(line).body) as AuditEntry) };
}

describe("AU-7 an export", () => {
  test("is everything there is, itself included, and a stranger can check it", async () => {
    const { manifest, out, entries } = await entriesOf({});
    const end = await head(db);
    expect(manifest).toMatchObject({
      type: "export",
      by,
      filter: {},
      entries: end?.seq,
      first: { seq: 1 },
      archived: null,
    });
    expect(manifest.exported).toEqual(manifest.last);
    expect(manifest.checkpoint).toMatchObject({ type: "checkpoint", seq: end?.seq });
    expect(entries.at(-1)).toMatchObject({ event: "exported", ...by, filter: "format=ndjson" });
    const { stdout } = await run(process.execPath, [verifier, path.join(out, "audit.ndjson")]);
    expect(stdout).toContain(`The trail is whole: ${end?.seq} entries`);
  });

  test("has a manifest whose hash and signature hold, and no more files", async () => {
    const { manifest, out } = await entriesOf({});
    expect(readdirSync(out).toSorted()).toEqual(["audit.ndjson", "manifest.json"]);
    expect(JSON.parse(readFileSync(path.join(out, "manifest.json"), "utf8"))).toEqual(manifest);
    const bytes = readFileSync(path.join(out, "audit.ndjson"));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(manifest.file).toEqual({ name: "audit.ndjson", sha256, bytes: bytes.length });
    const keys = new Map(publicKeys(at).map((key) => [describeKey(key).id, key]));
    expect(isSigned(manifest, keys)).toBe(true);
    expect(isSigned({ ...manifest, entries: 0 } as Signed<Manifest>, keys)).toBe(false);
  });

  test("of one person", async () => {
    const { entries, out, manifest } = await entriesOf({ person: "dan" });
    expect(entries.map(({ event }) => event)).toEqual(["answered", "waiting"]);
    expect(manifest).toMatchObject({ filter: { person: "dan" }, entries: 2 });
    await run(process.execPath, [verifier, path.join(out, "audit.ndjson"), "--filtered"]);
  });

  test("of one environment: entries that name it, and those about requests that are about it", async () => {
    const prod = await entriesOf({ environment: "prod" });
    expect(prod.entries.map(({ event }) => event)).toEqual(["waiting", "approved", "running", "done"]);
    const dev = await entriesOf({ environment: "dev" });
    expect(dev.entries.map(({ request }) => request)).toEqual(["r-GONE"]);
  });

  test("of some time, from its first moment to before its last", async () => {
    const { rows } = await sql<{ at: string }>`select body::json ->> 'at' as at from audit order by seq`.execute(db);
    const [, second = "", , fourth = ""] = rows.map((row) => row.at);
    const { entries } = await entriesOf({ from: new Date(second), to: new Date(fourth) });
    const expected = rows.filter((row) => row.at >= second && row.at < fourth).length;
    expect(entries).toHaveLength(expected);
    expect((await entriesOf({ to: new Date(0) })).manifest).toMatchObject({ entries: 0, first: null, last: null });
  });

  test("is not put over another", async () => {
    const { out } = await entriesOf({});
    const before = await head(db);
    const again = exportTrail(db, at, { format: "csv", filter: {}, out, by });
    await expect(again).rejects.toMatchObject({ code: "BAD_USAGE" });
    expect(await head(db)).toEqual(before);
  });

  test("is not made if it cannot be written down", async () => {
    const out = path.join(temporaryFolder(), "export");
    await sql`alter table audit add constraint full_disk check (body not like '%exported%') not valid`.execute(db);
    await expect(exportTrail(db, at, { format: "csv", filter: {}, out, by })).rejects.toThrow(/full_disk/);
    expect(readdirSync(out)).toEqual([]);
    await sql`alter table audit drop constraint full_disk`.execute(db);
  });
});

describe("AU-7 a table", () => {
  test("has a line for every entry, and no cell that a spreadsheet would run", async () => {
    const because = `=HYPERLINK("http://evil.example","x")`;
    const entry = { event: "denied", person: "ann", account: "test:ann", because } as const;
    await db.transaction().execute((trx) => append(trx, entry));
    const out = path.join(temporaryFolder(), "export");
    const { entries } = await exportTrail(db, at, { format: "csv", filter: {}, out, by });
    const text = readFileSync(path.join(out, "audit.csv"), "utf8");
    const lines = text.split("\r\n");
    expect(lines[0]).toBe(
      "seq,at,event,person,account,request,action,environments,resources,digest,policies,policyVersion,fence,outcome,because,hash",
    );
    expect(lines).toHaveLength(entries + 2);
    expect(text).toContain(`"'=HYPERLINK(""http://evil.example"",""x"")"`);
    expect(text).not.toMatch(/(?:^|,)"?[=+@-]/m);
  });

  test.each([
    ["plain", "plain"],
    ["a, b", '"a, b"'],
    ['say "hi"', '"say ""hi"""'],
    ["two\nlines", '"two\nlines"'],
    ["=1+1", "'=1+1"],
    ["+49", "'+49"],
    ["-2", "'-2"],
    ["@SUM(A1)", "'@SUM(A1)"],
    ["\t=1", "'\t=1"],
    ["  =1", "'  =1"],
    ["\r=1", '"\'\r=1"'],
    ['"=1', `"'""=1"`],
    ["＝1", "'＝1"],
    ["a=b", "a=b"],
    ["", ""],
  ])("%j is written %j", (text, written) => {
    expect(cell(text)).toBe(written);
  });

  test("numbers stay numbers", () => {
    expect(cell(-1)).toBe("-1");
  });
});
