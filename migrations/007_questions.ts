/** Questions that were put to the runbooks, how they were answered, and who says whether that helped. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // A message asks one question: taken up twice, it is still one.
  await sql`
    create table questions (
      id text primary key,
      message_id text not null unique,
      asked_at timestamptz not null default clock_timestamp(),
      person text not null,
      place json not null,
      question text not null,
      scope json not null,
      confidence double precision not null,
      abstained boolean not null,
      candidates json not null,
      shown text not null
    )`.execute(db);
  await sql`create index questions_asked on questions (asked_at)`.execute(db);
  await sql`create index questions_person on questions (person, asked_at)`.execute(db);

  // One person has one opinion of an answer; the last one counts.
  await sql`
    create table feedback (
      question_id text not null references questions (id) on delete cascade,
      person text not null,
      helped boolean not null,
      at timestamptz not null default clock_timestamp(),
      primary key (question_id, person)
    )`.execute(db);
}
