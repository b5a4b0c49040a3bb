/** The kernel around one request that switches lamps: everything in it may turn while the request is on its way. */
import { sql } from "kysely";
import { z } from "zod";
import { defineDeed, type Sighting } from "../../src/action.ts";
import type { Parts } from "../../src/bot.ts";
import { catalogOf } from "../../src/catalog.ts";
import { createLog } from "../../src/log.ts";
import { directory, type Person } from "../../src/people.ts";
import { ordinary, type Need, type Policy, type Terms } from "../../src/policy.ts";
import { problem } from "../../src/problem.ts";
import { propose } from "../../src/propose.ts";
import type { Db } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import type { Opening } from "./commands.ts";
import { requester, type Attempt } from "./model.ts";
import { place } from "./racer.ts";

export const account = (id: string) => ({ platform: "test", id });
export const person = (id: string, ...roles: string[]): Person => ({ id, name: id, roles, accounts: [account(id)] });
export const approver = [{ count: 1, role: "approver" }];
const escalate = { after: 600, role: "boss" };
/** Eve answers for Cleo, Fay for the requester, which she may not. */
export const everybody: readonly Person[] = [
  person(requester, "operator", "approver"),
  person("bob", "approver"),
  person("cleo", "approver", "sre"),
  person("gus", "sre", "boss"),
  person("dan", "operator"),
  { ...person("eve"), standsFor: [{ person: "cleo", roles: ["approver", "sre"] }] },
  { ...person("fay"), standsFor: [{ person: requester, roles: ["approver"] }] },
];
export const needsOf = {
  one: approver,
  two: [{ count: 2, role: "approver" }],
  both: [...approver, { count: 1, role: "sre" }],
} as const;
/** Thrown where a process dies. */
export class Died extends Error {
  override readonly name = "Died";
}

/** What turns. */
interface Turns {
  people: readonly (Person & Required<Pick<Person, "standsFor">>)[];
  /** What policies ask for, or no; and their version. */
  decision: readonly Need[] | "deny";
  version: string;
  /** How the lamps are. */
  before: string;
  /** How the next attempt goes, and whether it can look what became of an earlier one. */
  attempt: Attempt;
  canLook: boolean;
  /** How often the lamps were really switched. */
  happened: number;
  /** Resolved by an attempt that hangs in its effect, with what wakes it up. */
  stuck: PromiseWithResolvers<() => void>;
}

export interface Rack extends Turns {
  readonly parts: Parts;
  readonly terms: Terms;
  /** The id by which the model's person goes here. */
  real(id: string): string;
  /** Asks for it; the request's id. */
  ask(lamps: readonly string[]): Promise<string>;
}

export function openRack(db: Db, opening: Opening): Rack {
  const terms: Terms = {
    valid: 900,
    remind: 60,
    ...(opening.escalates ? { escalate } : {}),
    ...(opening.reason ? { reason: ["requester"] } : {}),
  };
  const me = `ann-${crypto.randomUUID()}`;
  // Glasses are anybody's business: each sequence has a requester of its own.
  const real = (id: string): string => (id === requester ? me : id);

  const rack: Turns = {
    people: everybody.map((one) => ({
      ...one,
      id: real(one.id),
      standsFor: (one.standsFor ?? []).map((lent) => ({ ...lent, person: real(lent.person) })),
    })),
    decision: needsOf[opening.needs],
    version: "1",
    before: "off",
    canLook: false,
    attempt: "whole",
    happened: 0,
    stuck: Promise.withResolvers(),
  };
  const look = async (): Promise<Sighting<string>> =>
    rack.happened > 0 ? { happened: true, value: "on" } : { happened: false };
  const askFor = (needs: readonly Need[]) => ({ kind: "ask", needs, expires: 3600, terms, policies: ["p"] }) as const;
  const deed = defineDeed({
    name: "rack.set",
    summary: "Switch lamps",
    effect: "write",
    input: z.strictObject({ lamps: z.array(z.string()) }),
    examples: [],
    frames: [],
    resources: () => [],
    plan: async ({ lamps }) => ({
      sentence: `Switch ${lamps.join(", ")}`,
      effect: "write",
      resources: lamps.map((id) => ({ kind: "site", id })),
      changes: lamps.map((subject) => ({ kind: "update", subject, before: rack.before, after: "on" })),
      facts: { targetCount: lamps.length },
      undo: null,
      inverse: null,
      checked: true,
      data: null,
    }),
    apply: async (plan, { effect }) => {
      if (rack.attempt === "fails") throw problem("NOTHING_TO_DO", { what: "It does not work." });
      const dies = rack.attempt;
      await effect({
        key: "switch",
        retry: "once",
        ...(rack.canLook ? { look } : {}),
        run: async () => {
          if (dies !== "dies before it happens") rack.happened += 1;
          // What is frozen here wakes up when everything is over.
          if (/^dies (?:before|after)/.test(dies)) await new Promise<void>((resolve) => rack.stuck.resolve(resolve));
          return "on";
        },
      });
      return { state: "done", summary: "Switched", changes: plan.changes };
    },
  });
  const policy: Policy = {
    get version() {
      return rack.version;
    },
    decide: ({ now }) => {
      if (now.breakGlass) return { ...askFor(approver), glass: 3600 };
      return rack.decision === "deny"
        ? { kind: "deny", because: "nothing lets you", policies: [] }
        : askFor(rack.decision);
    },
    couldAllow: () => true,
  };
  const parts = {
    db,
    catalog: catalogOf([deed]),
    roster: { now: async () => directory(rack.people) },
    policies: { now: () => policy },
    circumstances: (_at, _resources, breakGlass) => ({
      ...ordinary,
      breakGlass,
      words: { freeze: "", window: "" },
    }),
    inventory: { environments: [], hosts: [], groups: {}, services: [], zones: [], playbooks: [] },
    doorbell: { ring: () => {}, open: () => {}, close: async () => {} },
    delivery: { carry: () => {}, wake: () => {}, sweep: async () => {}, settle: async () => {} },
    announce: [],
    limits: { message_age: 600, answer_within: 3600, run_for: 60 },
    log: createLog("silent"),
    progress: () => {},
    reached: (point) => {
      if (point === "claim" && rack.attempt === "dies at the claim") throw new Died();
    },
  } as Partial<Parts> as Parts;
  const message = { id: "", account: account(me), place, text: "", at: "" };
  const ask = async (lamps: readonly string[]): Promise<string> => {
    const inboxId = crypto.randomUUID();
    const asker = rack.people.find(({ id }) => id === me);
    if (!asker) throw new Error("nobody asks");
    const heard = await propose(parts, inboxId, { action: "rack.set", params: { lamps } }, asker, message);
    if (!("request" in heard)) throw new Error("no request was made");
    const { request } = heard;
    await db.transaction().execute(async (trx) => {
      await sql`insert into inbox (id, platform, platform_id, body, state)
        values (${inboxId}, 'test', ${inboxId}, '{}', 'done')`.execute(trx);
      const { action, digest } = request;
      const entry = { event: request.state, person: me, account: null, request: request.id, action, digest };
      await requests.insert(trx, request, entry);
    });
    return request.id;
  };

  return Object.assign(rack, { parts, terms, real, ask });
}
