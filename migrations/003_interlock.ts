/** What a yes is bound to, reasons, yeses that lapse or are taken back, and broken glasses with their reviews. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table glasses (
      id text primary key,
      person text not null,
      incident text not null,
      reason text not null,
      request_id text unique references requests (id),
      opened_at timestamptz not null default clock_timestamp(),
      until timestamptz not null,
      review_by timestamptz not null,
      reminded_at timestamptz,
      closed_at timestamptz
    )`.execute(db);
  await sql`create index glasses_open on glasses (person) where closed_at is null`.execute(db);
  // One person closes a review once, whatever the account.
  await sql`
    create table reviews (
      glass_id text not null references glasses (id),
      person text not null,
      note text not null,
      at timestamptz not null default clock_timestamp(),
      primary key (glass_id, person)
    )`.execute(db);

  await sql`
    alter table requests
      add column terms json not null default '{}',
      add column reason text,
      add column valid_until timestamptz,
      add column reminded_at timestamptz,
      add column escalated_at timestamptz,
      add column glass_id text references glasses (id)`.execute(db);
}
