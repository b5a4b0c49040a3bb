/**
 * The audit trail behind a role that may only append: its functions run as their owner. And where the trail begins once
 * its oldest part has been archived: entries leave it from the front only, and only if its last entry says so.
 */
import { sql, type Kysely } from "kysely";

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_anchor (
      tenant text primary key,
      seq bigint not null,
      hash bytea not null
    )`.execute(db);

  await sql`
    create function audit_anchor_check() returns trigger language plpgsql as $$
    declare
      says json;
    begin
      if tg_op = 'UPDATE' and (new.seq <= old.seq or new.tenant <> old.tenant) then
        raise exception 'the audit trail is append-only: its beginning only moves forward';
      end if;
      if not exists (select 1 from audit where tenant = new.tenant and seq = new.seq and hash = new.hash) then
        raise exception 'the audit trail has no entry % with that hash', new.seq;
      end if;
      select body::json into says from audit join audit_head using (tenant, seq) where tenant = new.tenant;
      if says ->> 'event' is distinct from 'archived'
        or says -> 'segment' ->> 'last' is distinct from new.seq::text
        or says -> 'segment' ->> 'hash' is distinct from encode(new.hash, 'hex') then
        raise exception 'the audit trail is append-only: its last entry does not say that entry % is archived', new.seq;
      end if;
      return new;
    end $$`.execute(db);
  await sql`
    create trigger audit_anchor_forward before insert or update on audit_anchor
    for each row execute function audit_anchor_check()`.execute(db);
  await sql`
    create trigger audit_anchor_stays before delete on audit_anchor
    for each row execute function audit_refuse()`.execute(db);
  await sql`
    create trigger audit_anchor_no_truncate before truncate on audit_anchor
    for each statement execute function audit_refuse()`.execute(db);

  // What the anchor has passed may be taken out; nothing else, and nothing is ever changed.
  await sql`
    create function audit_archived_only() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from audit_anchor where tenant = old.tenant and seq >= old.seq) then
        return old;
      end if;
      raise exception 'the audit trail is append-only: % refused', tg_op;
    end $$`.execute(db);
  await sql`drop trigger audit_append_only on audit`.execute(db);
  await sql`
    create trigger audit_append_only before update on audit
    for each row execute function audit_refuse()`.execute(db);
  await sql`
    create trigger audit_archived_only before delete on audit
    for each row execute function audit_archived_only()`.execute(db);

  // Takes entries 1 to last_seq out; the last entry of the trail must be the one that says so.
  await sql`
    create function audit_archive(of_tenant text, last_seq bigint, last_hash bytea) returns bigint language plpgsql as $$
    declare
      taken bigint;
    begin
      perform 1 from audit_head where tenant = of_tenant for update;
      insert into audit_anchor values (of_tenant, last_seq, last_hash)
        on conflict (tenant) do update set seq = excluded.seq, hash = excluded.hash;
      delete from audit where tenant = of_tenant and seq <= last_seq;
      get diagnostics taken = row_count;
      return taken;
    end $$`.execute(db);

  // Who may run them needs no right to the tables. The path is fixed, so nobody can put a table of their own before ours.
  await sql`
    do $$
    declare
      one text;
    begin
      foreach one in array array['audit_append(text, text)', 'audit_archive(text, bigint, bytea)',
        'audit_refuse()', 'audit_anchor_check()', 'audit_archived_only()'] loop
        execute format('alter function %s security definer set search_path = %I, pg_temp', one, current_schema());
        execute format('revoke all on function %s from public', one);
      end loop;
    end $$`.execute(db);

  // "What happened to this request", "what did this person do": canonical JSON names them in one way only.
  await sql`
    create index audit_request on audit (tenant, (substring(body from '"request":"([^"]*)"')), seq)`.execute(db);
  await sql`
    create index audit_person on audit (tenant, (substring(body from '"person":"([^"]*)"')), seq)`.execute(db);
}
