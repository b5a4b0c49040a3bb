/** Slack: carries words in (inbound.ts) and replies out (post.ts), and decides nothing. */
import { setTimeout as sleep } from "node:timers/promises";
import type * as Bolt from "@slack/bolt";
import { NotNow, type Adapter, type Delivery, type House, type Ref } from "../../src/adapter.ts";
import type { Config } from "../../src/config.ts";
import { createLog, type Log } from "../../src/log.ts";
import type { Place } from "../../src/message.ts";
import { problem } from "../../src/problem.ts";
import { needed, notConfigured, optionsOf } from "./client.ts";
import { slackConversation } from "./conversation.ts";
import { isRefusedToken, refusalOf, wordFailure } from "./failure.ts";
import { createGate, type Gate } from "./gate.ts";
import { slackGroups } from "./groups.ts";
import { createHttp } from "./http.ts";
import { createInbound, type Inbound } from "./inbound.ts";
import { createInvite } from "./invite.ts";
import { platform } from "./listen.ts";
import { createLogger } from "./logger.ts";
import { createPace } from "./pace.ts";
import { createPost, type Post } from "./post.ts";
import { createProgress } from "./progress.ts";
import { render } from "./render.ts";
import { authorizeOnly, whoAmI, type Self } from "./self.ts";
import { createSocket } from "./socket.ts";
import type { Transport } from "./transport.ts";

/** Milliseconds between attempts to reach Slack at the start. */
const tryAgainAfter = 5_000;

export interface SlackAdapter extends Adapter {
  /** The port that HTTP mode listens on; null in Socket Mode and before the start. */
  port(): number | null;
}

interface Options {
  readonly config: Config["slack"];
  readonly log?: Log;
}

/** Everything that needs Bolt, which is loaded only when the adapter starts. */
interface Opened {
  readonly client: Bolt.webApi.WebClient;
  readonly post: Post;
  readonly transport: Transport;
  /** Listens, as this user of this workspace. */
  begin(self: Self, house: House): Promise<Inbound>;
}

/** Socket Mode if there is an app-level token, else HTTP. `start` throws Problem NOT_CONFIGURED or SLACK_REFUSED. */
export function slackAdapter({ config, log = createLog("warn") }: Options): SlackAdapter {
  const pace = createPace();
  const invite = createInvite();
  const stopping = new AbortController();
  let opened: Opened | null = null;
  let inbound: Inbound | null = null;
  let reaching: Promise<void> = Promise.resolve();

  const open = async (): Promise<Opened> => {
    const token = needed(config.bot_token, "slack.bot_token");
    const bolt = await import("@slack/bolt");
    const logger = createLogger(log, bolt.LogLevel.WARN);
    const clientOptions = await optionsOf(config, log);
    const client = new bolt.webApi.WebClient(token, clientOptions);
    const gate = createGate(log);
    const transport = transportOf(config, { bolt, gate, logger, clientOptions, log });
    return {
      client,
      transport,
      post: createPost(client, pace, log),
      begin: async (self, house) => {
        const authorize = authorizeOnly(self, token);
        const app = new bolt.App({ receiver: gate.receiver, authorize, convoStore: false, logger, clientOptions });
        const listening = createInbound({ house, self, client, invite, log, stopping: stopping.signal });
        listening.listen(app);
        await transport.open();
        return listening;
      },
    };
  };

  /** Slack may be out of reach when we start, and we may serve other platforms: it is tried until it is there. */
  const reach = async (found: Opened, house: House): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await sleep(tryAgainAfter, null, { signal: stopping.signal });
        inbound = await found.begin(await whoAmI(found.client), house);
        return;
      } catch (error) {
        if (!stopping.signal.aborted) log.error({ error: wordFailure(error) }, "Slack cannot be reached");
      }
    }
  };

  const progress = createProgress(({ ref, key, card }, lines, isStale) =>
    pace.inTurn(laneOf({ channel: "" }, ref), async () => {
      if (isStale() || !opened || !pace.isOpen("chat.update", "")) return;
      try {
        await opened.post.update(ref, key, render({ reply: "card", card }, lines));
      } catch (error) {
        log.debug({ error: wordFailure(error) }, "progress was not shown");
      }
    }),
  );

  const deliver = async (delivery: Delivery): Promise<Ref> => {
    if (!opened) throw new Error("Slack has not been started");
    const ref = await opened.post.deliver(delivery);
    if (delivery.reply.reply === "card") progress.drawn(delivery.reply.card, delivery.key, ref);
    return ref;
  };

  return {
    platform,
    groups: slackGroups(config, log),
    conversation: slackConversation(config, log),
    port: () => opened?.transport.port() ?? null,
    start: async (house) => {
      opened = await open();
      let self: Self;
      try {
        self = await whoAmI(opened.client);
      } catch (error) {
        if (isRefusedToken(error)) throw problem("SLACK_REFUSED", { why: wordFailure(error) });
        log.error({ error: wordFailure(error) }, "Slack cannot be reached");
        reaching = reach(opened, house);
        return;
      }
      inbound = await opened.begin(self, house);
    },
    deliver: async (delivery) => {
      const { place, ref } = delivery;
      try {
        return await pace.inTurn(laneOf(place, ref), () => deliver(delivery));
      } catch (error) {
        if (["not_in_channel", "channel_not_found"].includes(refusalOf(error) ?? "")) {
          await invite.ask(place.channel).catch(() => {});
        }
        throw error instanceof NotNow ? error : new Error(wordFailure(error), { cause: error });
      }
    },
    progress: (_place, request, _ref, line) => progress.add(request, line),
    stop: async () => {
      stopping.abort();
      progress.stop();
      await reaching;
      await opened?.transport.close();
      await inbound?.settle();
    },
  };
}

/** What goes to one message, or to one place as a new message, goes one by one. */
const laneOf = ({ channel, thread }: Pick<Place, "channel" | "thread">, ref: Ref | null): string =>
  ref ? `${ref["channel"]} ${ref["ts"]}` : `new ${channel} ${thread}`;

interface Wiring {
  readonly bolt: typeof Bolt;
  readonly gate: Gate;
  readonly logger: Bolt.Logger;
  readonly clientOptions: Bolt.webApi.WebClientOptions;
  readonly log: Log;
}

function transportOf(config: Config["slack"], wiring: Wiring): Transport {
  const { app_token: appToken, connections, host, port } = config;
  if (appToken) return createSocket({ ...wiring, appToken: appToken.reveal(), connections });
  const signingSecret = needed(config.signing_secret, "slack.app_token");
  if (port === undefined) throw notConfigured("slack.port");
  return createHttp({ ...wiring, signingSecret, host, port });
}
