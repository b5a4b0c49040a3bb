/** The requests of this site, for actions that report on them. */
import type { Person } from "../people.ts";
import type { Request } from "../request.ts";

export interface Requests {
  /** Newest first. */
  list(limit: number): Promise<readonly Request[]>;
  get(id: string): Promise<Request | null>;
  /** The state it would end in. Throws Problem NOT_YOURS or CLOSED if this person may not end it, or nobody can. */
  mayCancel(request: Request, person: Person): Promise<"withdrawn" | "cancelled">;
  /**
   * Ends a request for this person: a waiting or queued one is withdrawn, a running one is told to stop. Returns the
   * sentence to show. Throws Problem NOT_YOURS, CLOSED or UNKNOWN_REQUEST.
   */
  cancel(id: string, person: Person): Promise<string>;
}
