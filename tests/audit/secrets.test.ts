/**
 * No secret is ever in the trail: every secret setting is given a value, whatever can print, say or refuse does so with
 * it, through the real command on a real server; then every entry and every exported file is searched, in every form.
 */
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { jsonSchema } from "../../src/config.ts";
import { formsOf } from "../../src/providers/redact.ts";
import { Secret } from "../../src/secret.ts";
import { append, head, read } from "../../src/store/audit.ts";
import { openDatabase } from "../../src/store/database.ts";
import { redacting } from "../../src/store/redacting.ts";
import { lines, signalbox, site, folders, type Ended } from "../cli/signalbox.ts";
import { describeWith } from "../servers/needs.ts";
import { programs, startPostgres, type PostgresServer } from "../servers/postgres.ts";
import { temporaryFolder } from "../support/database.ts";

/** Secrets are texts that may be left out, and no other setting of this schema is. */
const isSecret = ({ anyOf }: { readonly anyOf?: unknown }): boolean =>
  Array.isArray(anyOf) && anyOf.map((one: { type?: string }) => one.type).join() === "string,null";

/** Every setting that takes a secret, by its path. */
function secretSettings(node: unknown = jsonSchema(), prefix: readonly string[] = []): string[][] {
  const { properties = {} } = node as { properties?: Record<string, Record<string, unknown>> };
  return Object.entries(properties).flatMap(([key, child]) => {
    const where = [...prefix, key];
    return isSecret(child) ? [where] : secretSettings(child, where);
  });
}

// A site has a token of Vault or an AppRole, never both.
const settings = secretSettings().filter((where) => where.join(".") !== "vault.token");
const setting = (where: readonly string[]): string => where.join(".");
const passphrase = "planted-key-passphrase-7d";
const { privateKey } = generateKeyPairSync("ed25519");

/** A value for each that nothing else would print. */
function plant(url: string): Map<string, string> {
  const values = new Map(settings.map((where) => [setting(where), `planted/${setting(where)}+"${where.length}é`]));
  const pem = privateKey.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase });
  return new Map([
    ...values,
    ["database.url", url.replace("signalbox@", "signalbox:planted-password-1c@")],
    ["audit.key", pem.trim()],
    ["audit.key_passphrase", passphrase],
  ]);
}

const variable = (name: string): string => `PLANTED_${name.toUpperCase().replaceAll(/\W/g, "_")}`;

/** { a: { b: "${env:PLANTED_A_B}" } }, for all of them. */
function references(): object {
  const root: Record<string, unknown> = {};
  for (const where of settings) {
    let at = root;
    for (const key of where.slice(0, -1)) at = (at[key] ??= {}) as Record<string, unknown>;
    at[where.at(-1) ?? ""] = `\${env:${variable(setting(where))}}`;
  }
  return root;
}

const requestIn = (ended: Ended) => lines(ended).at(-1)?.["request"] as { id: string; state: string };

