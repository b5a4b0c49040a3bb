/** What people may do, for actions that change it. */
import type { Change } from "../plan.ts";
import type { Person } from "../people.ts";

export interface Rights {
  /** What this person could do afterwards and could not before, or the other way round. The same in every attempt. */
  diff(before: Person, after: Person): readonly Change[];
}
