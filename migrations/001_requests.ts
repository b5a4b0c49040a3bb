/** What was said, what was asked for, who agreed, what was begun, and what is still to be said. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table inbox (
      id text primary key,
      platform text not null,
      platform_id text not null,
      body json not null,
      state text not null check (state in ('taken', 'done')),
      received_at timestamptz not null default clock_timestamp(),
      lease_until timestamptz,
      unique (platform, platform_id)
    )`.execute(db);
  await sql`create index inbox_open on inbox (lease_until) where state <> 'done'`.execute(db);

  await sql`
    create table requests (
      id text primary key,
      inbox_id text unique references inbox (id),
      action text not null,
      input json not null,
      plan json not null,
      digest text not null,
      policy_version text not null,
      policies json not null,
      needs json not null,
      requester text not null,
      place json not null,
      state text not null check (state in ('waiting', 'queued', 'running', 'done', 'failed', 'lost', 'cancelled',
        'denied', 'expired', 'stale', 'refused', 'withdrawn')),
      because text,
      receipt json,
      fence integer not null default 0,
      lease_until timestamptz,
      cancel_by text,
      created_at timestamptz not null default clock_timestamp(),
      expires_at timestamptz,
      started_at timestamptz,
      changed_at timestamptz not null default clock_timestamp()
    )`.execute(db);
  await sql`create index requests_open on requests (state, changed_at) where state in ('waiting', 'queued', 'running')`.execute(
    db,
  );
  await sql`create index requests_newest on requests (created_at desc)`.execute(db);

  // One person, one vote, whatever the account: the key says so.
  await sql`
    create table approvals (
      request_id text not null references requests (id),
      person text not null,
      account text not null,
      verdict text not null check (verdict in ('approve', 'deny')),
      reason text,
      digest text not null,
      at timestamptz not null default clock_timestamp(),
      primary key (request_id, person)
    )`.execute(db);

  // The intent row is committed before a side effect, its result after: what lies between must be looked at.
  await sql`
    create table effects (
      request_id text not null references requests (id),
      key text not null,
      state text not null check (state in ('begun', 'done')),
      result json,
      fence integer not null,
      begun_at timestamptz not null default clock_timestamp(),
      primary key (request_id, key)
    )`.execute(db);

  await sql`
    create table outbox (
      key text primary key,
      place json not null,
      reply json,
      request_id text references requests (id),
      version integer not null default 1,
      sent integer not null default 0,
      ref json,
      attempts integer not null default 0,
      due_at timestamptz not null default clock_timestamp(),
      lease_until timestamptz,
      check ((reply is null) <> (request_id is null))
    )`.execute(db);
  await sql`create index outbox_due on outbox (due_at) where sent < version`.execute(db);
}
