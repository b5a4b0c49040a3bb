/** A Glass: that somebody broke it, for which incident, until when, and who has looked at it afterwards. */

export interface OpenGlass {
  readonly id: string;
  readonly incident: string;
  readonly reason: string;
  /** Seconds since it was broken, by the database's clock. */
  readonly age: number;
}

export interface Glass {
  readonly id: string;
  readonly person: string;
  readonly incident: string;
  readonly reason: string;
  /** ISO 8601, database clock. */
  readonly openedAt: string;
  readonly until: string;
  readonly reviewBy: string;
  readonly closedAt: string | null;
  /** It lasts no longer. */
  readonly over: boolean;
  /** Its review should have been closed by now. */
  readonly overdue: boolean;
  readonly reviews: readonly { readonly person: string; readonly note: string; readonly at: string }[];
}
