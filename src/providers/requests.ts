/** The requests of this site, for actions that report on them. Whoever may not see one is told that there is none. */
import type { Place } from "../message.ts";
import type { Person } from "../people.ts";
import type { Plan } from "../plan.ts";
import type { Request } from "../request.ts";

export interface Requests {
  /** Newest first, of those that this person may see. */
  list(limit: number, person: Person, place: Place): Promise<readonly Request[]>;
  /** Those that were asked for in this thread, oldest first, of those that this person may see. */
  inThread(place: Place, person: Person): Promise<readonly Request[]>;
  /** Null if there is none that this person may see. */
  get(id: string, person: Person, place: Place): Promise<Request | null>;
  /** The state it would end in. Throws Problem NOT_YOURS or CLOSED if this person may not end it, or nobody can. */
  mayCancel(request: Request, person: Person): Promise<"withdrawn" | "cancelled">;
  /**
   * Ends a request for this person: a waiting or queued one is withdrawn, a running one is told to stop. Returns the
   * sentence to show. Throws Problem NOT_YOURS, CLOSED or UNKNOWN_REQUEST.
   */
  cancel(id: string, person: Person): Promise<string>;
  /** Says why its requester wants it. Throws Problem NOT_YOURS, CLOSED, REASON_NEEDED or UNKNOWN_REQUEST. */
  explain(id: string, person: Person, reason: string): Promise<void>;
  /** What it would become with these parameters instead. Throws Problem WIDER if that is not less, and others. */
  narrowed(
    id: string,
    person: Person,
    place: Place,
    set: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly request: Request; readonly to: { readonly plan: Plan; readonly digest: string } }>;
  /** Makes it so. Every yes to the larger plan is void. */
  narrow(id: string, person: Person, set: Readonly<Record<string, unknown>>): Promise<Plan>;
}
