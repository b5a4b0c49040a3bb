/** Codes that link an account: shown to a person, typed by the account, then waiting for the person's word. */
import { sql } from "kysely";
import type { Account, Place } from "../message.ts";
import type { Db, Trx } from "./database.ts";
import { inSeconds } from "./people.ts";

const now = sql<Date>`clock_timestamp()`;

/** Keeps the hash of a new code. An earlier one of this person that nobody has typed is dead from now on. */
export async function offer(trx: Trx, hash: string, person: string, place: Place, seconds: number): Promise<void> {
  await trx.deleteFrom("link_codes").where("expires_at", "<=", now).execute();
  await trx.deleteFrom("link_codes").where("person", "=", person).where("account", "is", null).execute();
  await trx
    .insertInto("link_codes")
    .values({
      hash,
      person,
      place: JSON.stringify(place),
      platform: null,
      account: null,
      expires_at: inSeconds(seconds),
    })
    .execute();
}

/**
 * Counts a try of this account, one a message; how many it has made within `seconds`. The row stays locked, so tries
 * that come at once are counted one by one.
 */
export async function countTry(trx: Trx, { platform, id }: Account, inboxId: string, seconds: number): Promise<number> {
  const { rows } = await sql<{ tries: number }>`
    insert into link_tries as t (platform, account, tries, since, inbox_id)
    values (${platform}, ${id}, 1, ${now}, ${inboxId})
    on conflict (platform, account) do update set
      tries = case
        when t.inbox_id = excluded.inbox_id then t.tries
        when t.since < clock_timestamp() - make_interval(secs => ${seconds}) then 1
        else t.tries + 1
      end,
      since = case
        when t.inbox_id <> excluded.inbox_id and t.since < clock_timestamp() - make_interval(secs => ${seconds})
        then excluded.since
        else t.since
      end,
      inbox_id = excluded.inbox_id
    returning tries`.execute(trx);
  return rows[0]?.tries ?? 0;
}

interface Claim {
  readonly person: string;
  readonly place: Place;
  /** False where this account had typed it already: the same message, taken up again. */
  readonly fresh: boolean;
}

/**
 * The account has typed a code with this hash: the code is dead, and the account waits for so many seconds for the
 * person's word. Null if there is no such code, or it has lapsed, or another account was faster.
 */
export async function claim(
  trx: Trx,
  hash: string,
  { platform, id: account }: Account,
  seconds: number,
): Promise<Claim | null> {
  const claimed = await trx
    .updateTable("link_codes")
    .set({ platform, account, expires_at: inSeconds(seconds) })
    .where("hash", "=", hash)
    .where("account", "is", null)
    .where("expires_at", ">", now)
    .returning(["person", "place"])
    .executeTakeFirst();
  if (claimed) return { ...claimed, fresh: true };
  const earlier = await trx
    .selectFrom("link_codes")
    .select(["person", "place"])
    .where("hash", "=", hash)
    .where("platform", "=", platform)
    .where("account", "=", account)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  return earlier ? { ...earlier, fresh: false } : null;
}

/** Accounts that have typed a code of this person and wait for their word. */
export async function waiting(db: Db | Trx, person: string): Promise<Account[]> {
  const rows = await db
    .selectFrom("link_codes")
    .select(["platform", "account"])
    .where("person", "=", person)
    .where("account", "is not", null)
    .where("expires_at", ">", now)
    .orderBy("expires_at")
    .execute();
  return rows.flatMap(({ platform, account }) => (platform && account ? [{ platform, id: account }] : []));
}

/** Takes the waiting account out, to link it. False if it does not wait for this person. */
export async function settle(trx: Trx, person: string, { platform, id }: Account): Promise<boolean> {
  const rows = await trx
    .deleteFrom("link_codes")
    .where("person", "=", person)
    .where("platform", "=", platform)
    .where("account", "=", id)
    .returning(sql<boolean>`expires_at > ${now}`.as("held"))
    .execute();
  return rows.some(({ held }) => held);
}
