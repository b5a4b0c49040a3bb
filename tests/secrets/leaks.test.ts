/**
 * EX-18: a site with a secret in every setting, whose providers, hosts and language model all fail with those secrets
 * in what they say. Then everything that was kept, said and logged is searched. With the secrets unknown to the
 * redactor, the same search finds them in each of these places: the test can fail.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter } from "../../src/adapter.ts";
import type { Config } from "../../src/config.ts";
import { loadConfig } from "../../src/load-config.ts";
import { compose } from "../../src/main.ts";
import type { Arrival } from "../../src/message.ts";
import { openDatabase } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import { folders, launcher, signalbox, type Ended } from "../cli/signalbox.ts";
import { dataFolder, temporaryFolder } from "../support/database.ts";

/** Variable → its value: with everything that is spelled differently in an address, in JSON and in a log. */
const secrets = {
  BOT: "xoxb-bot/+&'\"<n>\\1",
  APP: "xapp-app/+&'\"<n>\\2",
  SIGNING: "zwölf Boxkämpfer/3\\",
  CLOUDFLARE: "cloudflare/+&'\"<n>4",
  PROMETHEUS: "prometheus/+&'\"<n>5",
  MODEL: "model-key/+&'\"<n>6",
  VAULT: "hvs.vault/+&'\"<n>7",
} as const;

const spellings = (secret: string): string[] => {
  const json = JSON.stringify(secret).slice(1, -1);
  return [secret, json, JSON.stringify(json).slice(1, -1), encodeURIComponent(secret), base64(secret)];
};
const base64 = (secret: string): string => Buffer.from(secret).toString("base64").replace(/=+$/, "").slice(0, -1);
/** What a careless program says: all of them, in three spellings each. */
const careless = Object.values(secrets)
  .map((secret) => `${secret} ${encodeURIComponent(secret)} ${Buffer.from(secret).toString("base64")}`)
  .join(" | ");

/** The secrets that stand in this text, by their variables. */
const foundIn = (text: string): string[] =>
  Object.entries(secrets)
    .filter(([, secret]) => spellings(secret).some((spelling) => text.includes(spelling)))
    .map(([name]) => name);

/** Fails every question, in the forms of the errors of Prometheus, Cloudflare, Ollama and Slack at once. */
const vendor = createServer((request, response) => {
  request.resume();
  // Slack's refusals are HTTP 200; anything else it would try again.
  response.writeHead(request.url?.startsWith("/slack/") ? 200 : 400, { "content-type": "application/json" });
  response.end(
    JSON.stringify({
      status: "error",
      errorType: "bad_data",
      error: careless,
      success: false,
      errors: [{ code: 1000, message: careless }],
      messages: [],
      result: null,
      ok: false,
    }),
  );
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => {
    vendor.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
});
afterAll(() => {
  vendor.closeAllConnections();
  vendor.close();
});

const folder = temporaryFolder();

const playbook = (said: string): string => `
name: careless
summary: Say too much
effect: write
steps:
  - { name: say, run: [cat, ${said}] }
  - { name: fail, run: [sh, -c, "cat ${said} >&2; exit 3"] }
`;

function makeSite(): string {
  const said = path.join(folder, "said");
  writeFileSync(said, `${careless}\n`);
  writeFileSync(path.join(folder, "careless.yml"), playbook(said));
  const config = path.join(folder, "signalbox.yml");
  writeFileSync(
    config,
    `
people:
  ann: { name: Ann, roles: [operator], accounts: { test: ann } }
  bob: { name: Bob, roles: [approver], accounts: { test: bob } }
inventory:
  environments: [dev]
  hosts: { here: { transport: local, environment: dev } }
  zones: { shop.example.test: { provider: cloudflare, environment: dev } }
${folders.replace(/playbooks: .*/, `playbooks: ${folder}`)}
log: { level: debug, file: ./log }
slack: { api_url: "${url}/slack/", bot_token: "\${env:BOT}", app_token: "\${env:APP}", signing_secret: "\${env:SIGNING}" }
cloudflare: { token: "\${env:CLOUDFLARE}", api_url: "${url}" }
prometheus: { url: "${url}", token: "\${env:PROMETHEUS}" }
model: { provider: ollama, url: "${url}", key: "\${env:MODEL}" }
vault: { address: "${url}", token: "\${env:VAULT}" }
`,
  );
  return config;
}

interface Sinks {
  readonly database: string;
  readonly said: string;
  readonly watched: string;
  readonly log: string;
}

const orders = [
  "show cpu of here for the last hour",
  "dns.record.list zone=shop.example.test",
  "model.list",
  "alert.list",
  "playbook.run careless targets=here",
  `what is ${careless}?`,
  `ask question="${secrets.CLOUDFLARE.replaceAll('"', "'")}"`,
];
const place = { platform: "test", channel: "ops", direct: false };

/** Has the site attend to all of it; what is then found where it was kept, said and logged. */
async function run(config: Config): Promise<Sinks> {
  const said: unknown[] = [];
  const watched: string[] = [];
  const adapter: Adapter = {
    platform: "test",
    start: async () => {},
    deliver: async ({ reply }) => {
      said.push(reply);
      // An adapter's own failure: it goes to the log.
      if (said.length === 1) throw new Error(`not delivered: ${careless}`);
      return null;
    },
    progress: (_place, _request, _ref, line) => watched.push(line),
    stop: async () => {},
  };
  writeFileSync(config.log.file ?? "", "");
  const box = await compose(config, [adapter], () => {});
  try {
    await box.start();
    const arrive = async (arrival: Arrival): Promise<void> => {
      const { id } = await box.house.receive(arrival);
      await box.house.attend(id);
    };
    const at = new Date().toISOString();
    for (const [index, text] of orders.entries()) {
      const account = { platform: "test", id: "ann" };
      await arrive({ kind: "message", message: { id: `m${index}`, account, place, text, at } });
    }
    const [request] = await requests.list(box.db, 1);
    if (!request) throw new Error("nothing was asked for");
    const account = { platform: "test", id: "bob" };
    const { id, digest } = request;
    await arrive({
      kind: "click",
      click: { id: "c1", account, place, request: id, digest, verdict: "approve", reason: careless, at },
    });
    const receipt = async () => (await requests.get(box.db, id))?.receipt;
    for (let tries = 0; tries < 200 && !(await receipt()); tries++) await sleep(50);
    expect((await receipt())?.state).toBe("failed");
  } finally {
    await box.stop();
  }
  return {
    database: await everything(config),
    said: said.map((reply) => JSON.stringify(reply)).join("\n"),
    watched: watched.join("\n"),
    log: readFileSync(config.log.file ?? "", "utf8"),
  };
}

/** Every row of every table. */
async function everything(config: Config): Promise<string> {
  const { db, close } = await openDatabase(config.data, null);
  const all = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db);
  const rows: string[] = [];
  for (const { name } of all.rows) {
    const table = await sql<{ row: string }>`select row_to_json(t)::text as row from ${sql.table(name)} t`.execute(db);
    rows.push(...table.rows.map(({ row }) => `${name} ${row}`));
  }
  await close();
  return rows.join("\n");
}

