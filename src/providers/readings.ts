/** How somebody's last words were read, for the why action. Implemented by the memory of threads. */
import type { Intent } from "../intent.ts";
import type { Place } from "../message.ts";
import type { Person } from "../people.ts";

export interface Remembered {
  /** Their own words. */
  readonly text: string;
  readonly intent: Intent;
  /** Something had been said in that thread before, which may have completed it. */
  readonly follows: boolean;
  /** The request that came of it, if one did. */
  readonly request: string | null;
  /** Said in this very thread, or elsewhere in the same channel. */
  readonly here: boolean;
}

export interface Readings {
  /**
   * This person's last words in this thread, else in this channel; never anybody else's. Null if they said nothing
   * lately or it is not remembered.
   */
  last(person: Person, place: Place): Remembered | null;
}
