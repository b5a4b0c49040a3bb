/** The accounts of people, for actions that link and unlink them. Each of them is about the person that is given. */
import type { Account, Place } from "../message.ts";
import type { Person } from "../people.ts";

/** An account of somebody's, or one that waits for their word. */
export interface Face {
  readonly account: Account;
  readonly from: "configuration" | "link" | "waiting";
  /** ISO 8601; null for one of the configuration. */
  readonly since: string | null;
}

export interface Accounts {
  of(person: Person): Promise<readonly Face[]>;
  /** A one-time code, to be typed by the account that is to be linked. Throws Problem ASK_DIRECTLY where others read. */
  code(person: Person, place: Place): Promise<string>;
  /**
   * The roles that this person would gain by the account, which has typed a code of theirs: those of its groups. Throws
   * Problem LINK_UNKNOWN or ACCOUNT_TAKEN.
   */
  mayLink(person: Person, account: Account): Promise<readonly string[]>;
  /** The same again is no mistake. Throws Problem LINK_UNKNOWN or ACCOUNT_TAKEN. */
  link(person: Person, account: Account, request: string): Promise<string>;
  /** Throws Problem ACCOUNT_FIXED. */
  mayUnlink(person: Person, account: Account): Promise<void>;
  /** The same again is no mistake. */
  unlink(person: Person, account: Account, request: string): Promise<string>;
}
