/** What is written in the audit trail, for actions that report on it. */
import type { Place } from "../message.ts";
import type { Person } from "../people.ts";

export interface TrailRow {
  /** ISO 8601, by the database's clock. */
  readonly at: string;
  readonly event: string;
  readonly person: string | null;
  readonly request: string | null;
  readonly action: string | null;
  readonly because: string | null;
}

export interface Trail {
  /**
   * Newest first, without numbers: no gap tells of what is left out, which is whatever is about requests that whoever
   * asks may not see.
   */
  list(
    of: { readonly request?: string | undefined; readonly person?: string | undefined },
    asker: Person,
    place: Place,
    limit: number,
  ): Promise<readonly TrailRow[]>;
  /** How many entries there are. */
  size(): Promise<number>;
}
