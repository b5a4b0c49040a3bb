/** What exists in the pretended workspace: people, channels, messages, forms. */
import { EventEmitter } from "node:events";
import { createViews, type View } from "./views.ts";

export const team = "T0SIGNAL";
export const botUser = "U0BOT";
export const botId = "B0BOT";
export const app = "A0SIGNAL";

export interface Channel {
  readonly id: string;
  readonly kind: "channel" | "private" | "im";
  /** The bot can read and write here. */
  joined: boolean;
  archived: boolean;
}

export interface Message {
  readonly channel: string;
  readonly ts: string;
  readonly thread_ts?: string | undefined;
  readonly user: string;
  text: string;
  /** What joins and other programs' messages have besides. */
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly attachments?: readonly { readonly text?: string; readonly fallback?: string }[];
  /** As they were sent: JSON. */
  blocksJson: string | null;
  metadataJson: string | null;
  edits: number;
}

/** A message as the API and the interactions show it. */
export function shapeOf(message: Message): Record<string, unknown> {
  const { channel: _, blocksJson, metadataJson, edits, thread_ts, ...plain } = message;
  return {
    type: "message",
    team,
    ...plain,
    ...(message.user === botUser ? { bot_id: botId, app_id: app } : {}),
    ...(thread_ts ? { thread_ts } : {}),
    ...(blocksJson ? { blocks: JSON.parse(blocksJson) as unknown } : {}),
    ...(metadataJson ? { metadata: JSON.parse(metadataJson) as unknown } : {}),
    ...(edits > 0 ? { edited: { user: message.user, ts: message.ts } } : {}),
  };
}

export interface Changes {
  message: [Message];
  ephemeral: [Ephemeral];
  view: [View];
}

export interface Ephemeral {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly thread_ts?: string | undefined;
  readonly via: "chat.postEphemeral" | "response_url" | "ack";
}

/** A user group and the ids of its members. */
export interface UserGroup {
  users: readonly string[];
  enabled: boolean;
}

export class World extends EventEmitter<Changes> {
  readonly channels = new Map<string, Channel>();
  readonly groups = new Map<string, UserGroup>();
  readonly ephemerals: Ephemeral[] = [];
  readonly views = createViews((view) => this.emit("view", view));
  readonly #messages = new Map<string, Map<string, Message>>();
  #count = 0;

  /** Channels come into being when they are first named; D… are conversations with the bot, G… are private. */
  channel(id: string): Channel {
    const known = this.channels.get(id);
    if (known) return known;
    const kind = id.startsWith("D") ? "im" : id.startsWith("G") ? "private" : "channel";
    const channel: Channel = { id, kind, joined: true, archived: false };
    this.channels.set(id, channel);
    return channel;
  }

  /** Unique and growing; the part before the dot is the time in seconds. */
  ts(): string {
    this.#count += 1;
    return `${Math.floor(Date.now() / 1000)}.${String(this.#count).padStart(6, "0")}`;
  }

  add(message: Omit<Message, "edits">): Message {
    const kept: Message = { ...message, edits: 0 };
    const channel = this.#messages.get(message.channel) ?? new Map<string, Message>();
    this.#messages.set(message.channel, channel.set(message.ts, kept));
    this.emit("message", kept);
    return kept;
  }

  changed(message: Message): void {
    message.edits += 1;
    this.emit("message", message);
  }

  find(channel: string, ts: string): Message | undefined {
    return this.#messages.get(channel)?.get(ts);
  }

  remove(channel: string, ts: string): void {
    this.#messages.get(channel)?.delete(ts);
  }

  /** In the order in which they were said. */
  list(channel?: string): Message[] {
    const some = channel === undefined ? [...this.#messages.values()] : [this.#messages.get(channel) ?? new Map()];
    return some.flatMap((messages) => [...messages.values()] as Message[]);
  }

  whisper(ephemeral: Ephemeral): void {
    this.ephemerals.push(ephemeral);
    this.emit("ephemeral", ephemeral);
  }
}
