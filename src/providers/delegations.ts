/** Who answers for whom, for actions that say so. */
import type { Delegation, Person } from "../people.ts";

export interface Delegations {
  /** All that hold now, of people who are here. */
  all(): Promise<readonly Delegation[]>;
  /** The delegate may answer for this person, for so many seconds or until then (ISO 8601). */
  set(person: Person, to: string, role: string | null, ends: number | string, request: string): Promise<void>;
  /** Ends those to one delegate, or all of this person's. The same again is no mistake. */
  end(person: Person, to: string | null, request: string): Promise<void>;
}
