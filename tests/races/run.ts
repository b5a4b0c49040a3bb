/**
 * People who press at the same time, on the embedded database and on PostgreSQL with two processes, and then sequences of
 * everything that may happen to a request, held against a model of it:
 * `npm run races -- [--requests N] [--sequences N] [--seed N] [--naive]`. `--naive` races code that looks before it
 * writes: then there must be findings, or the judge is blind.
 *
 * The last line is the figures; the exit code is 1 if anything was wrong.
 */
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import * as fc from "fast-check";
import { sql } from "kysely";
import { Secret } from "../../src/secret.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import { migrate, openDatabase, type Opened } from "../../src/store/database.ts";
import { startPostgres } from "../servers/postgres.ts";
import { memory } from "../support/memory.ts";
import { watchSteps } from "../support/steps.ts";
import { opening, sequence } from "./commands.ts";
import { judge, type Findings } from "./judge.ts";
import { play } from "./machine.ts";
import { layTrack, race } from "./race.ts";
import { createRacer, type Order, type Racer, type Report } from "./racer.ts";

const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "2000" },
    sequences: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 100_000) },
    naive: { type: "boolean", default: false },
  },
});
/** Sequences that are played at the same time. */
const lanes = 2;
const count = Number(values.requests);
if (!Number.isInteger(count) || count < 1) throw new Error(`--requests ${values.requests} is no number of requests`);
const seed = Number(values.seed);
const sequences = values.naive ? 0 : Number(values.sequences);
console.log(`seed ${values.seed}${values.naive ? ", naive" : ""}`);

const all: Findings[] = [await embedded(), await postgres()];
const astray = await modelled();
const sum = (what: "doubleStarts" | "wrongQuorum" | "bothWays" | "wrong"): number =>
  all.reduce((total, found) => total + found[what].length, 0);
const figures = {
  requests: count * all.length,
  sequences,
  doubleStarts: sum("doubleStarts"),
  wrongQuorum: sum("wrongQuorum"),
  bothWays: sum("bothWays"),
  wrong: sum("wrong") + astray.length,
};
console.log(JSON.stringify(figures));
process.exitCode = figures.doubleStarts + figures.wrongQuorum + figures.bothWays + figures.wrong > 0 ? 1 : 0;

async function embedded(): Promise<Findings> {
  const folder = mkdtempSync(path.join(memory, "signalbox-races-"));
  const opened = await openDatabase(folder, null);
  try {
    return await run("embedded", opened, [createRacer(opened.db, values.naive), createRacer(opened.db, values.naive)]);
  } finally {
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function postgres(): Promise<Findings> {
  const server = await startPostgres();
  const opened = await openDatabase("", new Secret(server.url, "test"));
  const other = await childRacer(server.url);
  try {
    return await run("PostgreSQL, two processes", opened, [createRacer(opened.db, values.naive), other]);
  } finally {
    other.leave();
    await opened.close();
    await server.stop();
  }
}

async function run(where: string, { db }: Opened, racers: readonly Racer[]): Promise<Findings> {
  await migrate(db);
  await layTrack(db);
  const began = performance.now();
  const { presses, outcomes } = await race(db, racers, count, seed);
  const seconds = (performance.now() - began) / 1000;
  const found = await judge(db);
  for (const [outcome, times] of Object.entries(outcomes)) {
    if (outcome.startsWith("a bug")) found.wrong.push(`${outcome}, ${times} times`);
  }
  const rate = `${presses} presses in ${seconds.toFixed(1)} s, ${Math.round(presses / seconds)} a second`;
  console.log(`${where}: ${count} requests, ${rate}`);
  console.log(`  outcomes ${JSON.stringify(outcomes)}`);
  console.log(`  ended ${JSON.stringify(found.states)}`);
  for (const what of ["doubleStarts", "wrongQuorum", "bothWays", "wrong"] as const) {
    if (found[what].length > 0) console.log(`  ${what}: ${found[what].length}, the first: ${found[what][0]}`);
  }
  // A race in which nothing was carried out, or nothing was denied, has shown nothing.
  for (const state of values.naive ? [] : (["done", "denied", "withdrawn", "refused"] as const)) {
    if (count >= 100 && !found.states[state]) found.wrong.push(`${where}: none ended as ${state}`);
  }
  return found;
}

/** Sequences on databases of their own: what one sweeps must not be another's. A sentence for each database astray. */
async function modelled(): Promise<string[]> {
  if (sequences === 0) return [];
  const server = await startPostgres();
  const began = performance.now();
  const lane = async (_: unknown, number: number): Promise<string[]> => {
    const opened = await openDatabase("", new Secret(server.url.replace(/postgres$/, `lane${number}`), "test"));
    try {
      await migrate(opened.db);
      await watchSteps(opened.db);
      const property = fc.asyncProperty(opening, sequence, async (how, commands) => {
        await play(opened.db, how, commands);
      });
      const details = await fc.check(property, { numRuns: Math.ceil(sequences / lanes), seed: seed + number });
      const trail = await verifyAudit(opened.db);
      const cut = trail.ok ? [] : [`the audit trail is not whole: ${trail.why}`];
      return details.failed ? [fc.defaultReportMessage(details) ?? "", ...cut] : cut;
    } finally {
      await opened.close();
    }
  };
  try {
    const { db, close } = await openDatabase("", new Secret(server.url, "test"));
    for (let number = 0; number < lanes; number++) await sql.raw(`create database lane${number}`).execute(db);
    await close();
    const found = (await Promise.all(Array.from({ length: lanes }, lane))).flat();
    const seconds = (performance.now() - began) / 1000;
    console.log(`model: ${sequences} sequences in ${seconds.toFixed(1)} s`);
    for (const sentence of found) console.log(`  astray: ${sentence}`);
    return found;
  } finally {
    await server.stop();
  }
}

/** The second process: a racer of its own behind messages. */
async function childRacer(url: string): Promise<Racer & { leave(): void }> {
  const child = fork(path.join(import.meta.dirname, "racer.ts"), [url, values.naive ? "naive" : "careful"]);
  const open = new Map<number, (outcome: string) => void>();
  const ready = Promise.withResolvers<void>();
  let last = 0;
  child.on("message", ({ id, outcome }: Report) => {
    if (id === 0) ready.resolve();
    open.get(id)?.(outcome);
    open.delete(id);
  });
  child.on("exit", (code) => {
    ready.reject(new Error(`the second process ended with ${code}`));
    for (const resolve of open.values()) resolve(`a bug: the second process ended with ${code}`);
  });
  const send = (order: (id: number) => Order): Promise<string> =>
    new Promise((resolve) => {
      last += 1;
      open.set(last, resolve);
      child.send(order(last));
    });
  await ready.promise;
  return {
    press: (press) => send((id) => ({ id, press })),
    ring: async (request) => {
      const outcome = await send((id) => ({ id, ring: request }));
      if (outcome !== "rung") throw new Error(outcome);
    },
    leave: () => child.disconnect(),
  };
}
