/** A Conversation: what people and other programs have said in one thread, as its platform keeps it. */
import type { Place } from "./message.ts";

export interface Said {
  /** Plain words; whoever is mentioned stands there as @ and the account's id. */
  readonly text: string;
  /** The ids of the accounts that it mentions. */
  readonly mentions: readonly string[];
  /** ISO 8601, by the platform's clock. */
  readonly at: string;
}

/** Implemented by platforms that let the bot read what was not said to it. */
export interface ConversationSource {
  /** Oldest first, without our own words. Throws if the platform does not give it. */
  said(place: Place, signal: AbortSignal): Promise<readonly Said[]>;
}
