/** The bodies that Slack sends: events, commands, pressed buttons. Field for field what a bot may see. */
import type { View } from "./views.ts";
import { app, botId, botUser, shapeOf, team, type Message } from "./world.ts";

export interface Said {
  readonly user: string;
  readonly text: string;
  readonly channel: string;
  readonly ts: string;
  readonly thread?: string | undefined;
}

const token = "verification-token-that-nobody-should-use";
let events = 0;

/** An event in its envelope; the id is unique. */
export const eventBody = (event: Readonly<Record<string, unknown>>, teamId = team) => ({
  token,
  team_id: teamId,
  context_team_id: teamId,
  context_enterprise_id: null,
  api_app_id: app,
  event,
  type: "event_callback",
  event_id: `Ev${String((events += 1)).padStart(10, "0")}`,
  event_time: Math.floor(Date.now() / 1000),
  authorizations: [
    { enterprise_id: null, team_id: teamId, user_id: botUser, is_bot: true, is_enterprise_install: false },
  ],
  is_ext_shared_channel: false,
});

const plain = ({ user, text, channel, ts, thread }: Said) => ({
  user,
  text,
  ts,
  channel,
  team,
  event_ts: ts,
  client_msg_id: `msg-${ts}`,
  ...(thread ? { thread_ts: thread } : {}),
  blocks: [{ type: "rich_text", block_id: "b1", elements: [] }],
});

export const mentionEvent = (said: Said) => ({ type: "app_mention", ...plain(said) });
export const messageEvent = (said: Said) => ({
  type: "message",
  ...plain(said),
  channel_type: said.channel.startsWith("D") ? "im" : said.channel.startsWith("G") ? "group" : "channel",
});

export const commandBody = (given: {
  readonly user: string;
  readonly text: string;
  readonly channel: string;
  readonly command: string;
  readonly responseUrl: string;
  readonly triggerId: string;
  readonly teamId?: string | undefined;
}) => ({
  token,
  team_id: given.teamId ?? team,
  team_domain: "signal",
  channel_id: given.channel,
  channel_name: given.channel.startsWith("D") ? "directmessage" : "ops",
  user_id: given.user,
  user_name: "somebody",
  command: given.command,
  text: given.text,
  api_app_id: app,
  is_enterprise_install: "false",
  response_url: given.responseUrl,
  trigger_id: given.triggerId,
});

export const clickBody = (given: {
  readonly user: string;
  readonly message: Message;
  readonly actionId: string;
  readonly value: string | undefined;
  readonly responseUrl: string;
  readonly triggerId: string;
  readonly actionTs: string;
}) => ({
  type: "block_actions",
  user: { id: given.user, username: "somebody", name: "somebody", team_id: team },
  api_app_id: app,
  token,
  container: {
    type: "message",
    message_ts: given.message.ts,
    channel_id: given.message.channel,
    is_ephemeral: false,
    ...(given.message.thread_ts ? { thread_ts: given.message.thread_ts } : {}),
  },
  trigger_id: given.triggerId,
  team: { id: team, domain: "signal" },
  enterprise: null,
  is_enterprise_install: false,
  channel: { id: given.message.channel, name: "ops" },
  message: shapeOf(given.message),
  state: { values: {} },
  response_url: given.responseUrl,
  actions: [
    {
      action_id: given.actionId,
      block_id: "b1",
      text: { type: "plain_text", text: "Button", emoji: true },
      ...(given.value === undefined ? {} : { value: given.value }),
      type: "button",
      action_ts: given.actionTs,
    },
  ],
});

export const submissionBody = (view: View, values: Readonly<Record<string, object>>, triggerId: string) => ({
  type: "view_submission",
  team: { id: team, domain: "signal" },
  user: { id: view.user, username: "somebody", name: "somebody", team_id: team },
  api_app_id: app,
  token,
  trigger_id: triggerId,
  view: {
    ...view.given,
    id: view.id,
    team_id: team,
    state: { values },
    hash: view.hash,
    clear_on_close: false,
    notify_on_close: false,
    previous_view_id: null,
    root_view_id: view.id,
    app_id: app,
    external_id: "",
    app_installed_team_id: team,
    bot_id: botId,
  },
  response_urls: [],
  is_enterprise_install: false,
  enterprise: null,
});
