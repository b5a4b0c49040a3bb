/** Broken glasses, for the actions that break, mend, review and list them. */
import type { Person } from "../people.ts";
import type { Glass } from "../glass.ts";

export interface Glasses {
  /** Those whose review is not closed, oldest first, and what was asked for under each. */
  unreviewed(): Promise<readonly (Glass & { readonly requests: readonly string[] })[]>;
  /** Throws Problem GLASS_UNREVIEWED if an earlier one stands in the way. */
  mayBreak(person: Person): Promise<void>;
  /** Breaks one: `request` names it, so that it is broken once. Returns its id. Throws Problem GLASS_UNREVIEWED. */
  break(glass: {
    readonly person: Person;
    readonly incident: string;
    readonly reason: string;
    readonly request: string;
    /** Seconds. */
    readonly lasts: number;
  }): Promise<string>;
  /** The id of this person's glass that still lasts. Throws Problem UNKNOWN_GLASS. */
  mine(person: Person): Promise<string>;
  /** Ends it before its time. */
  mend(person: Person): Promise<string>;
  /** Throws Problem UNKNOWN_GLASS, GLASS_OPEN, OWN_GLASS, CLOSED or ALREADY_VOTED if this person may not review it. */
  mayReview(id: string, person: Person): Promise<Glass>;
  /** True if with this the review is closed. Throws what `mayReview` throws. */
  review(id: string, person: Person, note: string): Promise<boolean>;
}
