/** A Message: what somebody said, once the platform is forgotten. It has no power to act. */

/** A face of a person on one platform, by the platform's own immutable id, never by a display name. */
export interface Account {
  readonly platform: string;
  readonly id: string;
}

/** "slack:U024BE7LH": an account in one word, as records and sentences name it. */
export const wordAccount = ({ platform, id }: Account): string => `${platform}:${id}`;

/** The account that this word names; null if it names none. */
export function readAccount(word: string): Account | null {
  const [, platform, id] = /^([a-z]+):(\S+)$/.exec(word) ?? [];
  return platform !== undefined && id !== undefined ? { platform, id } : null;
}

/** Where words came from, and so where the reply goes. */
export interface Place {
  readonly platform: string;
  /** Slack team, Discord guild; absent where the platform has none. */
  readonly workspace?: string;
  readonly channel: string;
  /** The thread's root message; replies go there. */
  readonly thread?: string;
  /** True where only the bot and this one person read. */
  readonly direct: boolean;
}

export interface Message {
  /** The platform's id of this message: the same id again is the same message again. */
  readonly id: string;
  readonly account: Account;
  readonly place: Place;
  readonly text: string;
  /** When it was said, ISO 8601, by the platform's clock. */
  readonly at: string;
}

/** `retract`: to take back one's own yes. */
export type Verdict = "approve" | "deny" | "retract" | "withdraw" | "cancel";

/** Somebody pressed a button of a card. The button names the request and the digest it showed, nothing else. */
export interface Click {
  /** Unique per press, so that a redelivery is recognised. */
  readonly id: string;
  readonly account: Account;
  readonly place: Place;
  readonly request: string;
  /** The first hex digits (at least 8) of the digest that the card showed. */
  readonly digest: string;
  readonly verdict: Verdict;
  readonly reason?: string;
  readonly at: string;
}

/** What an adapter writes to the inbox before it acknowledges anything to its platform. */
export type Arrival =
  | { readonly kind: "message"; readonly message: Message }
  | { readonly kind: "click"; readonly click: Click };
