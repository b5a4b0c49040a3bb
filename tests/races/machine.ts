/**
 * One request on the real kernel, beside the model of it: each command is given to both, and afterwards the row, every
 * change of state on the way and the audit trail must be what the model says.
 */
import { sql } from "kysely";
import type { AuditEntry } from "../../src/audit.ts";
import type { Bot } from "../../src/bot.ts";
import { end } from "../../src/end.ts";
import { createGlasses } from "../../src/glasses.ts";
import { narrow } from "../../src/narrow.ts";
import { perform } from "../../src/perform.ts";
import { directory, type Person } from "../../src/people.ts";
import type { Need } from "../../src/policy.ts";
import { isProblem, problem } from "../../src/problem.ts";
import { createRequests } from "../../src/requests.ts";
import { isFinal, type Request } from "../../src/request.ts";
import type { Db, Trx } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import { sweep } from "../../src/sweep.ts";
import { recordVote, retractVote } from "../../src/vote.ts";
import { isMove, stepsOf } from "../support/steps.ts";
import type { Command, Opening } from "./commands.ts";
import * as model from "./model.ts";
import { account, approver, Died, everybody, needsOf, openRack, person } from "./rack.ts";
import { place } from "./racer.ts";

/** Why it is where it is, for states that nobody has to explain. */
const plainStates = new Set<Request["state"]>(["waiting", "queued", "running", "done"]);

