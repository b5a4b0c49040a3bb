/** People for tests, on a database of the test's own: who they are comes from the real roster. */
import { createLog } from "../../src/log.ts";
import type { Account, Message, Place } from "../../src/message.ts";
import type { Membership, Person } from "../../src/people.ts";
import { createAccounts } from "../../src/people/accounts.ts";
import { createGroups } from "../../src/people/groups.ts";
import { createRoster, type Roster } from "../../src/roster.ts";
import { read } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";

export const slack = (id: string): Account => ({ platform: "slack", id });
export const terminal = (id: string): Account => ({ platform: "terminal", id });
export const place = (platform: string, direct = true): Place => ({ platform, channel: "D1", direct });
export const person = (id: string, roles: string[], ...accounts: Account[]): Person => ({
  id,
  name: id.charAt(0).toUpperCase() + id.slice(1),
  roles,
  accounts,
});

export const noGroups = createGroups({ roles: [], sources: [], log: createLog("silent") });

/** A request that is done, for rows that name the one they came of. */
export async function someRequest(db: Db): Promise<string> {
  const id = `r-${crypto.randomUUID()}`;
  const json = { input: "{}", plan: "{}", policies: "[]", needs: "[]", place: "{}" };
  const rest = { action: "test", digest: "", policy_version: "", requester: "bob", state: "done" } as const;
  await db
    .insertInto("requests")
    .values({ id, inbox_id: null, because: null, cancel_by: null, ...json, ...rest })
    .execute();
  return id;
}

export const said = (account: Account, text: string, direct = true): Message => ({
  id: crypto.randomUUID(),
  account,
  place: place(account.platform, direct),
  text,
  at: new Date().toISOString(),
});

export function openAccounts(db: Db, people: readonly Person[], memberships: readonly Membership[] = []) {
  const roster: Roster = createRoster(people, { ...noGroups, memberships: () => memberships });
  return { roster, accounts: createAccounts({ db, roster, groups: { memberships: () => memberships } }) };
}

/** Every entry of the trail from number `from` on. */
export const entries = async (db: Db, from = 1): Promise<Record<string, unknown>[]> =>
  (await read(db, from, 10_000)).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
