/**
 * Two processes' worth of the bot on one database, and people who press at the same time: whatever the order, a request
 * starts at most once, only with the yes it needs, and has one outcome. `npm run races` is the same at length.
 */
import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Card } from "../../src/card.ts";
import { directory, type Person } from "../../src/people.ts";
import type { Verdict } from "../../src/message.ts";
import { Secret } from "../../src/secret.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import { migrate, openDatabase, type Db, type Opened } from "../../src/store/database.ts";
import * as effects from "../../src/store/effects.ts";
import * as requests from "../../src/store/requests.ts";
import { dataFolder } from "../support/database.ts";
import { memory } from "../support/memory.ts";
import { everybody, openKernel, type Kernel } from "../support/kernel.ts";
import { describeWith } from "../servers/needs.ts";
import { judge } from "../races/judge.ts";
import { layTrack, race as pressed } from "../races/race.ts";
import { createRacer } from "../races/racer.ts";
import { programs, startPostgres, type PostgresServer } from "../servers/postgres.ts";

const needs = [{ count: 2, role: "approver" }];
const eve: Person = {
  id: "eve",
  name: "Eve",
  roles: ["approver"],
  accounts: [
    { platform: "test", id: "eve" },
    { platform: "test", id: "eve-phone" },
  ],
};

/** A source of numbers that can be had again: a failing order is printed with its seed. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

interface Press {
  readonly who: string;
  readonly verdict: Verdict;
  readonly stale?: boolean;
}

/** Bob and Eve could make a quorum, Cleo may say no, and everything else must not matter. */
function presses(roll: (sides: number) => number): Press[] {
  const all: Press[] = [
    { who: "bob", verdict: "approve" },
    { who: "bob", verdict: "approve" },
    { who: "eve", verdict: "approve" },
    { who: "eve-phone", verdict: roll(3) === 0 ? "deny" : "approve" },
    { who: "ann", verdict: "approve" },
    { who: "mallory", verdict: "approve" },
    { who: "dan", verdict: "approve" },
    { who: "cleo", verdict: "approve", stale: true },
    { who: "cleo", verdict: (["approve", "deny", "approve"] as const)[roll(3)] ?? "approve" },
    roll(4) === 0 ? { who: "ann", verdict: "withdraw" } : { who: "bob", verdict: "deny" },
  ];
  return all
    .map((press) => ({ press, place: roll(1000) }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ press }) => press);
}

async function race(kernels: readonly Kernel[], db: Db, count: number, seed: number) {
  const roll = dice(seed);
  const [first] = kernels;
  if (!first) throw new Error("nobody races");
  for (const kernel of kernels) {
    kernel.people = directory([...everybody, eve]);
    kernel.decision = { kind: "ask", needs, expires: 3600, policies: ["two"] };
  }
  const started = new Map<string, number>();
  for (const kernel of kernels) {
    kernel.before = () => pause(roll(3));
  }
  for (let done = 0; done < count; done += 10) {
    const batch = Array.from({ length: Math.min(10, count - done) }, (_, index) => `lamp${done + index}`);
    await Promise.all(batch.map((lamp) => first.says("ann", `set ${lamp} to on`)));
    const cards = new Map<string, Card>();
    for (const { reply } of first.delivered) if (reply.reply === "card") cards.set(reply.card.request, reply.card);
    first.delivered.length = 0;
    await Promise.all(
      [...cards.values()].flatMap((card) =>
        presses(roll).map(async ({ who, verdict, stale }, index) => {
          const kernel = kernels[index % kernels.length] ?? first;
          await pause(roll(4));
          await kernel.clicks(who, verdict, stale ? { ...card, digest: "0".repeat(64) } : card);
        }),
      ),
    );
    // Every process sweeps and rings at once; only one may answer.
    await Promise.all(kernels.map((kernel) => kernel.sweep()));
    for (const kernel of kernels) kernel.delivered.length = 0;
  }
  const moving = sql`select 1 from requests where state in ('queued', 'running')`;
  await expect.poll(async () => (await moving.execute(db)).rows.length, { timeout: 10_000 }).toBe(0);

  for (const kernel of kernels) {
    for (const switched of kernel.switched) started.set(switched, (started.get(switched) ?? 0) + 1);
  }
  const all = await requests.list(db, count);
  const broken = all.flatMap((request) => {
    const yes = request.approvals.filter(({ verdict }) => verdict === "approve").map(({ person }) => person);
    const no = request.approvals.filter(({ verdict }) => verdict === "deny");
    const runs = started.get(`${String(request.input["lamp"])}=on`) ?? 0;
    // Withdrawn a moment too late is stopped: what runs by then may just have happened.
    const began = request.state === "done" || request.state === "cancelled";
    const promises = {
      "has ended, or still waits": began || ["denied", "withdrawn", "waiting"].includes(request.state),
      "ran once if it is done": request.state !== "done" || runs === 1,
      "never ran twice, nor without having begun": runs <= (began ? 1 : 0),
      "one person has one vote": new Set(yes).size === yes.length,
      "only approvers have a say": yes.every((person) => ["bob", "cleo", "eve"].includes(person)),
      "every vote is for this plan": request.approvals.every((vote) => vote.digest === request.digest),
      "what ran had two yeses and no no": !began || (yes.length === 2 && no.length === 0),
      "one no is a no": no.length === (request.state === "denied" ? 1 : 0),
    };
    const kept = Object.entries(promises).filter(([, held]) => !held);
    return kept.map(([promise]) => `${request.id} (seed ${seed}) is ${request.state}, broken: ${promise}`);
  });
  const { rows: both } = await sql<{ request: string }>`
    select body::json ->> 'request' as request from audit
    where body::json ->> 'event' in ('approved', 'denied') group by 1 having count(*) > 1`.execute(db);
  return {
    count: all.length,
    broken: [...broken, ...both.map(({ request }) => `${request} (seed ${seed}) was approved and denied`)],
    states: [...new Set(all.map(({ state }) => state))],
    audit: await verifyAudit(db),
  };
}

