/**
 * The three doors. Each is a straight line from one durable point to the next: what is between may happen again after
 * a crash, what is written may not. A person's yes may come two days later in another process, so nothing is kept here.
 *
 *     hear(message)       somebody said something        → an answer, or a request and its card
 *     review(click)       somebody answered a card       → a vote, and perhaps a queued request
 *     perform(requestId)  the doorbell rang              → the effect, once, and its receipt
 */
import type { Catalog } from "./catalog.ts";
import { commandOf } from "./command.ts";
import type { Surroundings } from "./circumstances.ts";
import { end } from "./end.ts";
import type { Doorbell } from "./doorbell/doorbell.ts";
import type { Delivery } from "./delivery.ts";
import type { Intent, Parser } from "./intent.ts";
import type { Inventory } from "./inventory.ts";
import type { Roster } from "./roster.ts";
import { stackOf, type Log } from "./log.ts";
import { wordAccount, type Click, type Message } from "./message.ts";
import type { Person } from "./people.ts";
import { aboutOf, type Resource } from "./plan.ts";
import type { Links } from "./people/accounts.ts";
import type { Policies } from "./policy.ts";
import { isProblem, problem } from "./problem.ts";
import type { Providers } from "./providers/index.ts";
import { isQuestion } from "./question.ts";
import { explainable, unmet, type Reply } from "./reply.ts";
import { perform } from "./perform.ts";
import type { Db } from "./store/database.ts";
import * as inbox from "./store/inbox.ts";
import { keyOfCard, type createAnswer } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";
import type { Threads } from "./threads.ts";
import { propose, spread, type Heard } from "./propose.ts";
import { maySee } from "./sight.ts";
import { recordVote, retractVote } from "./vote.ts";

export interface Parts {
  readonly db: Db;
  readonly roster: Roster;
  /** Makes an account somebody's, by a code that was shown to them elsewhere. */
  readonly links: Links;
  readonly catalog: Catalog;
  readonly parse: Parser;
  readonly threads: Threads;
  readonly policies: Policies;
  /** What is so for these things at that time. */
  readonly circumstances: (at: Date, resources: readonly Resource[], breakGlass: boolean) => Surroundings;
  readonly providers: Providers;
  readonly inventory: Inventory;
  readonly doorbell: Doorbell;
  readonly delivery: Delivery;
  readonly answer: ReturnType<typeof createAnswer>;
  readonly log: Log;
  /** Where everybody concerned is told of what must not go unseen: "slack:C0123456", or a role. */
  readonly announce: readonly string[];
  readonly limits: { readonly message_age: number; readonly answer_within: number; readonly run_for: number };
  /** Takes out what is older than it is kept, now and then. */
  readonly forget: () => Promise<void>;
  /** Output of a running request, for whoever watches its card. */
  readonly progress: (request: requests.NewRequest["id"], place: Message["place"], line: string) => void;
  /** Told at every durable point; tests of crashes end the process there. */
  readonly reached: (point: Point) => void;
}

/** The durable points: after each of them a crash must lose nothing and repeat nothing. */
export const points = ["inbox", "request", "approval", "claim", "effect", "record", "receipt"] as const;
export type Point = (typeof points)[number];

export interface Bot {
  hear(id: string, message: Message, age: number): Promise<void>;
  review(id: string, click: Click): Promise<void>;
  perform(request: string): Promise<void>;
  /** Stops what runs here for this request, if anything does. */
  interrupt(request: string): void;
}

export function createBot(parts: Parts): Bot {
  const running = new Map<string, AbortController>();
  return {
    hear: (id, message, age) => hear(parts, id, message, age),
    review: (id, click) => review(parts, id, click, (request) => running.get(request)?.abort()),
    perform: async (request) => {
      if (running.has(request)) return;
      const stop = new AbortController();
      running.set(request, stop);
      try {
        await perform(parts, request, stop);
      } finally {
        running.delete(request);
      }
    },
    interrupt: (request) => running.get(request)?.abort(),
  };
}

async function hear(parts: Parts, id: string, message: Message, age: number): Promise<void> {
  const { db, roster, policies, log, answer, delivery, doorbell, reached } = parts;
  reached("inbox");
  const person = (await roster.now(db)).of(message.account);
  const account = wordAccount(message.account);
  let read: Intent | null = null;
  let heard: Heard;
  try {
    if (age > parts.limits.message_age) throw problem("TOO_OLD", { age: wordAge(age) });
    // The one thing that an account which is nobody's may say.
    const linked = await parts.links.redeem(id, message);
    if (linked) heard = { reply: linked };
    else {
      if (!person) throw problem("NOBODY", { account });
      read = await parts.parse(message.text, parts.threads.before(message));
      parts.threads.remember(message, read);
      heard = await respond(parts, id, read, person, message);
      if ("reply" in heard && policies.now().couldAllow(person, "why")) heard = { reply: explainable(heard.reply) };
    }
  } catch (error) {
    heard = { reply: apologise(error, log, id) };
  }
  const who = { person: person?.id ?? null, account };
  if ("reply" in heard) {
    const { reply } = heard;
    const action = read && "action" in read && read.action ? { action: read.action } : {};
    const entry = {
      event: "answered",
      ...who,
      kind: read?.kind ?? ("problem" in reply ? "problem" : "link"),
      ...action,
      message: id,
    } as const;
    const due = await answer({ message: id, place: message.place, reply, entry });
    reached("request");
    if (due) delivery.carry(due);
    return;
  }
  const { request } = heard;
  const told: string[] = [];
  await db.transaction().execute(async (trx) => {
    // Somebody else, thinking us dead, has finished it: then this request was one too many.
    if (!(await inbox.finish(trx, id))) return;
    const made = await requests.insert(trx, request, {
      event: request.state,
      ...who,
      message: id,
      request: request.id,
      action: request.action,
      digest: request.digest,
      policies: request.policies,
      policyVersion: request.policyVersion,
      ...aboutOf(request.plan),
      ...(request.glass ? { glass: request.glass } : {}),
      ...(request.because ? { because: request.because } : {}),
    });
    if (made) told.push(...(await spread(parts, trx, request)));
  });
  reached("request");
  parts.threads.led(message, request.id);
  for (const key of [keyOfCard(request.id), ...told]) delivery.wake(key);
  if (request.state === "queued") doorbell.ring(request.id);
}

