/** The methods of Slack's Web API that a bot like ours could call, on the pretended workspace. */
import { app, botId, botUser, shapeOf, team, type Channel, type Message, type World } from "./world.ts";

export type Args = Readonly<Record<string, unknown>>;
export type Answer = { readonly ok: true; readonly [key: string]: unknown } | Refusal;
interface Refusal {
  readonly ok: false;
  readonly error: string;
  readonly [key: string]: unknown;
}

export interface Method {
  /** Which token it takes. */
  readonly token: "bot" | "app";
  /** The scope that this call needs, if any. */
  readonly scope?: (args: Args, world: World) => string;
  readonly run: (args: Args, world: World) => Answer;
}

const no = (error: string): Refusal => ({ ok: false, error });
/** An argument that is text; empty if it is not. */
export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const json = (value: unknown): string | null => {
  if (value === undefined || value === null || value === "") return null;
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** The channel, or why nothing can be written there. */
function writable(args: Args, world: World): Channel | Refusal {
  const id = textOf(args["channel"]);
  if (!/^[CDG]\w+$/.test(id)) return no("channel_not_found");
  const channel = world.channel(id);
  if (!channel.joined) return no(channel.kind === "channel" ? "not_in_channel" : "channel_not_found");
  return channel.archived ? no("is_archived") : channel;
}

const historyScope = (args: Args, world: World): string => {
  const scopes = { channel: "channels:history", private: "groups:history", im: "im:history" } as const;
  return scopes[world.channel(textOf(args["channel"])).kind];
};
const chatWrite = (): string => "chat:write";

function post(args: Args, world: World): Answer {
  const channel = writable(args, world);
  if ("error" in channel) return channel;
  const thread = args["thread_ts"] === undefined ? undefined : textOf(args["thread_ts"]);
  const root = thread === undefined ? undefined : world.find(channel.id, thread);
  if (root?.thread_ts && root.thread_ts !== root.ts) return no("cannot_reply_to_message");
  const message = world.add({
    channel: channel.id,
    ts: world.ts(),
    ...(thread === undefined ? {} : { thread_ts: thread }),
    user: botUser,
    text: textOf(args["text"]),
    blocksJson: json(args["blocks"]),
    metadataJson: json(args["metadata"]),
  });
  return { ok: true, channel: channel.id, ts: message.ts, message: { type: "message", ts: message.ts } };
}

function update(args: Args, world: World): Answer {
  const channel = writable(args, world);
  if ("error" in channel) return channel;
  const message = world.find(channel.id, textOf(args["ts"]));
  if (!message) return no("message_not_found");
  if (message.user !== botUser) return no("cant_update_message");
  message.text = textOf(args["text"]);
  message.blocksJson = json(args["blocks"]);
  message.metadataJson = json(args["metadata"]) ?? message.metadataJson;
  world.changed(message);
  return { ok: true, channel: channel.id, ts: message.ts, text: message.text };
}

function postEphemeral(args: Args, world: World): Answer {
  const channel = writable(args, world);
  if ("error" in channel) return channel;
  world.whisper({
    channel: channel.id,
    user: textOf(args["user"]),
    text: textOf(args["text"]),
    thread_ts: args["thread_ts"] === undefined ? undefined : textOf(args["thread_ts"]),
    via: "chat.postEphemeral",
  });
  return { ok: true, message_ts: world.ts() };
}

/** Pages of at most `limit`; the cursor is where the next one begins. */
function page(messages: readonly Message[], args: Args): Answer {
  const start = Number(textOf(args["cursor"]) || 0);
  const end = start + Math.min(Number(args["limit"] ?? 100), 1000);
  const keep = args["include_all_metadata"] === true || args["include_all_metadata"] === "true";
  const shown = messages.slice(start, end).map(shapeOf);
  return {
    ok: true,
    messages: keep ? shown : shown.map((message) => ({ ...message, metadata: undefined })),
    has_more: end < messages.length,
    response_metadata: { next_cursor: end < messages.length ? String(end) : "" },
  };
}

function replies(args: Args, world: World): Answer {
  const ts = textOf(args["ts"]);
  const channel = textOf(args["channel"]);
  const thread = world.list(channel).filter((message) => message.ts === ts || message.thread_ts === ts);
  return thread.length > 0 ? page(thread, args) : no("thread_not_found");
}

/** Without `include_disabled` a group that was disabled is none. There are no pages. */
function groupMembers(args: Args, world: World): Answer {
  const group = world.groups.get(textOf(args["usergroup"]));
  const asked = args["include_disabled"] === true || args["include_disabled"] === "true";
  return group && (group.enabled || asked) ? { ok: true, users: [...group.users] } : no("no_such_subteam");
}

const inChannel = (message: Message): boolean => !message.thread_ts || message.thread_ts === message.ts;

export const methods: Readonly<Record<string, Method>> = {
  "api.test": { token: "bot", run: () => ({ ok: true }) },
  "auth.test": {
    token: "bot",
    run: () => ({ ok: true, team_id: team, user_id: botUser, bot_id: botId, user: "signalbox", app_id: app }),
  },
  "chat.postMessage": { token: "bot", scope: chatWrite, run: post },
  "chat.update": { token: "bot", scope: chatWrite, run: update },
  "chat.postEphemeral": { token: "bot", scope: chatWrite, run: postEphemeral },
  "chat.delete": {
    token: "bot",
    scope: chatWrite,
    run: (args, world) => {
      world.remove(textOf(args["channel"]), textOf(args["ts"]));
      return { ok: true, channel: args["channel"], ts: args["ts"] };
    },
  },
  "conversations.replies": { token: "bot", scope: historyScope, run: replies },
  "conversations.history": {
    token: "bot",
    scope: historyScope,
    // Newest first.
    run: (args, world) => page(world.list(textOf(args["channel"])).filter(inChannel).toReversed(), args),
  },
  "users.info": {
    token: "bot",
    scope: () => "users:read",
    run: (args) => ({ ok: true, user: { id: args["user"], team_id: team, is_bot: args["user"] === botUser } }),
  },
  "usergroups.list": { token: "bot", scope: () => "usergroups:read", run: () => ({ ok: true, usergroups: [] }) },
  "usergroups.users.list": { token: "bot", scope: () => "usergroups:read", run: groupMembers },
  "views.open": { token: "bot", run: (args, world) => world.views.show(args) },
};
