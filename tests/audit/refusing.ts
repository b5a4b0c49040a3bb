/** A database that refuses entries of the audit trail, when a test wants it to. */
import { sql } from "kysely";
import type { AuditEvent } from "../../src/audit.ts";
import type { Db } from "../../src/store/database.ts";

export interface Refusing {
  /** Entries of this event; "" stands for any. */
  readonly refuse: (event: AuditEvent | "") => Promise<unknown>;
  readonly allow: () => Promise<unknown>;
  /** How many entries of this event there are. */
  readonly written: (event: AuditEvent) => Promise<number>;
}

export async function refusing(db: Db): Promise<Refusing> {
  await sql`create table refused (event text not null)`.execute(db);
  await sql`
    create function refuse_entry() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from refused where new.body like '%"event":"' || event || '%') then
        raise exception 'no space left for the entry';
      end if;
      return new;
    end $$`.execute(db);
  await sql`create trigger refuse_entry before insert on audit for each row execute function refuse_entry()`.execute(
    db,
  );
  return {
    refuse: (event) => sql`insert into refused values (${event})`.execute(db),
    allow: () => sql`delete from refused`.execute(db),
    written: async (event) => {
      const { rows } = await sql<{ count: string }>`
        select count(*) as count from audit where body like ${`%"event":"${event}"%`}`.execute(db);
      return Number(rows[0]?.count);
    },
  };
}