async function respond(parts: Parts, id: string, intent: Intent, person: Person, message: Message): Promise<Heard> {
  switch (intent.kind) {
    case "none": {
      const answer = await fromRunbooks(parts, id, person, message);
      if (answer && !answer.abstained) return { reply: answer };
      const nothing = answer
        ? "I found nothing about that in the runbooks, and read no request in it"
        : "I did not read a request in that";
      return { reply: unmet(`${nothing}, so I did nothing.${alone(intent)} Say \`help\` for what I can do.`) };
    }
    case "clarify":
      return { reply: clarification({ ...intent, question: `${intent.question}${alone(intent)}` }) };
    case "multi":
      return {
        reply: unmet("That is more than one thing. I take them one at a time; nothing has been started.", {
          suggestions: intent.steps.map((step) => suggest(step.action, step.params)),
        }),
      };
    case "ask":
      return propose(parts, id, { action: "ask", params: { question: intent.question } }, person, message);
    case "act":
      return propose(parts, id, intent, person, message);
  }
}

/** What no rule took for a question may be one all the same; the runbooks say nothing about what is not in them. */
async function fromRunbooks(parts: Parts, id: string, person: Person, message: Message) {
  if (!isQuestion(message.text) || !parts.policies.now().couldAllow(person, "ask")) return null;
  const heard = await propose(parts, id, { action: "ask", params: { question: message.text } }, person, message);
  return "reply" in heard && heard.reply.reply === "answer" ? heard.reply : null;
}

async function review(parts: Parts, id: string, click: Click, interrupt: (request: string) => void): Promise<void> {
  const { db, roster, answer, delivery, doorbell, reached, log } = parts;
  reached("inbox");
  const account = wordAccount(click.account);
  let outcome: "voted" | "queued" | "ended" | "stopping" | null = null;
  try {
    // Groups are asked who is in them now; nobody waits for that with a lock in their hands.
    await roster.now(db);
    outcome = await db.transaction().execute(async (trx) => {
      if (!(await inbox.finish(trx, id))) return null;
      // First the lock, then who is who: whoever lost a role while this waited has lost it.
      const request = await requests.lock(trx, click.request);
      const people = await roster.now(trx);
      const person = people.of(click.account);
      if (!person) throw problem("NOBODY", { account });
      if (request && !maySee(parts, person, request, click.place)) throw problem("UNKNOWN_REQUEST", { id: request.id });
      switch (click.verdict) {
        case "approve":
        case "deny":
          return recordVote(trx, { ...click, verdict: click.verdict }, person, people);
        case "retract":
          return retractVote(trx, { ...click, verdict: click.verdict }, person, people);
        case "withdraw":
        case "cancel":
          return end(trx, click.request, person, account, people);
      }
    });
  } catch (error) {
    const reply = apologise(error, log, id);
    const entry = {
      event: "vote-refused",
      person: (await roster.now(db)).of(click.account)?.id ?? null,
      account,
      request: click.request,
      because: reply.text,
    } as const;
    const due = await answer({ message: id, place: click.place, reply, entry });
    if (due) delivery.carry(due);
  }
  reached("approval");
  delivery.wake(keyOfCard(click.request));
  if (outcome === "queued") doorbell.ring(click.request);
  if (outcome === "stopping") interrupt(click.request);
}

/** Said where the language model might have understood more and could not be asked. */
const alone = ({ reading: { unasked } }: Intent): string =>
  unasked === undefined ? "" : ` (I had to read that without the language model: ${unasked}.)`;

const suggest = (action: string, params: Readonly<Record<string, unknown>>) => {
  const command = commandOf(action, params);
  return { label: command, command };
};

function clarification({ question, action, params, missing, candidates }: Extract<Intent, { kind: "clarify" }>): Reply {
  const [slot] = missing;
  if (!action || !slot || !candidates) return unmet(question);
  return unmet(question, {
    suggestions: candidates.map((candidate) => ({
      ...suggest(action, { ...params, [slot]: candidate }),
      label: candidate,
    })),
  });
}

/** Expected errors are said as they are; anything else is a bug: logged, and owned up to without its insides. */
function apologise(error: unknown, log: Log, id: string): Extract<Reply, { reply: "text" }> {
  if (isProblem(error)) return { reply: "text", text: `${error.sentence} ${error.hint}`, problem: error.code };
  log.error({ message: id, error: stackOf(error) }, "a bug");
  return {
    reply: "text",
    text: `Something went wrong on my side; nothing was done. It is logged under ${id}.`,
    unmet: true,
  };
}

const wordAge = (seconds: number): string =>
  seconds < 120
    ? `${Math.round(seconds)} seconds`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} minutes`
      : `${Math.round(seconds / 3600)} hours`;
