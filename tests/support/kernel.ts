/**
 * The kernel with everything around it small and in the test's hands: real database, real doors, a recording adapter,
 * two actions whose effects are counted. Words are exact: "look", "set LAMP,LAMP to VALUE", "why", and `do ACTION JSON` for
 * what is said of requests and of broken glasses.
 */
import { z } from "zod";
import * as answerActions from "../../intents/actions/answer.ts";
import { ask as askRunbooks } from "../../intents/actions/ask.ts";
import * as glass from "../../intents/actions/glass.ts";
import * as job from "../../intents/actions/job.ts";
import * as knowledge from "../../intents/actions/knowledge.ts";
import { why } from "../../intents/actions/why.ts";
import { gapsOf } from "../../knowledge/gaps.ts";
import { defineDeed, defineRead, type SideEffect } from "../../src/action.ts";
import type { Adapter, Delivery as Delivered, House } from "../../src/adapter.ts";
import { createBot, type Bot, type Parts, type Point } from "../../src/bot.ts";
import type { Card } from "../../src/card.ts";
import { catalogOf, type Catalog } from "../../src/catalog.ts";
import type { ConversationSource } from "../../src/conversation.ts";
import { createConversations } from "../../src/conversations.ts";
import { createDelivery } from "../../src/delivery.ts";
import { inProcess } from "../../src/doorbell/in-process.ts";
import { createGlasses } from "../../src/glasses.ts";
import { createHouse } from "../../src/house.ts";
import type { Params } from "../../src/intent.ts";
import { createLog } from "../../src/log.ts";
import type { Arrival, Place, Verdict } from "../../src/message.ts";
import { directory, type People, type Person } from "../../src/people.ts";
import type { Plan } from "../../src/plan.ts";
import { ordinary, type Circumstances, type Decision, type Policy, type Question } from "../../src/policy.ts";
import { channelsOf } from "../../src/providers/channels.ts";
import type { Providers } from "../../src/providers/index.ts";
import type { Answer, Library } from "../../src/providers/library.ts";
import { createQuestions, type QuestionMemory } from "../../src/questions.ts";
import { say } from "../../src/reply.ts";
import type { Roster } from "../../src/roster.ts";
import { createRequests } from "../../src/requests.ts";
import type { Db } from "../../src/store/database.ts";
import { createAnswer, keyOfCard } from "../../src/store/outbox.ts";
import { sweep } from "../../src/sweep.ts";
import { createThreads } from "../../src/threads.ts";

export const place: Place = { platform: "test", channel: "ops", thread: "1", direct: false };

const person = (id: string, ...roles: string[]): Person => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  roles,
  accounts: [{ platform: "test", id }],
});
export const everybody = [
  person("ann", "operator"),
  person("bob", "operator", "approver"),
  person("cleo", "approver"),
  person("dan", "operator"),
];

const blind = { kind: "deny", because: "nothing lets you", policies: [] } as const satisfies Decision;

export interface World {
  /** The lamps that the test action switches. */
  readonly lamps: Map<string, string>;
  /** Every switching that really happened. */
  readonly switched: string[];
  people: People;
  decision: Decision;
  couldAllow: boolean;
  policyVersion: string;
  links: Parts["links"];
  /** What else is in the plan. */
  planned: Partial<Plan>;
  /** What is decided where the glass is broken. */
  underGlass: Decision;
  /** Whether this person may see that request. */
  sees: (question: Question) => boolean;
  now: Circumstances;
  words: { freeze: string; window: string };
  /** Called inside the effect, before it happens. */
  before: () => Promise<void> | void;
  retry: SideEffect<string>["retry"];
  look: SideEffect<string>["look"];
  /** Called when the action begins to be carried out, before its effect. */
  applying: () => Promise<void> | void;
  /** Called before each delivery. */
  delivering: (delivery: Delivered) => Promise<void> | void;
  catalog: Catalog;
  /** What the runbooks say. */
  library: Library;
  /** What is said of channels: "test:ops". */
  channels: Record<string, { roles: string[]; services: string[] }>;
  /** What the platform shows of a thread; by default nothing, as without the right scope. */
  said: ConversationSource["said"];
  reached: (point: Point) => void;
}

