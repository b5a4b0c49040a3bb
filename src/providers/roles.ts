/** Who has which role, for actions that show, give and take them. */
import type { GroupState, Person } from "../people.ts";

export interface Roles {
  /** Everybody, as they are now. */
  people(): Promise<readonly Person[]>;
  /** By the short name of the configuration, or the name that cards show. Throws Problem UNKNOWN_PERSON. */
  person(name: string): Promise<Person>;
  /** Throws Problem UNKNOWN_ROLE where nobody of the configuration and no group has it. */
  mustExist(role: string): void;
  groups(): readonly GroupState[];
  /** Gives the role, for so many seconds by the database's clock, or until it is taken back. */
  grant(person: Person, role: string, seconds: number | null, request: string): Promise<void>;
  /** The same again is no mistake. */
  revoke(person: Person, role: string, request: string): Promise<void>;
}