/** Carries out one sequence; the state it ends in. Throws an Error that says what was not as the model has it. */
export async function play(db: Db, opening: Opening, commands: readonly Command[]): Promise<Request["state"]> {
  const rack = openRack(db, opening);
  const me = rack.real(model.requester);
  let glass: model.Around["glass"] = "none";
  const frozen: { resolve: () => void; work: Promise<unknown> }[] = [];
  const mine = createRequests(
    () => rack.parts,
    () => {},
  );
  const glasses = createGlasses(() => rack.parts);
  if (opening.glass) {
    const breaking = await rack.ask(["glass"]);
    const asker = rack.people.find(({ id }) => id === me);
    if (!asker) throw new Error("nobody breaks it");
    await glasses.break({ person: asker, incident: "INC-1", reason: "it burns", request: breaking, lasts: 3600 });
    await sql`update requests set state = 'withdrawn' where id = ${breaking}`.execute(db);
    glass = "broken";
  }
  const lamps = Array.from({ length: 14 }, (_, at) => `lamp${at}`);
  const id = await rack.ask(lamps);
  const first = await requests.get(db, id);
  if (!first) throw new Error("it is not there");
  const digests = [first.digest];
  const around = (): model.Around => ({
    people: rack.people.map((one) => ({
      ...one,
      id: one.id === me ? model.requester : one.id,
      standsFor: one.standsFor.map((lent) => ({ ...lent, person: lent.person === me ? model.requester : lent.person })),
    })),
    decision: glass === "broken" ? approver : rack.decision,
    policyChanged: rack.version !== shownUnder,
    drifted: rack.before !== "off",
    glass,
  });
  let shownUnder = rack.version;
  let want: model.Model = {
    state: "waiting",
    plan: 0,
    votes: new Map(),
    needs: glass === "broken" ? approver : needsOf[opening.needs],
    terms: rack.terms,
    // Why the glass was broken is why this is wanted.
    reason: glass === "broken",
    escalated: false,
    overdue: false,
    lapsed: false,
    fence: 0,
    stopAsked: false,
    effect: "none",
  };

  const someone = (who: string): Person => {
    const found = rack.people.find((one) => one.id === rack.real(who));
    if (!found) throw problem("NOBODY", { account: who });
    return found;
  };
  const within = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => db.transaction().execute(work);
  const narrowTo = (how: "smaller" | "wider"): string =>
    (how === "wider" ? [...lamps, "another"] : lamps.slice(0, -1 - want.plan)).join(",");
  /** What it would be under the model, and how the kernel is told. */
  const doing = (command: Command): { after: () => model.After; act: () => Promise<unknown> } => {
    switch (command.kind) {
      case "vote": {
        const { who, verdict, stale } = command;
        const shown = stale ? -1 : want.plan;
        const click = { id: "", account: account(who), place, request: id, verdict, at: "" };
        const digest = (stale ? "0".repeat(64) : (digests[want.plan] ?? "")).slice(0, 16);
        return {
          after: () => model.vote(want, around(), who, verdict, shown),
          act: () => within((trx) => recordVote(trx, { ...click, digest }, someone(who), directory(rack.people))),
        };
      }
      case "retract": {
        const { who } = command;
        const click = { id: "", account: account(who), place, request: id, verdict: "retract", at: "" } as const;
        return {
          after: () => model.retract(want, around(), who),
          act: () => within((trx) => retractVote(trx, { ...click, digest: "" }, someone(who), directory(rack.people))),
        };
      }
      case "end":
        return {
          after: () => model.end(want, around(), command.who),
          act: () => within((trx) => end(trx, id, someone(command.who), null, directory(rack.people))),
        };
      case "explain": {
        const text = command.long ? "It has to be brighter" : "because";
        const who = everybody.find((one) => one.id === command.who) ?? person(command.who);
        return {
          after: () => model.explain(want, command.who, command.long),
          act: () => mine.explain(id, { ...who, id: rack.real(command.who) }, text),
        };
      }
      case "narrow":
        return {
          after: () => model.narrow(want, around(), command.who, command.how, rack.terms),
          act: async () => {
            await narrow(rack.parts, id, someone(command.who), { lamps: narrowTo(command.how) }, null);
            shownUnder = rack.version;
          },
        };
      case "silence":
        return {
          after: () => model.sweep(want, around(), true),
          act: async () => {
            await sql`update requests set created_at = created_at - interval '700 s' where id = ${id}`.execute(db);
            await sweep(rack.parts, { hear: async () => {}, review: async () => {} } as Partial<Bot> as Bot);
          },
        };
      case "overdue":
        return {
          after: () => ({ ...want, overdue: true }),
          act: () => sql`update requests set expires_at = clock_timestamp() where id = ${id}`.execute(db),
        };
      case "lapse":
        return {
          after: () => ({ ...want, lapsed: want.state === "queued" }),
          act: () =>
            sql`update requests set valid_until = clock_timestamp() where id = ${id} and state = 'queued'`.execute(db),
        };
      case "perform":
        return {
          after: () => model.perform(want, around(), command.attempt, command.canLook),
          act: async () => {
            ({ attempt: rack.attempt, canLook: rack.canLook } = command);
            await sql`update requests set lease_until = clock_timestamp() - interval '1 s'
              where id = ${id} and state = 'running'`.execute(db);
            rack.stuck = Promise.withResolvers();
            const work = perform(rack.parts, id, new AbortController());
            const ended = work.catch((error: unknown) => {
              if (!(error instanceof Died)) throw error;
            });
            await Promise.race([ended, rack.stuck.promise.then((resolve) => frozen.push({ resolve, work }))]);
          },
        };
      case "revoke":
      case "leave": {
        const change = (): void => {
          const who = rack.real(command.who);
          rack.people =
            command.kind === "leave"
              ? rack.people.filter((one) => one.id !== who)
              : rack.people.map((one) => (one.id === who ? { ...one, roles: [] } : one));
        };
        return { after: () => want, act: async () => change() };
      }
      case "join": {
        const change = (): void => {
          const missing = everybody.filter((one) => !rack.people.some(({ id: there }) => there === rack.real(one.id)));
          rack.people = [...rack.people, ...missing.map((one) => ({ ...one, id: rack.real(one.id), standsFor: [] }))];
        };
        return { after: () => want, act: async () => change() };
      }
      case "decide":
        return {
          after: () => want,
          act: async () => void (rack.decision = command.needs === "deny" ? "deny" : needsOf[command.needs]),
        };
      case "policies":
        return { after: () => want, act: async () => void (rack.version = String(Number(rack.version) + 1)) };
      case "drift":
        return { after: () => want, act: async () => void (rack.before = "flickering") };
      case "mend":
        return {
          after: () => want,
          act: async () => {
            if (glass !== "broken") return;
            await glasses.mend(person(me));
            glass = "whole";
          },
        };
    }
  };

  let told = await lastEntry(db);
  let stepsSeen = 0;
  const check = async (command: Command, expected: string | null, came: string | null): Promise<void> => {
    const must = (held: boolean, what: string): void => {
      if (!held) throw new Error(`after ${JSON.stringify(command)}: ${what}`);
    };
    must(expected === came, `the kernel said ${came ?? "yes"}, the model ${expected ?? "yes"}`);
    const row = await requests.get(db, id);
    if (!row) throw new Error("it is gone");
    must(row.state === want.state, `it is ${row.state} (${row.because}), and should be ${want.state}`);
    must(row.fence === want.fence, `its fence is ${row.fence}, and should be ${want.fence}`);
    if (row.digest !== digests[want.plan]) {
      must(digests[want.plan] === undefined && command.kind === "narrow", "its plan is another one");
      digests.push(row.digest);
    }
    const votes = row.approvals.map((one) => `${one.person} ${one.verdict} ${digests.indexOf(one.digest)}`);
    const wanted = [...want.votes].map(([who, one]) => `${rack.real(who)} ${one.verdict} ${one.plan}`);
    must(votes.toSorted().join() === wanted.toSorted().join(), `it holds ${votes.join()}, not ${wanted.join()}`);
    if (!isFinal(row.state)) {
      must(JSON.stringify(row.needs.map(tidy)) === JSON.stringify(want.needs.map(tidy)), "its needs are others");
      must(row.validUntil !== null || row.state !== "queued", "its yeses hold for ever");
    }
    must(plainStates.has(row.state) || Boolean(row.because), `it is ${row.state} and says no reason`);
    must(rack.happened <= 1, `it rack.happened ${rack.happened} times`);
    must(row.state !== "done" || rack.happened === 1, "it is done and never rack.happened");
    const steps = await stepsOf(db, id);
    for (const step of steps) must(isMove(step), `it went from ${step.from} to ${step.to}`);
    const { rows } = await sql<{ seq: string; body: string }>`
      select seq, body from audit where seq > ${told} order by seq`.execute(db);
    const entries = rows.map(({ body }) => JSON.parse(body) as AuditEntry).filter((entry) => entry.request === id);
    const entered = steps.slice(stepsSeen).map(({ to, from }) => eventOf(from, to, row));
    const kept = entries.map(({ event }) => event as string);
    for (const event of entered) must(kept.includes(event), `${event} is not in the trail: ${kept.join()}`);
    stepsSeen = steps.length;
    told = rows.at(-1)?.seq ?? told;
  };

  try {
    let over = 0;
    for (const command of commands) {
      // That nothing leaves a final state shows soon.
      if (isFinal(want.state) && ++over > 2) break;
      const { after, act } = doing(command);
      const next = after();
      const came = await act().then(
        () => null,
        (error: unknown) => {
          if (isProblem(error)) return error.code;
          throw error;
        },
      );
      if (!("problem" in next)) want = next;
      await check(command, "problem" in next ? next.problem : null, came);
    }
    // What was taken for dead wakes up: it may finish what is still its own, and else changes nothing.
    const late = frozen.length > 0;
    for (const { resolve, work } of frozen) {
      resolve();
      await work.catch((error: unknown) => {
        if (!(error instanceof Error) || error.name !== "NoLongerOurs") throw error;
      });
    }
    if (late) {
      if (want.state === "running" && frozen.length > 0) {
        const { state } = (await requests.get(db, id)) ?? {};
        if (state !== "done" && state !== "running")
          throw new Error(`woken late, it made ${state} of a running request`);
      } else {
        const row = await requests.get(db, id);
        if (row?.state !== want.state) throw new Error(`woken late, it made ${row?.state} of ${want.state}`);
      }
    }
    return want.state;
  } finally {
    for (const { resolve } of frozen) resolve();
    // What is left waits for nobody: the next sweep must not find it.
    await sql`update requests set expires_at = null, terms = '{}', lease_until = null where id = ${id}`.execute(db);
  }
}

const tidy = ({ count, role, or }: Need): string => [count, role, or].join(" ");

/** What the trail says of entering a state. */
const eventOf = (from: Request["state"], to: Request["state"], { validUntil }: Request): string => {
  if (to === "queued") return "approved";
  if (to === "waiting") return "retracted";
  if (to === "expired") return from === "queued" && validUntil === null ? "lapsed" : "expired";
  return to;
};

async function lastEntry(db: Db): Promise<string> {
  const { rows } = await sql<{ seq: string }>`select coalesce(max(seq), 0) as seq from audit`.execute(db);
  return rows[0]?.seq ?? "0";
}
