/**
 * A slash command works in channels where the bot is not, but its reply cannot be posted there. Whoever used one there
 * is told how to mend that, in private: never what the reply is, for a response_url needs no right to read or write.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
import type { RespondFn } from "@slack/bolt";

/** Milliseconds that Slack accepts responses to a command for. */
const usable = 30 * 60_000;
const mostPerChannel = 10;

export interface Invite {
  /** Somebody used a command in this channel. */
  used(channel: string, respond: RespondFn): void;
  /** A reply could not be posted there. Each command is answered once. */
  ask(channel: string): Promise<void>;
}

export function createInvite(): Invite {
  const waiting = new Map<string, { readonly respond: RespondFn; readonly until: number }[]>();
  return {
    used: (channel, respond) => {
      const others = (waiting.get(channel) ?? []).slice(-mostPerChannel + 1);
      waiting.set(channel, [...others, { respond, until: Date.now() + usable }]);
    },
    ask: async (channel) => {
      const askers = (waiting.get(channel) ?? []).filter(({ until }) => until > Date.now());
      waiting.delete(channel);
      const text = "I may not write in this channel. `/invite` me, and the reply will come; or write to me directly.";
      await Promise.all(askers.map(({ respond }) => respond({ response_type: "ephemeral", text })));
    },
  };
}