describeWith(programs, "no secret is in the audit trail", () => {
  let server: PostgresServer;
  let planted: Map<string, string>;
  const folder = temporaryFolder();
  const said: Ended[] = [];
  let config: string;

  const run = async (...args: string[]): Promise<Ended> => {
    const env = Object.fromEntries([...planted].map(([name, value]) => [variable(name), value]));
    const ended = await signalbox(args, { data: path.join(folder, "data"), config, env });
    said.push(ended);
    return ended;
  };

  beforeAll(async () => {
    server = await startPostgres();
    planted = plant(server.url);
    const everything = [...planted.values()].flatMap((value) => [value, ...formsOf(value)]).join("\n");
    writeFileSync(path.join(folder, "printed"), everything);
    mkdirSync(path.join(folder, "playbooks"));
    const steps = `steps: [{ name: Print, run: [cat, ${path.join(folder, "printed")}], retry: read, timeout: 30s }]`;
    writeFileSync(path.join(folder, "playbooks", "leak.yml"), `name: leak\nsummary: Print\neffect: write\n${steps}\n`);
    const ours = folders.replace(/playbooks: .*/, `playbooks: ${path.join(folder, "playbooks")}`);
    config = site(`
${ours}
people:
  ann: { roles: [operator], accounts: { terminal: ann } }
  bob: { roles: [approver, auditor], accounts: { terminal: bob } }
terminal: { account: ann, demo: true }
inventory: { hosts: { localhost: { transport: local } } }
${Object.entries(references())
  .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
  .join("\n")}
`);
  });
  afterAll(() => server.stop());

  test("every secret setting has one", () => {
    expect(settings.length).toBeGreaterThan(9);
    expect(settings.map(setting)).toContain("audit.checkpoint.token");
  });

  test("commands print them, people write them down as reasons, and requests are refused over them", async () => {
    const reason = [...planted.values()].join(" ");
    const done = requestIn(await run("chat", "--as", "ann", "--once", "playbook.run leak localhost", "--json"));
    const approved = await run("review", done.id, "approve", "--as", "bob", "--reason", reason, "--json");
    expect(requestIn(approved).state).toBe("done");
    const denied = requestIn(await run("chat", "--as", "ann", "--once", "playbook.run leak localhost", "--json"));
    await run("review", denied.id, "deny", "--as", "bob", "--reason", reason, "--json");
    await run("review", denied.id, "approve", "--as", "bob", "--reason", reason, "--json");
    await run("chat", "--as", "ann", "--once", `playbook.run ${reason}`, "--json");
    await run("audit", "checkpoint");
    for (const format of ["ndjson", "csv"]) {
      const out = path.join(folder, format);
      expect(await run("audit", "export", "--as", "bob", "--format", format, "--out", out)).toMatchObject({ code: 0 });
    }
    expect(await run("audit", "verify")).toMatchObject({ code: 0 });
  }, 240_000);

  test("and none of them is in any entry, in any file that was handed out, or in the manifest", async () => {
    const { db, close } = await openDatabase("", new Secret(server.url, "test"));
    const entries = await read(db, 1, 1000);
    expect(entries.length).toBe((await head(db))?.seq);
    const { rows } = await sql<{ receipt: string }>`select receipt::text as receipt from requests`.execute(db);
    await close();
    const trail = entries.map(({ body }) => body).join("\n");
    // What was printed and said has really come by.
    expect(JSON.stringify(rows)).toContain("[redacted]");
    expect(trail).toMatch(/"because":"[^"]*\[redacted\]/);
    expect(trail).toMatch(/"output":\{"bytes":\d+,"cut":\w+,"sha256":"[0-9a-f]{64}"\}/);
    for (const event of ["approved", "running", "done", "denied", "vote-refused", "answered", "exported"]) {
      expect(trail).toContain(`"event":"${event}"`);
    }
    const handedOut = ["ndjson", "csv"].flatMap((format) =>
      [`audit.${format}`, "manifest.json"].map((name) => readFileSync(path.join(folder, format, name), "utf8")),
    );
    const everything = [trail, ...handedOut, ...said.map(({ err }) => err)].join("\n");
    for (const [name, value] of planted) {
      for (const form of formsOf(value))
        expect({ name, found: everything.includes(form) }).toEqual({ name, found: false });
    }
  });

  test("nor is one that is handed to append itself", async () => {
    const { db, close } = await openDatabase("", new Secret(server.url, "test"));
    const because = 'a "hunter2-hunter2" b';
    const entry = { event: "answered", person: null, account: "x hunter2-hunter2", because } as const;
    await db
      .withPlugin(redacting((text) => text.replaceAll("hunter2-hunter2", "[redacted]")))
      .transaction()
      .execute((trx) => append(trx, entry));
    const [row] = await read(db, (await head(db))?.seq ?? 0, 1);
    await close();
    expect(JSON.parse(row?.body ?? "")).toMatchObject({ account: "x [redacted]", because: 'a "[redacted]" b' });
  });
});
