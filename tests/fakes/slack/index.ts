/**
 * A Slack for tests: enough of it that an unmodified Bolt cannot tell. It listens on 127.0.0.1, checks every call of the
 * bot against Slack's rules, and breaks where a test wants it to.
 */
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { control } from "./control.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createHttpSender, type HttpSender } from "./http-sender.ts";
import { createLimit } from "./limits.ts";
import { clickBody, commandBody, eventBody, mentionEvent, messageEvent, submissionBody } from "./payloads.ts";
import type { Kind, Outcome, Patience, Sent } from "./sent.ts";
import { createSocketMode, type SocketMode } from "./socket-mode.ts";
import { textOf, type Args } from "./methods.ts";
import { createWebApi, type Call, type ResponseUrls } from "./web-api.ts";
import { fillIn, settle, type View } from "./views.ts";
import { botUser, World, type Ephemeral, type Message } from "./world.ts";

export { team } from "./world.ts";
export type { Call } from "./web-api.ts";
export type { Outcome, Sent } from "./sent.ts";
export type { View } from "./views.ts";
export type { Ephemeral, Message } from "./world.ts";

export const tokens = { bot: "xoxb-fake-bot", app: "xapp-fake-app" } as const;
export const signingSecret = "8f742231b10e8888abcd99yyyzzz85a5";

export interface Options {
  /** 0, any free one, by default. */
  readonly port?: number;
  /** Checks every call against the rules; by default true. */
  readonly validate?: boolean;
  /** Keeps every call; by default true. */
  readonly record?: boolean;
  /** Answers 429 as Slack does; by default false. */
  readonly limits?: boolean;
  /** Of the bot's token. */
  readonly scopes?: readonly string[];
  readonly patience?: Partial<Patience>;
  /** Where the bot listens in HTTP mode; Socket Mode without. */
  readonly sendTo?: string | null;
}

/** What the manifest asks for. */
export const scopes = ["app_mentions:read", "chat:write", "commands", "im:history", "usergroups:read"] as const;

export interface Spoken {
  readonly user: string;
  readonly text: string;
  readonly channel: string;
  readonly thread?: string;
}

export interface FakeSlack {
  /** Base of the Web API, for `slack.api_url`. */
  readonly url: string;
  readonly port: number;
  readonly world: World;
  readonly faults: Faults;
  readonly scopes: Set<string>;
  readonly sockets: SocketMode;
  readonly http: HttpSender;
  /** Every call of the bot, in order. */
  readonly calls: Call[];
  /** Every rule that the bot broke. */
  readonly violations: string[];
  /** Every outcome of what was sent to the bot, in order. */
  readonly outcomes: (Outcome & { readonly kind: Kind })[];
  /** From now on requests go to this address. */
  sendTo(url: string): void;
  /** Somebody mentions the bot: `@signalbox TEXT`. */
  mention(spoken: Spoken): Sent & { readonly ts: string };
  /** Somebody writes to the bot alone: the channel begins with D. */
  direct(spoken: Spoken): Sent & { readonly ts: string };
  /** Any event. */
  event(event: Readonly<Record<string, unknown>>, teamId?: string): Sent;
  command(given: Omit<Spoken, "thread"> & { readonly command?: string; readonly teamId?: string }): Sent;
  /** Somebody presses a button of a message; with `value`, one that need not be there. */
  click(given: {
    readonly user: string;
    readonly channel: string;
    readonly messageTs: string;
    readonly actionId: string;
    readonly value?: string;
  }): Sent;
  /** Whoever sees this form fills it in, by block, and sends it. Throws where Slack would not let them. */
  submit(view: View, values: Readonly<Record<string, string>>): Sent;
  /** Sends the same once more, as it was. */
  again(sent: Sent): Sent;
  messages(channel?: string): Message[];
  ephemerals(): Ephemeral[];
  /** The first message that fits, now or later. Rejects after `withinMs`. */
  waitForMessage(fits: (message: Message) => boolean, withinMs?: number): Promise<Message>;
  waitForEphemeral(fits: (ephemeral: Ephemeral) => boolean, withinMs?: number): Promise<Ephemeral>;
  /** The first form that fits, now or later. Rejects after `withinMs`. */
  waitForView(fits: (view: View) => boolean, withinMs?: number): Promise<View>;
  close(): Promise<void>;
}

/** Milliseconds and times that an answer to a command or button is accepted. */
const responsesFor = 30 * 60_000;
const responsesEach = 5;

