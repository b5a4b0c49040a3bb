/**
 * `npm run bench:audit [ENTRIES]`: how fast the audit trail is written and verified, on the embedded database and on
 * PostgreSQL, beside the same work without a chain. A table, and as the last line one JSON object. It ends by itself.
 */
import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { sql } from "kysely";
import { seal, type AuditEntry } from "../src/audit.ts";
import { Secret } from "../src/secret.ts";
import { append, pages, verifyAudit } from "../src/store/audit.ts";
import { migrate, openDatabase, type Db } from "../src/store/database.ts";
import { find } from "../tests/servers/needs.ts";
import { programs, startPostgres } from "../tests/servers/postgres.ts";
import { median, percentile, rounded } from "./figures.ts";

const entries = Number(process.argv[2] ?? 100_000);
const clients = 8;
/** Entries that each client appends, one a transaction. */
const turns = 250;
const rounds = 3;

const entry = (number: number): AuditEntry => ({
  event: "waiting",
  person: "ann",
  account: "slack:U024BE7LH",
  message: `slack:1700000000.${number}`,
  request: `r-${number}`,
  action: "playbook.run",
  digest: hash("sha256", String(number)),
  policies: ["change", "far-reaching"],
  policyVersion: hash("sha256", "policy"),
});

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Milliseconds of each of many small transactions, by clients that work at the same time; and how long all took. */
async function load(write: (number: number) => Promise<unknown>) {
  const each: number[] = [];
  const all = await timed(() =>
    Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let turn = 0; turn < turns; turn++) each.push(await timed(() => write(client * turns + turn)));
      }),
    ),
  );
  return {
    per_second: Math.round((each.length / all) * 1000),
    p50_ms: rounded(percentile(each, 0.5), 2),
    p99_ms: rounded(percentile(each, 0.99), 2),
  };
}

async function measure(db: Db) {
  await migrate(db);
  await sql`create table if not exists unchained (seq bigserial primary key, body text not null)`.execute(db);
  const chained = (number: number) => db.transaction().execute((trx) => append(trx, entry(number)));
  const unchained = (number: number) =>
    db.transaction().execute((trx) => {
      const body = seal(entry(number), new Date().toISOString());
      return sql`insert into unchained (body) values (${body})`.execute(trx);
    });
  await load(chained);
  const appended = [await load(chained), await load(unchained)];

  for (let written = 0; written < entries; written += 1000) {
    const batch = Array.from({ length: 1000 }, (_, index) => entry(written + index));
    await db.transaction().execute((trx) => append(trx, ...batch));
  }
  const verified: number[] = [];
  const fetched: number[] = [];
  let count = 0;
  for (let round = 0; round < rounds; round++) {
    verified.push(
      await timed(async () => {
        const verdict = await verifyAudit(db);
        if (!verdict.ok) throw new Error(verdict.why);
        count = verdict.entries;
      }),
    );
    fetched.push(
      await timed(async () => {
        for await (const page of pages(db)) void page;
      }),
    );
  }
  const perSecond = (milliseconds: number): number => Math.round((count / milliseconds) * 1000);
  const [verify, fetch] = [median(verified), median(fetched)];
  return {
    append: appended[0],
    unchained: appended[1],
    append_p50_ratio: rounded((appended[0]?.p50_ms ?? 0) / (appended[1]?.p50_ms ?? 1), 2),
    verify: { entries: count, per_second: perSecond(verify), fetched_per_second: perSecond(fetch) },
    verify_to_fetch_ratio: rounded(verify / fetch, 2),
  };
}

async function onEmbedded() {
  const folder = mkdtempSync(path.join(os.tmpdir(), "signalbox-bench-"));
  const { db, close } = await openDatabase(folder, null);
  try {
    return await measure(db);
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function onPostgres() {
  if (programs.some((program) => find(program) === null)) return null;
  const server = await startPostgres();
  const { db, close } = await openDatabase("", new Secret(server.url, "bench"));
  try {
    return await measure(db);
  } finally {
    await close();
    await server.stop();
  }
}

const [busy = 0] = os.loadavg();
console.log(`Load before: ${rounded(busy)} on ${os.availableParallelism()} processors; Node ${process.version}.`);
const body = Buffer.from(seal(entry(1), new Date().toISOString()));
const hashed = await timed(async () => {
  for (let number = 0; number < entries; number++) hash("sha256", body, "buffer");
});
console.error("the embedded database …");
const embedded = await onEmbedded();
console.error("PostgreSQL …");
const postgres = await onPostgres();
const figures = { busy, entries, hash_per_second: Math.round((entries / hashed) * 1000), embedded, postgres };
for (const [name, one] of Object.entries({ embedded, postgres })) {
  if (!one) continue;
  const { append: chained, unchained, verify } = one;
  console.log(`
${name}
  append, ${clients} clients    ${chained?.per_second}/s, p50 ${chained?.p50_ms} ms, p99 ${chained?.p99_ms} ms
  without a chain      ${unchained?.per_second}/s, p50 ${unchained?.p50_ms} ms, p99 ${unchained?.p99_ms} ms   ratio of p50 ${one.append_p50_ratio}
  verify               ${verify.per_second} entries/s of ${verify.entries}
  fetch alone          ${verify.fetched_per_second} entries/s   ratio ${one.verify_to_fetch_ratio}`);
}
console.log(`\nSHA-256 alone          ${figures.hash_per_second} entries/s\n`);
console.log(JSON.stringify(figures));
