/** Accounts, roles and delegations beyond the configuration. What has ended by the database's clock is not there. */
import { sql } from "kysely";
import type { Account } from "../message.ts";
import type { Delegation, Grant, Linked } from "../people.ts";
import type { Db, Trx } from "./database.ts";

const now = sql<Date>`clock_timestamp()`;
export const inSeconds = (seconds: number) => sql<Date>`clock_timestamp() + make_interval(secs => ${seconds})`;

interface Row {
  readonly accounts: readonly { platform: string; account: string; person: string; linked_at: string }[];
  readonly grants: readonly { person: string; role: string; until: string | null }[];
  readonly delegations: readonly { person: string; delegate: string; role: string; until: string }[];
}

const iso = (time: string): string => new Date(time).toISOString();

/** Everything that was added to the configuration's people and holds now, oldest first. One query: every door asks it. */
export async function added(db: Db | Trx): Promise<{
  readonly accounts: readonly Linked[];
  readonly grants: readonly Grant[];
  readonly delegations: readonly Delegation[];
}> {
  const { rows } = await sql<Row>`
    select
      (select coalesce(json_agg(a order by linked_at, platform, account), '[]') from accounts a) as accounts,
      (select coalesce(json_agg(g order by granted_at, person, role), '[]') from grants g
        where until is null or until > ${now}) as grants,
      (select coalesce(json_agg(d order by set_at, person, delegate, role), '[]') from delegations d
        where until > ${now}) as delegations`.execute(db);
  const [row] = rows;
  if (!row) throw new Error("the database returned no row");
  return {
    accounts: row.accounts.map(({ platform, account, person, linked_at: at }) => ({
      account: { platform, id: account },
      person,
      at: iso(at),
    })),
    grants: row.grants.map(({ person, role, until }) => ({ person, role, until: until === null ? null : iso(until) })),
    delegations: row.delegations.map(({ person, delegate, role, until }) => ({
      person,
      delegate,
      role: role === "*" ? null : role,
      until: iso(until),
    })),
  };
}

/** Makes the account this person's. False if it is somebody's already, whoever's. */
export async function link(trx: Trx, { platform, id }: Account, person: string, request: string): Promise<boolean> {
  const made = await trx
    .insertInto("accounts")
    .values({ platform, account: id, person, request_id: request })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (made.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** False if it is not linked to this person. */
export async function unlink(trx: Trx, { platform, id }: Account, person: string): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom("accounts")
    .where("platform", "=", platform)
    .where("account", "=", id)
    .where("person", "=", person)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Gives the role, for so many seconds or until it is taken back. An earlier grant of it is replaced, one of this request not. */
export async function grant(
  trx: Trx,
  person: string,
  role: string,
  seconds: number | null,
  request: string,
): Promise<void> {
  const until = seconds === null ? null : inSeconds(seconds);
  await trx
    .insertInto("grants")
    .values({ person, role, until, request_id: request })
    .onConflict((conflict) =>
      conflict
        .columns(["person", "role"])
        .doUpdateSet({ until, request_id: request, granted_at: now })
        .where("grants.request_id", "is distinct from", request),
    )
    .execute();
}

/** False if there was none that held. */
export async function revoke(trx: Trx, person: string, role: string): Promise<boolean> {
  const rows = await trx
    .deleteFrom("grants")
    .where("person", "=", person)
    .where("role", "=", role)
    .returning(sql<boolean>`until is null or until > ${now}`.as("held"))
    .execute();
  return rows.some(({ held }) => held);
}

/** From now on the delegate may answer for this person, for so many seconds or until then. An earlier one is replaced. */
export async function setDelegation(
  trx: Trx,
  { person, delegate, role }: Omit<Delegation, "until">,
  ends: number | Date,
  request: string,
): Promise<void> {
  const until = typeof ends === "number" ? inSeconds(ends) : ends;
  await trx
    .insertInto("delegations")
    .values({ person, delegate, role: role ?? "*", until, request_id: request })
    .onConflict((conflict) =>
      conflict
        .columns(["person", "delegate", "role"])
        .doUpdateSet({ until, request_id: request, set_at: now })
        .where("delegations.request_id", "is distinct from", request),
    )
    .execute();
}

/** Ends what this person has delegated, to one delegate or to all. How many there were that held. */
export async function endDelegations(trx: Trx, person: string, to: string | null): Promise<number> {
  const rows = await trx
    .deleteFrom("delegations")
    .where("person", "=", person)
    .$if(to !== null, (query) => query.where("delegate", "=", to ?? ""))
    .returning(sql<boolean>`until > ${now}`.as("held"))
    .execute();
  return rows.filter(({ held }) => held).length;
}
