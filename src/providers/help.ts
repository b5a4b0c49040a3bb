/** What this person may do here, for the help action. */
import type { Person } from "../people.ts";

export interface HelpEntry {
  readonly name: string;
  readonly summary: string;
  readonly effect: string;
  readonly examples: readonly string[];
  /** The exact command: "dns.record.update zone=… name=… type=… value=…". */
  readonly usage: string;
}

export interface Help {
  /** Only actions that policy could allow this person; "could" because the target decides too. */
  entries(person: Person): readonly HelpEntry[];
}
