import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { dataFolder, temporaryFolder } from "../support/database.ts";
import { lines, signalbox, site, small } from "./signalbox.ts";

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

async function doctor(data: string, more: { config?: string; env?: Record<string, string> } = {}) {
  const ended = await signalbox(["doctor", "--json"], { data, ...more });
  expect(ended.err).toBe("");
  const [{ ok, checks } = { ok: null, checks: [] }] = lines(ended) as { ok: boolean; checks: Check[] }[];
  expect(ended.code).toBe(ok ? 0 : 1);
  return { ok, checks, of: (name: string) => checks.find((one) => one.name === name), text: ended.out };
}

test("doctor makes no database, and says that there is none", async () => {
  const data = path.join(temporaryFolder(), "not", "made");
  const { ok, of } = await doctor(data);
  expect(ok).toBe(true);
  expect(of("database")?.detail).toMatch(/^none yet: the first start makes one in /);
  expect(of("audit")).toBeUndefined();
  expect(existsSync(data)).toBe(false);
});

test("doctor names the migrations that are missing and leaves them missing", async () => {
  const data = temporaryFolder();
  await (await openDatabase(data, null)).close();
  const { ok, of } = await doctor(data);
  expect(ok).toBe(true);
  expect(of("database")?.detail).toMatch(/`signalbox migrate` or a start applies 001_\w+, 002_\w+/);
  const { db, close } = await openDatabase(data, null);
  const tables = await sql`select 1 from pg_tables where schemaname = 'public'`.execute(db);
  await close();
  expect(tables.rows).toEqual([]);
});

test("doctor says what is on and what is off, and shows no secret", async () => {
  const secret = "xapp-1-THESECRETITSELF";
  const config = site(`${small}
slack: { bot_token: "\${env:BOT}", app_token: "\${env:APP}" }
cloudflare: { token: "\${file:/nowhere/token}" }
prometheus: { url: "http://127.0.0.1:9090", token: "\${env:SHORT}" }
`);
  const { ok, of, text } = await doctor(dataFolder(), { config, env: { BOT: secret, APP: secret, SHORT: "abc" } });
  expect(of("slack")).toEqual({ name: "slack", ok: true, detail: "on, over Socket Mode" });
  expect(of("cloudflare")?.detail).toBe("off: cloudflare.token refers to file:/nowhere/token, which is not there");
  expect(of("prometheus")?.detail).toBe("http://127.0.0.1:9090");
  expect(of("database")).toMatchObject({ ok: true, detail: expect.stringContaining("survives kill -9") as string });
  expect(of("audit")?.detail).toBe("0 entries, whole");
  expect(of("secrets")).toMatchObject({ ok: false, detail: expect.stringMatching(/too short .*env:SHORT$/) as string });
  expect(ok).toBe(false);
  expect(text).not.toContain(secret);
});

test("doctor says that a data folder could not be made", async () => {
  const file = path.join(temporaryFolder(), "file");
  writeFileSync(file, "");
  const ended = await signalbox(["doctor", "--data", path.join(file, "data")]);
  expect(ended).toMatchObject({ code: 1, err: "" });
  expect(ended.out).toMatch(/^FAIL {2}database +The data folder \S+ cannot be written: \S+file is not a folder\. /m);
});

test("doctor says which secrets Vault could not be asked for, and that this is not meant so", async () => {
  const config = site(`${small}
vault: { address: "http://127.0.0.1:9", token: "\${env:TOKEN}" }
slack: { bot_token: "\${vault:secret/slack#bot}" }
cloudflare: { token: "\${env:ABSENT}" }
`);
  const ended = await signalbox(["doctor"], { data: dataFolder(), config, env: { TOKEN: "hvs.THETOKENITSELF" } });
  expect(ended).toMatchObject({ code: 1, err: "" });
  const why = "but Vault at http://127.0.0.1:9 cannot be reached (ECONNREFUSED)";
  expect(ended.out).toContain(`FAIL  secret         slack.bot_token: vault:secret/slack#bot, ${why}\n`);
  expect(ended.out).toContain(`off: slack.bot_token refers to vault:secret/slack#bot, ${why}\n`);
  expect(ended.out).toContain("ok    secret         vault.token: env:TOKEN, there\n");
  expect(ended.out).toContain("ok    secret         cloudflare.token: env:ABSENT, not there\n");
  expect(ended.out).not.toContain("THETOKENITSELF");
});