const load = (data = dataFolder()): Promise<Config> =>
  loadConfig({ env: secrets, cwd: folder, config: makeSite(), data });

/** Where text from outside is kept. */
const tables = ["inbox", "outbox", "requests", "approvals", "effects", "audit"];

const tableOf = (database: string, name: string): string =>
  database
    .split("\n")
    .filter((line) => line.startsWith(`${name} `))
    .join("\n");

describe("EX-18 secrets that others print", () => {
  test("are kept, said and logged nowhere", async () => {
    const config = await load();
    expect(config.secrets.map((secret) => secret.reveal()).toSorted()).toEqual(Object.values(secrets).toSorted());
    const { database, said, watched, log } = await run(config);
    expect(foundIn(database)).toEqual([]);
    expect(foundIn(said)).toEqual([]);
    expect(foundIn(watched)).toEqual([]);
    expect(foundIn(log)).toEqual([]);
    // They were there to be taken out.
    for (const table of tables) {
      expect({ [table]: tableOf(database, table) }).toEqual({
        [table]: expect.stringContaining("[redacted]") as string,
      });
    }
    for (const sink of [said, watched, log]) expect(sink).toContain("[redacted]");
    for (const line of log.trimEnd().split("\n")) expect(() => JSON.parse(line) as unknown).not.toThrow();
  });

  test("would be found, were they not known", async () => {
    const { database, said, watched, log } = await run({ ...(await load()), secrets: [] });
    for (const table of tables) {
      expect({ [table]: foundIn(tableOf(database, table)).length }).not.toEqual({ [table]: 0 });
    }
    for (const sink of [said, watched, log]) expect(foundIn(sink)).not.toEqual([]);
  });
});

const shown = ({ out, err }: Ended): string => `${out}\n${err}`;

describe("EX-18 commands show no secret", () => {
  test("doctor lists every one of them, with nothing of its value", async () => {
    const ended = await signalbox(["doctor"], { data: dataFolder(), config: makeSite(), env: secrets });
    for (const name of Object.keys(secrets)) {
      expect(ended.out).toMatch(new RegExp(`^ok +secret +[a-z_.]+: env:${name}, there$`, "m"));
    }
    expect(foundIn(shown(ended))).toEqual([]);
    for (const secret of Object.values(secrets))
      expect(ended.out).not.toMatch(new RegExp(`\\b${secret.length}\\b.*char`));
  });

  test("a start to which Slack says too much", async () => {
    const config = makeSite();
    const log = path.join(folder, "log");
    writeFileSync(log, "");
    const env = { PATH: process.env["PATH"], HOME: folder, ...secrets };
    const child = spawn(process.execPath, [launcher, "start", "--config", config, "--data", dataFolder()], { env });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = once(child, "close");
    const logged = (): string => readFileSync(log, "utf8");
    for (let tries = 0; tries < 400 && !logged().includes("Slack cannot be reached"); tries++) await sleep(50);
    child.kill();
    await ended;
    expect(logged()).toMatch(/\[redacted\].*Slack cannot be reached/);
    expect(foundIn(`${said}\n${logged()}`)).toEqual([]);
  });

  test.each([
    ["that nobody can read", "postgres://signalbox:p4ss-of-the-database@[nowhere/db"],
    ["where nobody listens", "postgres://signalbox:p4ss-of-the-database@127.0.0.1:9/db"],
  ])("an address of the database %s", async (_, address) => {
    const config = path.join(temporaryFolder(), "signalbox.yml");
    writeFileSync(config, 'database: { url: "${env:DB}" }\n');
    for (const command of ["requests", "doctor"]) {
      const ended = await signalbox([command], { config, env: { DB: address } });
      expect(ended.code).not.toBe(0);
      expect(shown(ended)).not.toContain("p4ss-of-the-database");
    }
  });
});
