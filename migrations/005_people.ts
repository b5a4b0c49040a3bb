/** Who is who beyond the configuration: accounts linked to people, roles given for a while, and who stands in for whom. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // One account is one person's: the key says so.
  await sql`
    create table accounts (
      platform text not null,
      account text not null,
      person text not null,
      request_id text references requests (id),
      linked_at timestamptz not null default clock_timestamp(),
      primary key (platform, account)
    )`.execute(db);

  // A code is kept as its SHA-256 only. An account that typed it waits here until the person says that it is theirs.
  await sql`
    create table link_codes (
      hash text primary key,
      person text not null,
      place json not null,
      platform text,
      account text,
      expires_at timestamptz not null,
      check ((platform is null) = (account is null))
    )`.execute(db);
  await sql`create index link_codes_person on link_codes (person)`.execute(db);
  await sql`
    create table link_tries (
      platform text not null,
      account text not null,
      tries integer not null,
      since timestamptz not null,
      inbox_id text not null,
      primary key (platform, account)
    )`.execute(db);

  await sql`
    create table grants (
      person text not null,
      role text not null,
      until timestamptz,
      request_id text references requests (id),
      granted_at timestamptz not null default clock_timestamp(),
      primary key (person, role)
    )`.execute(db);

  // role '*': all that the person has themselves.
  await sql`
    create table delegations (
      person text not null,
      delegate text not null check (delegate <> person),
      role text not null,
      until timestamptz not null,
      request_id text references requests (id),
      set_at timestamptz not null default clock_timestamp(),
      primary key (person, delegate, role)
    )`.execute(db);
}