export interface Kernel extends World {
  readonly db: Db;
  readonly bot: Bot;
  readonly house: House;
  readonly delivered: Delivered[];
  readonly questions: QuestionMemory;
  sweep(): Promise<void>;
  /** Says something as somebody; resolves when it has been attended to. The same id is the same message. */
  says(who: string, text: string, id?: string, at?: Date, where?: Place): Promise<void>;
  clicks(who: string, verdict: Verdict, card: Card, more?: { id?: string; reason?: string }): Promise<void>;
  /** The card of this request as it was drawn last. */
  cardOf(request: string): Card;
  /** The newest text said to the test's place. */
  text(): string;
  /** The newest drawing of the newest card. */
  card(): Card;
  /** Resolves with the card when it is in this state. */
  until(state: Card["state"]): Promise<Card>;
  stop(): Promise<void>;
}

export const ask = {
  kind: "ask" as const,
  needs: [{ count: 1, role: "approver" }],
  expires: 3600,
  policies: ["writes"],
} satisfies Decision;

export const nothingFound: Answer = {
  reply: "answer",
  text: "I found nothing about that.",
  abstained: true,
  confidence: 0.1,
  blocks: [],
  sources: [],
  suggestions: [],
};

/** `platform`: the one that its adapter serves; what people say comes from "test" all the same. */
export async function openKernel(db: Db, platform = "test"): Promise<Kernel> {
  const world: World = {
    lamps: new Map([["red", "off"]]),
    switched: [],
    people: directory(everybody),
    decision: ask,
    couldAllow: true,
    policyVersion: "1",
    links: { redeem: async () => null },
    planned: {},
    underGlass: blind,
    sees: () => true,
    now: ordinary,
    words: { freeze: "", window: "" },
    before: () => {},
    retry: "once",
    look: undefined,
    applying: () => {},
    delivering: () => {},
    catalog: catalogOf([]),
    library: { answer: async () => nothingFound },
    channels: {},
    said: async () => {
      throw new Error("missing_scope");
    },
    reached: () => {},
  };
  const look = defineRead({
    name: "lamp.list",
    summary: "Show the lamps",
    input: z.strictObject({}),
    examples: ["look"],
    frames: [],
    resources: () => [{ kind: "site", id: "lamps" }],
    answer: async () => say([...world.lamps].map(([lamp, value]) => `${lamp} is ${value}`).join(", ")),
  });
  const set = defineDeed({
    name: "lamp.set",
    summary: "Switch a lamp",
    effect: "write",
    input: z.strictObject({ lamp: z.string(), value: z.string() }),
    examples: ["set red to on"],
    frames: [],
    resources: ({ lamp }) => lamp.split(",").map((id) => ({ kind: "site", id })),
    plan: async ({ lamp, value }) => ({
      sentence: `Set ${lamp} to ${value}`,
      effect: "write",
      resources: lamp.split(",").map((id) => ({ kind: "site", id })),
      changes: lamp
        .split(",")
        .map((id) => ({ kind: "update", subject: id, before: world.lamps.get(id) ?? null, after: value })),
      facts: {},
      undo: null,
      inverse: null,
      checked: true,
      data: { lamp, value },
      ...world.planned,
    }),
    apply: async (plan, { effect, progress, signal }) => {
      await world.applying();
      for (const { subject, after } of plan.changes) {
        if (after === null) throw new Error("nothing to set");
        progress(`setting ${subject}`);
        await effect({
          key: subject,
          retry: world.retry,
          ...(world.look ? { look: world.look } : {}),
          run: async () => {
            await world.before();
            if (signal.aborted) return "stopped";
            world.lamps.set(subject, after);
            world.switched.push(`${subject}=${after}`);
            return after;
          },
        });
        if (signal.aborted) return { state: "cancelled", summary: "Stopped", changes: [] };
      }
      const summary = plan.changes.map(({ subject, after }) => `${subject} is ${after}`).join(", ");
      return { state: "done", summary, changes: plan.changes };
    },
  });

  world.catalog = catalogOf([
    look,
    set,
    why,
    askRunbooks,
    ...[job, glass, answerActions, knowledge].flatMap((family) => Object.values(family)),
  ]);
  const delivered: Delivered[] = [];
  const adapter: Adapter = {
    platform,
    conversation: { said: (where, signal) => world.said(where, signal) },
    start: async () => {},
    deliver: async (delivery) => {
      await world.delivering(delivery);
      delivered.push(delivery);
      return { ts: delivery.key };
    },
    stop: async () => {},
  };
  const policy: Policy = {
    get version() {
      return world.policyVersion;
    },
    // Who may see a request is asked in the same words as who may have one.
    decide: (question) => {
      if (question.action === "job.status") return world.sees(question) ? { kind: "allow", policies: [] } : blind;
      // Whoever may have something done may say something of it, and ask.
      if (/^(?:job\.|glass\.|answer\.|knowledge\.|ask$)/.test(question.action)) return { kind: "allow", policies: [] };
      return question.now.breakGlass ? world.underGlass : world.decision;
    },
    couldAllow: () => world.couldAllow,
  };
  const roster: Roster = { now: async () => world.people };
  const log = createLog("silent");
  const doorbell = inProcess();
  const delivery = createDelivery({ db, roster, adapters: [adapter], log });
  const threads = createThreads();
  const questions = createQuestions({ db, log, keep: 180 * 86_400, gapsOf });
  const parts: Parts = {
    db,
    roster,
    // Tests of links bring their own.
    links: { redeem: (id, message) => world.links.redeem(id, message) },
    catalog: {
      get all() {
        return world.catalog.all;
      },
      get: (name) => world.catalog.get(name),
    },
    parse: (text) => {
      const [, lamp, value] = /^set ([\w,]+) to (\w+)$/.exec(text) ?? [];
      const reading = { stage: "grammar" } as const;
      const [, action, params] = /^do (\S+) (.*)$/.exec(text) ?? [];
      if (action) return { kind: "act", action, params: JSON.parse(params ?? "{}") as Params, reading };
      if (text === "why") return { kind: "act", action: "why", params: {}, reading };
      if (text === "look") return { kind: "act", action: "lamp.list", params: {}, reading };
      if (lamp) return { kind: "act", action: "lamp.set", params: { lamp, value }, reading };
      return { kind: "none", reading };
    },
    threads,
    policies: { now: () => policy },
    circumstances: (_at, _resources, breakGlass) => ({ ...world.now, breakGlass, words: world.words }),
    // The test's actions touch nothing but the lamps, and what is remembered and written down.
    providers: {
      library: { answer: (question, signal) => world.library.answer(question, signal) },
      channels: { of: (where) => channelsOf(world).of(where) },
      questions,
      conversations: createConversations({ db, roster, adapters: [adapter], log }),
      readings: threads,
      requests: createRequests(
        () => parts,
        () => {},
      ),
      glasses: createGlasses(() => parts),
    } as Partial<Providers> as Providers,
    inventory: { environments: [], hosts: [], groups: {}, services: [], zones: [], playbooks: [] },
    doorbell,
    delivery,
    answer: createAnswer(db),
    log,
    announce: ["test:war-room"],
    limits: { message_age: 600, answer_within: 3600, run_for: 60 },
    forget: () => questions.forget(),
    progress: () => {},
    reached: (point) => world.reached(point),
  };
  const bot = createBot(parts);
  const house = createHouse(db, bot, log);
  doorbell.open((request) => bot.perform(request).catch(() => {}), 4);

  const arrive = async (arrival: Arrival): Promise<void> => {
    const { id, fresh } = await house.receive(arrival);
    if (fresh) await house.attend(id);
  };
  const kernel: Omit<Kernel, keyof World> = {
    db,
    bot,
    house,
    delivered,
    questions,
    sweep: () => sweep(parts, bot),
    says: (who, text, id = crypto.randomUUID(), at = new Date(), where = place) =>
      arrive({
        kind: "message",
        message: { id, account: { platform: "test", id: who }, place: where, text, at: at.toISOString() },
      }).then(() => delivery.settle()),
    clicks: async (who, verdict, card, { id = crypto.randomUUID(), ...reason } = {}) => {
      const click = {
        id,
        account: { platform: "test", id: who },
        place,
        request: card.request,
        digest: card.digest.slice(0, 16),
        verdict,
        ...reason,
        at: new Date().toISOString(),
      };
      await arrive({ kind: "click", click });
      await delivery.settle();
    },
    text: () => {
      const last = delivered.findLast((one) => one.reply.reply === "text");
      return last?.reply.reply === "text" ? last.reply.text : "";
    },
    cardOf: (request) => {
      const last = delivered.findLast((one) => one.key === keyOfCard(request));
      if (last?.reply.reply !== "card") throw new Error(`no card of ${request} has been drawn`);
      return last.reply.card;
    },
    card: () => {
      const last = delivered.findLast((one) => one.reply.reply === "card");
      if (last?.reply.reply !== "card") throw new Error("no card has been drawn");
      return last.reply.card;
    },
    until: async (state) => {
      for (let tries = 0; tries < 500; tries++) {
        const last = delivered.findLast((one) => one.reply.reply === "card");
        if (last?.reply.reply === "card" && last.reply.card.state === state) return last.reply.card;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      throw new Error(`the card never was ${state}`);
    },
    stop: async () => {
      await doorbell.close(5000);
      await delivery.settle();
      await questions.settle();
    },
  };
  return Object.assign(world, kernel);
}
