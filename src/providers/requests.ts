/** The requests of this site, for actions that report on them. */
import type { Person } from "../people.ts";
import type { Request } from "../request.ts";

export interface Requests {
  /** Newest first. */
  list(limit: number): Promise<readonly Request[]>;
  get(id: string): Promise<Request | null>;
  /**
   * Ends a request for this person: a waiting or queued one is withdrawn, a running one is told to stop. Returns the
   * sentence to show. Throws Problem NOT_YOURS, CLOSED or UNKNOWN_REQUEST.
   */
  cancel(id: string, person: Person): Promise<string>;
}
