/** An Adapter: how people on one platform reach the bot. It carries words in and replies out; it decides nothing. */
import type { ConversationSource } from "./conversation.ts";
import type { GroupSource } from "./group-source.ts";
import type { Arrival, Place } from "./message.ts";
import type { Reply } from "./reply.ts";

/** Where a delivered reply can be found again, so that a card can be redrawn: the platform's own ids, JSON. */
export type Ref = Readonly<Record<string, string>>;

export interface Delivery {
  /** Unique per reply, the same in every attempt. */
  readonly key: string;
  readonly place: Place;
  readonly reply: Reply;
  /** Given when this reply has been delivered before and is to be redrawn. */
  readonly ref: Ref | null;
  /** True if an earlier attempt may have got through unrecorded: look before posting again. */
  readonly uncertain: boolean;
}

/** What the house offers an adapter. */
export interface House {
  /**
   * Writes an arrival to the inbox; resolves only when it is durable. Only then may the platform be told
   * "received". `fresh` is false if the same platform id came before. Throws Problem INBOX_UNAVAILABLE if it could
   * not be written within the adapter's time (the person is told; nothing was kept).
   */
  receive(arrival: Arrival, withinMs?: number): Promise<{ readonly id: string; readonly fresh: boolean }>;
  /** Handles a received arrival: bot.hear or bot.review. Never throws; replies come through `deliver`. */
  attend(id: string): Promise<void>;
}

/** Thrown by `deliver`: the platform has certainly not taken the reply, and wants to be left alone for so long. */
export class NotNow extends Error {
  override readonly name = "NotNow";
  readonly seconds: number;

  constructor(seconds: number, message: string) {
    super(message);
    this.seconds = seconds;
  }
}

export interface Adapter {
  /** The platform's name, as in Account and Place: "slack". */
  readonly platform: string;
  start(house: House): Promise<void>;
  /** Who is in the platform's groups, where it has any. It may be asked before the start. */
  readonly groups?: GroupSource;
  /** What was said in a thread, also what was not said to the bot. It may be asked before the start. */
  readonly conversation?: ConversationSource;
  /** Posts or redraws one reply. Throws (NotNow, or anything) if it could not; the outbox tries again. Null: nothing to redraw. */
  deliver(delivery: Delivery): Promise<Ref | null>;
  /** A line of a running request's output, for those who watch. Coalesced as the platform needs; may drop lines. */
  progress?(place: Place, request: string, ref: Ref | null, line: string): void;
  /** Stops listening, finishes what is under way, closes connections. */
  stop(): Promise<void>;
}
