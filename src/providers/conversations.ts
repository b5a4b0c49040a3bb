/** What was said and done in a thread, for whoever wants to write it down. */
import type { Place } from "../message.ts";
import type { Person } from "../people.ts";

export interface Line {
  /** Plain words, people by their names. */
  readonly text: string;
  /** ISO 8601. */
  readonly at: string;
}

export interface Conversation {
  /** Oldest first, without our own words and without orders to us. */
  readonly lines: readonly Line[];
  /** False where only what was said to the bot is known. */
  readonly whole: boolean;
}

export interface Conversations {
  /** Of this thread, as far as this person may see it. */
  of(place: Place, person: Person, signal: AbortSignal): Promise<Conversation>;
}
