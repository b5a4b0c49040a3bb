/** The audit trail: append-only, each entry's hash over the one before it. src/audit.ts verifies what this writes. */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  // Where each tenant's chain stands. Its row lock puts concurrent appends in line.
  await sql`
    create table audit_head (
      tenant text primary key,
      seq bigint not null,
      hash bytea not null
    )`.execute(db);
  await sql`
    create table audit (
      tenant text not null,
      seq bigint not null,
      body text not null,
      prev bytea not null,
      hash bytea not null,
      primary key (tenant, seq)
    )`.execute(db);

  // hash = SHA-256(prev ‖ seq as 8 bytes, big endian ‖ tenant ‖ 0x00 ‖ body), texts in UTF-8. The first prev is 32 zeros.
  await sql`
    create function audit_append(of_tenant text, entry text) returns bigint language plpgsql as $$
    declare
      before audit_head;
      next_seq bigint;
      next_hash bytea;
    begin
      insert into audit_head values (of_tenant, 0, decode(repeat('00', 32), 'hex')) on conflict do nothing;
      select * into strict before from audit_head where tenant = of_tenant for update;
      next_seq := before.seq + 1;
      next_hash := sha256(
        before.hash || int8send(next_seq) || convert_to(of_tenant, 'UTF8') || '\\x00'::bytea || convert_to(entry, 'UTF8')
      );
      insert into audit values (of_tenant, next_seq, entry, before.hash, next_hash);
      update audit_head set seq = next_seq, hash = next_hash where tenant = of_tenant;
      return next_seq;
    end $$`.execute(db);

  await sql`
    create function audit_refuse() returns trigger language plpgsql as $$
    begin
      raise exception 'the audit trail is append-only: % refused', tg_op;
    end $$`.execute(db);
  await sql`
    create trigger audit_append_only before update or delete on audit
    for each row execute function audit_refuse()`.execute(db);
  await sql`
    create trigger audit_no_truncate before truncate on audit
    for each statement execute function audit_refuse()`.execute(db);
  await sql`
    create trigger audit_head_stays before delete on audit_head
    for each row execute function audit_refuse()`.execute(db);
  await sql`
    create trigger audit_head_forward before update on audit_head
    for each row when (new.seq <> old.seq + 1 or new.tenant <> old.tenant) execute function audit_refuse()`.execute(db);
  await sql`
    create trigger audit_head_no_truncate before truncate on audit_head
    for each statement execute function audit_refuse()`.execute(db);
}
