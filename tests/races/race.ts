/** A race: requests are asked for, and people press ten times at once for each, in one process or two. */
import { sql } from "kysely";
import { digest } from "../../src/plan.ts";
import type { Db } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import { watchSteps } from "../support/steps.ts";
import { dice, needsOf, presses, type Asked } from "./cast.ts";
import { action, place, planOf, policyVersion, type Racer } from "./racer.ts";

/** Requests that are pressed for at once; ten presses each. */
const atOnce = 3;

export interface Raced {
  readonly presses: number;
  /** How often each outcome or refusal came about. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** The tables in which the race is watched. */
export async function layTrack(db: Db): Promise<void> {
  await watchSteps(db);
  await sql`create table started (request text, at timestamptz not null default clock_timestamp())`.execute(db);
  await sql`create table revoked (person text primary key, after bigint not null)`.execute(db);
  await sql`create index revoked_lately on revoked (after)`.execute(db);
}

export async function race(db: Db, racers: readonly Racer[], count: number, seed: number): Promise<Raced> {
  const roll = dice(seed);
  const outcomes: Record<string, number> = {};
  let pressed = 0;
  const runOne = async (number: number): Promise<void> => {
    const asked = await ask(db, number);
    const all = presses(asked, roll);
    pressed += all.length;
    const came = await Promise.all(
      all.map((press, at) => racers[(at + number) % racers.length]?.press(press) ?? Promise.resolve("nobody")),
    );
    for (const outcome of came) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    // Every process sweeps and rings at once; only one may answer.
    await Promise.all(racers.map((racer) => racer.ring(asked.request)));
  };
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await runOne(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  return { presses: pressed, outcomes };
}

async function ask(db: Db, number: number): Promise<Asked> {
  const request = requests.newId();
  const [input, plan] = [{ number }, planOf(number)];
  const asked = { number, request, digest: digest(action, input, plan, policyVersion) };
  await db.transaction().execute(async (trx) => {
    await sql`insert into inbox (id, platform, platform_id, body, state)
      values (${request}, 'test', ${request}, '{}', 'done')`.execute(trx);
    const made = {
      id: request,
      inboxId: request,
      digest: asked.digest,
      policies: [],
      needs: needsOf(number),
      terms: {},
      reason: null,
      glass: null,
      requester: "ann",
      because: null,
      state: "waiting",
      expires: 3600,
    } as const;
    const entry = { event: "waiting", person: "ann", account: null, request, action, digest: asked.digest } as const;
    await requests.insert(trx, { ...made, action, input, plan, policyVersion, place }, entry);
  });
  return asked;
}
