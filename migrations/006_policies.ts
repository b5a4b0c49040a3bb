/** The policies that have been in force, newest last: their text, so that what is in force does not hang on a folder. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table policy_bundles (
      id bigint generated always as identity primary key,
      version text not null,
      files json not null,
      adopted_at timestamptz not null default clock_timestamp(),
      request_id text references requests (id)
    )`.execute(db);
}
