/**
 * What one process does in a race: it presses, and begins what may begin. As a child process it presses what its parent
 * sends. Arguments of the child: the database's URL, "careful" or "naive".
 */
import { sql } from "kysely";
import { z } from "zod";
import { defineDeed } from "../../src/action.ts";
import type { Parts } from "../../src/bot.ts";
import { catalogOf } from "../../src/catalog.ts";
import { end } from "../../src/end.ts";
import { createLog } from "../../src/log.ts";
import { perform } from "../../src/perform.ts";
import { ordinary } from "../../src/policy.ts";
import { isProblem, problem } from "../../src/problem.ts";
import { Secret } from "../../src/secret.ts";
import { head } from "../../src/store/audit.ts";
import { openDatabase, type Db, type Trx } from "../../src/store/database.ts";
import { recordVote, retractVote } from "../../src/vote.ts";
import { needsOf, peopleWithout, type Press } from "./cast.ts";
import { naiveVote } from "./naive.ts";

export const place = { platform: "test", channel: "ops", thread: "1", direct: false };
export const action = "race.start";
export const policyVersion = "1";

export const planOf = (number: number) =>
  ({
    sentence: `Start number ${number}`,
    effect: "write",
    resources: [{ kind: "site", id: `racer-${number}` }],
    changes: [{ kind: "run", subject: `racer-${number}`, before: null, after: "started" }],
    facts: {},
    undo: null,
    inverse: null,
    checked: true,
    data: null,
  }) as const;

export interface Racer {
  /** Resolves with the Problem's code, or what came of it. */
  press(press: Press): Promise<string>;
  /** As the sweep would ring for it: whoever is faster begins it. */
  ring(request: string): Promise<void>;
}

/** Whoever takes a role away waits for the claims that still count on it, so that before and after are told apart. */
const lock = 4711;

const peopleNow = async (at: Db | Trx) => {
  // Whoever pressed a thousand entries ago presses no more.
  const { rows } = await sql<{ person: string }>`
    select person from revoked where after > (select max(seq) - 1000 from audit_head)`.execute(at);
  return peopleWithout(new Set(rows.map(({ person }) => person)));
};

export function createRacer(db: Db, naive: boolean): Racer {
  const deed = defineDeed({
    name: action,
    summary: "Start a number",
    effect: "write",
    input: z.strictObject({ number: z.number() }),
    examples: [],
    frames: [],
    resources: ({ number }) => planOf(number).resources,
    plan: async ({ number }) => planOf(number),
    apply: async (plan, { effect, request }) => {
      // The table counts what really begins; nothing in it keeps a second start out.
      const run = async () => void (await sql`insert into started (request) values (${request})`.execute(db));
      await effect({ key: "start", retry: "once", run });
      return { state: "done", summary: "Started", changes: plan.changes };
    },
  });
  const parts = {
    db,
    catalog: catalogOf([deed]),
    roster: {
      now: async (at: Db | Trx) => {
        if (at.isTransaction) await sql`select pg_advisory_xact_lock_shared(${lock})`.execute(at);
        return peopleNow(at);
      },
    },
    policies: {
      now: () => ({
        version: policyVersion,
        decide: ({ input }) => ({ kind: "ask", needs: needsOf(Number(input["number"])), expires: 3600, policies: [] }),
        couldAllow: () => true,
      }),
    },
    circumstances: () => ({ ...ordinary, words: { freeze: "", window: "" } }),
    inventory: { environments: [], hosts: [], groups: {}, services: [], zones: [], playbooks: [] },
    delivery: { carry: () => {}, wake: () => {}, sweep: async () => {}, settle: async () => {} },
    limits: { message_age: 600, answer_within: 3600, run_for: 60 },
    log: createLog("silent"),
    reached: () => {},
  } as Partial<Parts> as Parts;

  const ring = (request: string): Promise<void> => perform(parts, request, new AbortController());
  const answer = ({ who, verdict, request, digest }: Press): Promise<string> =>
    db.transaction().execute(async (trx) => {
      if (verdict === "revoke") {
        await sql`select pg_advisory_xact_lock(${lock})`.execute(trx);
        const last = (await head(trx))?.seq ?? 0;
        await sql`insert into revoked values (${who}, ${last})`.execute(trx);
        return "revoked";
      }
      const people = await peopleNow(trx);
      const account = { platform: "test", id: who };
      const person = people.of(account);
      if (!person) throw problem("NOBODY", { account: who });
      const click = { id: who, account, place, request, digest: digest.slice(0, 16), at: "" };
      switch (verdict) {
        case "retract":
          return retractVote(trx, { ...click, verdict }, person, people);
        case "withdraw":
          return end(trx, request, person, `test:${who}`, people);
        default:
          return recordVote(trx, { ...click, verdict }, person, people);
      }
    });
  return {
    ring,
    press: async (press) => {
      try {
        if (naive) return await naiveVote(db, press, await peopleNow(db));
        const outcome = await answer(press);
        if (outcome === "queued") await Promise.all([ring(press.request), ring(press.request)]);
        return outcome;
      } catch (error) {
        if (isProblem(error)) return error.code;
        throw error;
      }
    },
  };
}

export type Order = { readonly id: number; readonly press: Press } | { readonly id: number; readonly ring: string };
export interface Report {
  readonly id: number;
  readonly outcome: string;
}

if (process.send && import.meta.main) {
  const [url = "", manner = ""] = process.argv.slice(2);
  const { db, close } = await openDatabase("", new Secret(url, "test"));
  const racer = createRacer(db, manner === "naive");
  process.on("message", (order: Order) => {
    const work = "press" in order ? racer.press(order.press) : racer.ring(order.ring).then(() => "rung");
    void work
      .catch((error: unknown) => `a bug: ${String(error)}`)
      .then((outcome) => process.send?.({ id: order.id, outcome } satisfies Report));
  });
  process.on("disconnect", () => void close());
  process.send({ id: 0, outcome: "ready" } satisfies Report);
}
