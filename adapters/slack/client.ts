/** Slack's own client of its Web API, loaded when it is first needed. */
import type { webApi } from "@slack/bolt";
import type { Config } from "../../src/config.ts";
import type { Log } from "../../src/log.ts";
import { problem } from "../../src/problem.ts";
import { createLogger } from "./logger.ts";

/** Milliseconds for one call of Slack's API. */
const callWithin = 10_000;

/** The outbox tries again, and it looks first. The client's own ten tries would post one reply several times. */
export async function optionsOf({ api_url: url }: Config["slack"], log: Log): Promise<webApi.WebClientOptions> {
  const { LogLevel } = await import("@slack/bolt");
  return {
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: callWithin,
    logger: createLogger(log, LogLevel.WARN),
    ...(url ? { slackApiUrl: url } : {}),
  };
}

/** Throws Problem NOT_CONFIGURED without a token. */
export async function createClient(config: Config["slack"], log: Log): Promise<webApi.WebClient> {
  const { webApi } = await import("@slack/bolt");
  return new webApi.WebClient(needed(config.bot_token, "slack.bot_token"), await optionsOf(config, log));
}

export const notConfigured = (setting: string) =>
  problem("NOT_CONFIGURED", { what: "Slack", setting, how: "docs/slack.md shows how to set it." });

export function needed(secret: Config["slack"]["bot_token"], setting: string): string {
  if (!secret) throw notConfigured(setting);
  return secret.reveal();
}
