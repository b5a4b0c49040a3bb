/** What arrives from Slack, as Arrivals. Pure: nothing here answers, and nothing decides. */
import type { Account, Arrival, Message, Place, Verdict } from "../../src/message.ts";
import { wordsOf } from "./words.ts";

export const platform = "slack";

export const account = (id: string): Account => ({ platform, id });

/** Ids of conversations between two begin with D. Where the bot can post, one of the two is the bot. */
export const placeOf = (workspace: string, channel: string, thread?: string): Place => ({
  platform,
  workspace,
  channel,
  ...(thread === undefined ? {} : { thread }),
  direct: channel.startsWith("D"),
});

/** The part of a `message` or `app_mention` event that is read. */
export interface Said {
  readonly type: string;
  readonly user?: string;
  readonly text?: string;
  readonly ts: string;
  readonly thread_ts?: string;
  readonly channel: string;
  readonly channel_type?: string;
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly edited?: unknown;
}

/**
 * A person's words to the bot; null for everything else: bots, edits, joins, and talk in a channel that does not
 * mention the bot. What does mention it comes as `app_mention`, and perhaps once more as `message`: the id is the same.
 */
export function readSaid(event: Said, workspace: string, bot: string): Message | null {
  const { user, text = "", ts, channel } = event;
  if (!user || user === bot || event.bot_id || event.subtype || event.edited) return null;
  const addressed = event.type === "app_mention" || event.channel_type === "im" || text.includes(`<@${bot}`);
  if (!addressed) return null;
  return {
    id: `${workspace}:${channel}:${ts}`,
    account: account(user),
    place: placeOf(workspace, channel, event.thread_ts ?? ts),
    text: wordsOf(text, bot),
    at: new Date(Number(ts) * 1000).toISOString(),
  };
}

/** The part of a slash command that is read. `user_name` is not: names are not identities. */
export interface Commanded {
  readonly trigger_id: string;
  readonly user_id: string;
  readonly channel_id: string;
  readonly text: string;
}

/** A slash command has no message of its own, so the reply begins a thread. It is never sent twice, so now is when. */
export const readCommand = (command: Commanded, workspace: string, bot: string, now: Date): Message => ({
  id: command.trigger_id,
  account: account(command.user_id),
  place: placeOf(workspace, command.channel_id),
  text: wordsOf(command.text, bot),
  at: now.toISOString(),
});

/** The part of a pressed button that is read. */
export interface Pressed {
  readonly user: { readonly id: string };
  readonly channel?: { readonly id: string };
  readonly message?: {
    readonly ts: string;
    readonly thread_ts?: string;
    readonly blocks?: readonly { readonly block_id?: string }[];
  };
}
export interface Button {
  readonly action_id: string;
  readonly action_ts: string;
  readonly value?: string;
}

export const actionIds = {
  verdict: (verdict: Verdict): string => `signalbox.${verdict}`,
  say: (index: number): string => `signalbox.say.${index}`,
};

const verdicts: readonly string[] = ["approve", "deny", "retract", "withdraw", "cancel"] satisfies Verdict[];

/**
 * A button of a card names the request and the digest it showed; one of a suggestion says its command, as if its
 * presser had typed it, with their rights. Null if the button is not one that this version draws.
 */
export function readPress(body: Pressed, button: Button, workspace: string, now: Date): Arrival | null {
  const { channel, message, user } = body;
  if (!channel || !message || !button.value) return null;
  const stamp = {
    id: [workspace, channel.id, message.ts, button.action_id, user.id, button.action_ts].join(":"),
    account: account(user.id),
    place: placeOf(workspace, channel.id, message.thread_ts ?? message.ts),
    at: now.toISOString(),
  };
  const [, what = ""] = /^signalbox\.([a-z]+)(?:\.\d+)?$/.exec(button.action_id) ?? [];
  if (what === "say") return { kind: "message", message: { ...stamp, text: button.value } };
  const [, request, digest] = /^([\w-]+):([0-9a-f]{16})$/.exec(button.value) ?? [];
  if (!verdicts.includes(what) || !request || !digest) return null;
  return { kind: "click", click: { ...stamp, request, digest, verdict: what as Verdict } };
}