export async function startFakeSlack(options: Options = {}): Promise<FakeSlack> {
  const patience: Patience = { ackWithin: 3000, again: [50, 500, 1000], ...options.patience };
  const world = new World();
  const faults = createFaults();
  const granted = new Set<string>(options.scopes ?? scopes);
  const calls: Call[] = [];
  const violations: string[] = [];
  const outcomes: FakeSlack["outcomes"] = [];
  const sockets = createSocketMode(patience);
  let address = options.sendTo ?? "";
  const http = createHttpSender(() => address, signingSecret, patience);
  let origin = "";
  const responses = createResponses(world, () => origin);
  const { api, respond } = createWebApi({
    world,
    tokens,
    scopes: granted,
    faults,
    limit: options.limits ? createLimit() : null,
    validate: options.validate ?? true,
    record: options.record ?? true,
    calls,
    violations,
    openConnection: () => sockets.ticket(origin),
    responses,
  });

  const server = createServer((request, response) => {
    const [, area = "", rest = ""] = /^\/(api|response|_control)\/([^?]*)/.exec(request.url ?? "") ?? [];
    const work =
      area === "api"
        ? api(rest, request, response)
        : area === "response"
          ? respond(rest, request, response)
          : area === "_control"
            ? control(fake, rest, request, response)
            : Promise.resolve(response.writeHead(404).end());
    work.catch((error: unknown) => {
      violations.push(`the fake failed: ${String(error)}`);
      response.destroy();
    });
  });
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  server.listen({ host: "127.0.0.1", port: options.port ?? 0 });
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;

  const send = (kind: Kind, body: Readonly<Record<string, unknown>>): Sent => {
    const sender = address === "" ? sockets : http;
    const outcome = sender.send(kind, body);
    if (options.record ?? true) void outcome.then((became) => outcomes.push({ kind, ...became }));
    return { kind, body, outcome };
  };

  const speak = ({ user, text, channel, thread }: Spoken) => {
    world.channel(channel);
    const ts = world.ts();
    world.add({ channel, ts, thread_ts: thread, user, text, blocksJson: null, metadataJson: null });
    return { user, text, channel, ts, thread };
  };

  const fake: FakeSlack = {
    url: `${origin}/api/`,
    port,
    world,
    faults,
    scopes: granted,
    sockets,
    http,
    calls,
    violations,
    outcomes,
    sendTo: (url) => {
      address = url;
    },
    mention: (spoken) => {
      const said = speak({ ...spoken, text: `<@${botUser}> ${spoken.text}` });
      return { ts: said.ts, ...send("events_api", eventBody(mentionEvent(said))) };
    },
    direct: (spoken) => {
      const said = speak(spoken);
      return { ts: said.ts, ...send("events_api", eventBody(messageEvent(said))) };
    },
    event: (event, teamId) => send("events_api", eventBody(event, teamId)),
    command: ({ user, text, channel, command = "/signalbox", teamId }) => {
      world.channel(channel);
      const responseUrl = responses.open(user, channel);
      const sent = send(
        "slash_commands",
        commandBody({ user, text, channel, command, responseUrl, triggerId: world.views.trigger(user), teamId }),
      );
      void showAnswer(world, sent, user, channel);
      return sent;
    },
    click: ({ user, channel, messageTs, actionId, value }) => {
      const message = world.find(channel, messageTs);
      if (!message) throw new Error(`there is no message ${messageTs} in ${channel}`);
      const responseUrl = responses.open(user, channel);
      const found = value ?? valueOf(message, actionId);
      return send(
        "interactive",
        clickBody({
          user,
          message,
          actionId,
          value: found,
          responseUrl,
          triggerId: world.views.trigger(user),
          actionTs: world.ts(),
        }),
      );
    },
    submit: (view, values) => {
      const sent = send("interactive", submissionBody(view, fillIn(view, values), world.views.trigger(view.user)));
      const outcome = sent.outcome.then((became) => {
        const wrong = became.acknowledged ? settle(view, became.body) : null;
        if (wrong) violations.push(`view_submission: ${wrong}`);
        return became;
      });
      return { ...sent, outcome };
    },
    again: ({ kind, body }) => send(kind, body),
    messages: (channel) => world.list(channel),
    ephemerals: () => world.ephemerals,
    waitForMessage: (fits, withinMs = 5000) => waitFor(world, "message", () => world.list(), fits, withinMs),
    waitForEphemeral: (fits, withinMs = 5000) => waitFor(world, "ephemeral", () => world.ephemerals, fits, withinMs),
    waitForView: (fits, withinMs = 5000) => waitFor(world, "view", () => world.views.all, fits, withinMs),
    close: async () => {
      sockets.close();
      http.close();
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return fake;
}

/** The value of a button of this message. Throws if it has no such button: nobody can press it then. */
function valueOf(message: Message, actionId: string): string {
  const blocks = JSON.parse(message.blocksJson ?? "[]") as { elements?: { action_id?: string; value?: string }[] }[];
  const button = blocks.flatMap(({ elements = [] }) => elements).find((one) => one.action_id === actionId);
  if (!button) throw new Error(`message ${message.ts} has no button ${actionId}`);
  return button.value ?? "";
}

/** What came with the acknowledgement of a command is shown to whoever used it. */
async function showAnswer(world: World, { outcome }: Sent, user: string, channel: string): Promise<void> {
  const { body } = await outcome;
  const text = textOf((body as Args | null)?.["text"]);
  if (text) world.whisper({ channel, user, text, via: "ack" });
}

function createResponses(world: World, origin: () => string): ResponseUrls {
  const open = new Map<string, { user: string; channel: string; until: number; left: number }>();
  return {
    open: (user, channel) => {
      const id = `R${open.size + 1}`;
      open.set(id, { user, channel, until: Date.now() + responsesFor, left: responsesEach });
      return `${origin()}/response/${id}`;
    },
    answer: (id, body) => {
      const one = open.get(id);
      if (!one || one.until < Date.now() || one.left === 0) return 404;
      one.left -= 1;
      const text = textOf(body["text"]);
      if (text) world.whisper({ channel: one.channel, user: one.user, text, via: "response_url" });
      return 200;
    },
  };
}

function waitFor<T>(
  world: World,
  event: "message" | "ephemeral" | "view",
  all: () => readonly T[],
  fits: (one: T) => boolean,
  withinMs: number,
): Promise<T> {
  const there = all().find(fits);
  if (there) return Promise.resolve(there);
  return new Promise((resolve, reject) => {
    const see = (one: unknown): void => {
      if (!fits(one as T)) return;
      clearTimeout(timer);
      world.off(event, see);
      resolve(one as T);
    };
    const timer = setTimeout(() => {
      world.off(event, see);
      reject(new Error(`no such ${event} within ${withinMs} ms; there are ${JSON.stringify(all().slice(-5))}`));
    }, withinMs);
    world.on(event, see);
  });
}
