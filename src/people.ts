/** People: humans with roles. Accounts are their faces on platforms; an unknown account is nobody and may do nothing. */
import type { Config } from "./config.ts";
import { wordAccount, type Account } from "./message.ts";

export interface Person {
  /** Stable handle from the configuration, e.g. "ann". */
  readonly id: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly accounts: readonly Account[];
  /** Whose requests to answer was lent to them, with which roles: for answers only, not to ask for anything. */
  readonly standsFor?: readonly { readonly person: string; readonly roles: readonly string[] }[];
}

export interface People {
  /** The person behind an account, or null: unknown means no right. */
  of(account: Account): Person | null;
  get(id: string): Person | null;
  all(): readonly Person[];
}

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
