/** Something Slack has sent to the bot, and what became of it. */

export type Kind = "events_api" | "slash_commands" | "interactive";

export interface Outcome {
  readonly acknowledged: boolean;
  /** Milliseconds from sending (the last time) to the acknowledgement. */
  readonly ms: number;
  /** What came with the acknowledgement. */
  readonly body: unknown;
  /** How often it was sent. */
  readonly attempts: number;
  /** HTTP status, where there is one. */
  readonly status?: number;
}

export interface Sent {
  readonly kind: Kind;
  readonly body: Readonly<Record<string, unknown>>;
  readonly outcome: Promise<Outcome>;
}

/** How Slack reaches the bot. */
export interface Sender {
  send(kind: Kind, body: Readonly<Record<string, unknown>>): Promise<Outcome>;
  close(): void;
}

/** Slack waits for three seconds; events come again after these, in milliseconds (in truth 0, 1 and 5 minutes). */
export interface Patience {
  readonly ackWithin: number;
  readonly again: readonly number[];
}