/** Nothing broken, and something was carried out. */
const sound = (count: number) => ({
  count,
  broken: [],
  states: expect.arrayContaining(["done"]) as unknown,
  audit: expect.objectContaining({ ok: true }) as unknown,
});
/** What the judge finds where nothing is wrong; and it was a race: each of these ends came about. */
const nothing = {
  doubleStarts: [],
  wrongQuorum: [],
  bothWays: [],
  wrong: [],
  states: expect.objectContaining({
    done: expect.any(Number) as unknown,
    denied: expect.any(Number) as unknown,
    refused: expect.any(Number) as unknown,
  }) as unknown,
};
/** Without inbox and delivery: votes, claims and effects alone, judged by what the database holds. */
async function raceInside(dbs: readonly Db[], count: number) {
  const [db] = dbs;
  if (!db) throw new Error("nobody races");
  await layTrack(db);
  const racers = dbs.map((one) => createRacer(one, false));
  await pressed(db, racers, count, 7);
  return judge(db);
}

describe("on the embedded database", () => {
  it("AP-1 AP-4 30 requests, ten presses each at once: judged by what the database holds", async () => {
    const { db, close } = await openDatabase(dataFolder(memory), null);
    expect(await raceInside([db, db], 30)).toEqual(nothing);
    await close();
  });

  it("AP-1 10 requests through every door, ten presses each at once", async () => {
    const { db, close } = await openDatabase(dataFolder(memory), null);
    const kernels = [await openKernel(db), await openKernel(db)];
    try {
      expect(await race(kernels, db, 10, 7)).toEqual(sound(10));
    } finally {
      for (const kernel of kernels) await kernel.stop();
      await close();
    }
  });
});

describeWith(programs, "on PostgreSQL", () => {
  let server: PostgresServer;
  let one: Opened;
  let two: Opened;
  let kernels: Kernel[];
  beforeAll(async () => {
    server = await startPostgres();
    const url = new Secret(server.url, "test");
    [one, two] = await Promise.all([openDatabase("", url), openDatabase("", url)]);
    await migrate(one.db);
    kernels = [await openKernel(one.db), await openKernel(two.db)];
  });
  afterAll(async () => {
    for (const kernel of kernels) await kernel.stop();
    await Promise.all([one.close(), two.close()]);
    await server.stop();
  });

  it("AP-1 40 requests through every door, ten presses each at once, two pools", async () => {
    expect(await race(kernels, one.db, 40, 11)).toEqual(sound(40));
  });

  it("AP-1 AP-4 40 requests, ten presses each at once: judged by what the database holds", async () => {
    const fresh = await startPostgres();
    const url = new Secret(fresh.url, "test");
    const pools = await Promise.all([openDatabase("", url), openDatabase("", url)]);
    await migrate(pools[0].db);
    expect(await raceInside([pools[0].db, pools[1].db], 40)).toEqual(nothing);
    for (const { close } of pools) await close();
    await fresh.stop();
  });

  it("an attempt that is being taken over begins no effect any more", async () => {
    await kernels[0]?.says("ann", "set red to on");
    const [waiting] = await requests.list(one.db, 1);
    const { id, fence } = waiting ?? { id: "", fence: 0 };
    const late = sql`clock_timestamp() - interval '1 s'`;
    await sql`update requests set state = 'running', cancel_by = null, lease_until = ${late} where id = ${id}`.execute(
      one.db,
    );
    const entry = { event: "running", person: null, account: null, request: id } as const;
    const taken = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const takeOver = one.db.transaction().execute(async (trx) => {
      const taking = await requests.takeOver(trx, id, entry);
      taken.resolve();
      await commit.promise;
      return taking;
    });
    await taken.promise;
    const begun = effects.begin(two.db, id, "late", fence);
    await pause(200);
    commit.resolve();
    expect(await takeOver).toMatchObject({ fence: fence + 1 });
    expect(await begun).toBe("gone");
    await sql`update requests set state = 'failed' where id = ${id}`.execute(one.db);
  });

  it("outlives a connection that ends in the middle of a transaction", async () => {
    const cut = one.db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(two.db);
      // The process has to get to hear of it while it asks nothing: as between two statements.
      await pause(300);
      await sql`select 1`.execute(trx);
    });
    await expect(cut).rejects.toThrow(/connection/i);
    expect((await requests.list(one.db, 1)).length).toBe(1);
  });

  it("a process that is frozen in a transaction does not freeze the others for long", async () => {
    const { rows } = await sql<{ limit: string }>`
      select setting as limit from pg_settings where name = 'idle_in_transaction_session_timeout'`.execute(one.db);
    expect(Number(rows[0]?.limit)).toBeGreaterThan(0);
    expect(Number(rows[0]?.limit)).toBeLessThanOrEqual(15_000);
  });
});
