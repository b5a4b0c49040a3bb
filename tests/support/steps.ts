/** Every change of state that the database sees, whoever makes it: what its own records are held against. */
import { sql } from "kysely";
import { moves, type State } from "../../src/request.ts";
import type { Db } from "../../src/store/database.ts";

export interface Step {
  readonly request: string;
  readonly from: State;
  readonly to: State;
}

/** From now on each is kept. */
export async function watchSteps(db: Db): Promise<void> {
  await sql`create table steps (place bigint generated always as identity, request text, before text, after text)`.execute(
    db,
  );
  await sql`create index steps_request on steps (request)`.execute(db);
  await sql`
    create function step() returns trigger language plpgsql as $$
    begin
      insert into steps (request, before, after) values (new.id, old.state, new.state);
      return new;
    end $$`.execute(db);
  await sql`
    create trigger step before update of state on requests
    for each row when (old.state <> new.state) execute function step()`.execute(db);
}

/** In order; those of one request, or all. */
export async function stepsOf(db: Db, request?: string): Promise<Step[]> {
  const { rows } = await sql<Step>`
    select request, before as "from", after as "to" from steps
    where ${request ?? null}::text is null or request = ${request ?? null} order by place`.execute(db);
  return rows;
}

/** Whether the table of moves knows it. */
export const isMove = ({ from, to }: Step): boolean =>
  Object.values(moves).some((move) => move.to === to && (move.from as readonly State[]).includes(from));
