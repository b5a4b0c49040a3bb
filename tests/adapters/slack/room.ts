/** A room for a test: a pretended Slack, the real adapter on real Bolt, and a house between them. */
import { slackAdapter, type SlackAdapter } from "../../../adapters/slack/index.ts";
import type { Delivery, Ref } from "../../../src/adapter.ts";
import { createLog } from "../../../src/log.ts";
import type { Place } from "../../../src/message.ts";
import type { Reply } from "../../../src/reply.ts";
import { Secret } from "../../../src/secret.ts";
import { signingSecret, startFakeSlack, team, tokens, type FakeSlack, type Options } from "../../fakes/slack/index.ts";
import { openHouse, type TestHouse } from "./house.ts";

export type TransportName = "Socket Mode" | "HTTP";
export const transports: readonly TransportName[] = ["Socket Mode", "HTTP"];

export interface Room {
  readonly slack: FakeSlack;
  readonly adapter: SlackAdapter;
  readonly house: TestHouse;
  /** Delivers as the outbox does. */
  deliver(reply: Reply, more?: Partial<Delivery>): Promise<Ref | null>;
  /** Throws if the bot has broken one of Slack's rules in the meantime. */
  close(): Promise<void>;
}

export const secret = (value: string): Secret => new Secret(value, "test");
export const log = createLog(process.env["SIGNALBOX_TEST_LOG"] ?? "silent");

/** The adapter for this Slack, not started. */
export const adapterFor = (slack: FakeSlack, transport: TransportName, connections = 2): SlackAdapter =>
  slackAdapter({
    log,
    config: {
      bot_token: secret(tokens.bot),
      app_token: transport === "Socket Mode" ? secret(tokens.app) : null,
      signing_secret: secret(signingSecret),
      host: "127.0.0.1",
      port: 0,
      connections,
      api_url: slack.url,
    },
  });

export const threadOf = (ts: string, channel = "C0PS"): Place => ({
  platform: "slack",
  workspace: team,
  channel,
  thread: ts,
  direct: channel.startsWith("D"),
});

export async function openRoom(transport: TransportName, options: Options = {}): Promise<Room> {
  const slack = await startFakeSlack(options);
  const adapter = adapterFor(slack, transport);
  const house = openHouse();
  await adapter.start(house);
  if (transport === "HTTP") slack.sendTo(`http://127.0.0.1:${adapter.port()}/slack/events`);
  else await slack.sockets.untilConnected(2);
  let keys = 0;
  return {
    slack,
    adapter,
    house,
    deliver: (reply, more = {}) => {
      const key = `reply:${(keys += 1)}`;
      return adapter.deliver({ key, place: threadOf(slack.world.ts()), reply, ref: null, uncertain: false, ...more });
    },
    close: async () => {
      await adapter.stop();
      await slack.close();
      if (slack.violations.length > 0) throw new Error(slack.violations.join("\n"));
    },
  };
}
