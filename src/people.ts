/** People: humans with roles. Accounts are their faces on platforms; an unknown account is nobody and may do nothing. */
import type { Config } from "./config.ts";
import type { Names } from "./inventory.ts";
import { wordAccount, type Account } from "./message.ts";

export interface Person {
  /** Stable handle from the configuration, e.g. "ann". */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly accounts: readonly Account[];
  /** Where each role comes from; a role may come from several. Absent where all of them are the configuration's. */
  readonly holds?: readonly Holding[];
  /** Whose answers this person may give in their stead. It gives no right to ask for anything. */
  readonly standsFor?: readonly Authority[];
}

export interface Holding {
  readonly role: string;
  /** A group as "slack:S0614TZR7"; `fallback` while nobody can say who is in it. */
  readonly from: "configuration" | "grant" | "fallback" | `${string}:${string}`;
  /** ISO 8601, where it ends by itself. */
  readonly until?: string;
}

/** What is lent by whoever has it themselves: what was lent to them is not among it. */
export interface Authority {
  readonly person: string;
  readonly roles: readonly string[];
}

/** An account that was linked to a person. */
export interface Linked {
  readonly account: Account;
  readonly person: string;
  /** ISO 8601. */
  readonly at: string;
}

/** A role that was given by a request. */
export interface Grant {
  readonly person: string;
  readonly role: string;
  /** ISO 8601; null: until it is taken back. */
  readonly until: string | null;
}

/** `delegate` may answer for `person`. */
export interface Delegation {
  readonly person: string;
  readonly delegate: string;
  /** Null: all roles that the person has themselves. */
  readonly role: string | null;
  /** ISO 8601. */
  readonly until: string;
}

/** A role that comes from a group, as the configuration says. */
export interface GroupRole {
  readonly role: string;
  readonly platform: string;
  readonly group: string;
  /** Seconds that what was read may be old. */
  readonly fresh: number;
  /** Who has the role while nobody can say who is in the group. */
  readonly fallback: readonly string[];
}

/** How it stands with reading the group of a role. */
export interface GroupState extends GroupRole {
  /** Seconds since it was read; null if it never was. */
  readonly age: number | null;
  readonly members: number;
  /** Whether what was read counts. */
  readonly known: boolean;
  /** Why the last attempt failed; null if it did not. */
  readonly failed: string | null;
}

/** Who is in a group of a platform, and so has a role. */
export interface Membership {
  readonly role: string;
  /** "slack:S0614TZR7" */
  readonly group: string;
  /** Null where nobody can say for certain: then `fallback` has the role, and nobody else through this group. */
  readonly accounts: readonly Account[] | null;
  readonly fallback: readonly string[];
}

export interface People {
  /** The person behind an account, or null: unknown means no right. */
  of(account: Account): Person | null;
  get(id: string): Person | null;
  all(): readonly Person[];
}

/** Every role that somebody of this site may have. */
export const rolesOf = ({ people, roles }: Pick<Config, "people" | "roles">): string[] => [
  ...new Set([...people.flatMap((person) => person.roles), ...roles.map(({ role }) => role)]),
];

/** The names that a parser may know, with those of people and roles. */
export const withPeople = (names: Names, config: Pick<Config, "people" | "roles">): Names => ({
  ...names,
  people: Object.fromEntries(config.people.map(({ id, name }) => [id, name])),
  roles: rolesOf(config),
});

/** The people of the configuration. In a demonstration everybody has a seat at the terminal. */
export function peopleOf({ people, terminal }: Pick<Config, "people" | "terminal">): People {
  if (!terminal.demo) return directory(people);
  const seats = people.flatMap(({ accounts }) => accounts.filter(({ platform }) => platform === "terminal"));
  return directory(
    people.map((person) => {
      const seated = person.accounts.some(({ platform }) => platform === "terminal");
      if (seated || seats.some(({ id }) => id === person.id)) return person;
      return { ...person, accounts: [...person.accounts, { platform: "terminal", id: person.id }] };
    }),
  );
}

/** A directory over a fixed list of people. Throws RangeError if two people claim one account. */
export function directory(people: readonly Person[]): People {
  const byId = new Map(people.map((person) => [person.id, person]));
  const byAccount = new Map<string, Person>();
  for (const person of people) {
    for (const account of person.accounts) {
      const key = wordAccount(account);
      const other = byAccount.get(key);
      if (other) throw new RangeError(`${key} belongs to both ${other.id} and ${person.id}`);
      byAccount.set(key, person);
    }
  }
  return {
    of: (account) => byAccount.get(wordAccount(account)) ?? null,
    get: (id) => byId.get(id) ?? null,
    all: () => people,
  };
}
