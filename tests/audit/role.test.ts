/** AU-2: the role that the bot logs in with can append to the trail and do nothing else to it; on a real PostgreSQL. */
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { archiveTrail } from "../../src/audit/archive.ts";
import { Secret } from "../../src/secret.ts";
import { append, verifyAudit } from "../../src/store/audit.ts";
import { migrate, openDatabase, type Opened } from "../../src/store/database.ts";
import { grantTo, rightsOverTrail } from "../../src/store/rights.ts";
import { describeWith } from "../servers/needs.ts";
import { programs, startPostgres, type PostgresServer } from "../servers/postgres.ts";
import { temporaryFolder } from "../support/database.ts";
import { openKernel } from "../support/kernel.ts";
import { signer } from "./signer.ts";
import { asked } from "./trail.ts";

const open = (url: string): Promise<Opened> => openDatabase("", new Secret(url, "test"));

describeWith(programs, "AU-2 a role that may only append", () => {
  let server: PostgresServer;
  let owner: Opened;
  let app: Opened;
  let root: Opened;

  beforeAll(async () => {
    server = await startPostgres();
    const first = await open(server.url);
    // The owner is no superuser: what it may do it may do as the owner.
    await sql`create role keeper login`.execute(first.db);
    await sql`create role bot login`.execute(first.db);
    await sql`create database site owner keeper`.execute(first.db);
    await first.close();
    root = await open(server.url.replace(/postgres$/, "site"));
    const at = (role: string) => server.url.replace("signalbox@", `${role}@`).replace(/postgres$/, "site");
    owner = await open(at("keeper"));
    app = await open(at("bot"));
  });
  afterAll(async () => {
    await app.close();
    await owner.close();
    await root.close();
    await server.stop();
  });

  test("before the tables are there it cannot make them, and says so", async () => {
    await expect(migrate(app.db)).rejects.toMatchObject({ code: "NOT_THE_OWNER" });
  });

  test("gets its rights from the owner, and finds nothing to migrate", async () => {
    expect(await migrate(owner.db)).toContain("004_audit");
    await expect(grantTo(owner.db, "nobody-called-that")).rejects.toMatchObject({ code: "BAD_USAGE" });
    await grantTo(owner.db, "bot");
    await grantTo(owner.db, "bot");
    expect(await migrate(app.db)).toEqual([]);
  });

  test("can do nothing to the trail but append to it", async () => {
    await app.db.transaction().execute((trx) => append(trx, asked(1), asked(2)));
    const harms = [
      "insert into audit select tenant, seq + 1, body, prev, hash from audit",
      "insert into audit_head values ('other', 0, '')",
      "insert into audit_anchor select tenant, seq, hash from audit_head",
      "update audit set body = ''",
      "update audit_head set seq = seq + 1",
      "delete from audit",
      "delete from audit_head",
      "truncate audit",
      "truncate audit_head, audit_anchor",
      "drop trigger audit_append_only on audit",
      "alter table audit disable trigger all",
      "alter table audit owner to bot",
      "drop table audit",
      "create or replace function audit_append(of_tenant text, entry text) returns bigint language sql as 'select 1::bigint'",
      "select audit_archive('site', 1, (select hash from audit where seq = 1))",
      "create trigger mine before insert on audit for each row execute function audit_refuse()",
      "set session_replication_role = replica",
      "delete from kysely_migration",
      "set role keeper",
    ];
    for (const harm of harms) {
      await expect(sql.raw(harm).execute(app.db)).rejects.toThrow(/permission denied|must be owner/);
    }
    expect(await verifyAudit(app.db)).toMatchObject({ ok: true, entries: 2 });
  });

  test("cannot have the trail written to tables of its own", async () => {
    const { rows } = await app.db.connection().execute(async (session) => {
      await sql`create temporary table audit_head (tenant text primary key, seq bigint, hash bytea)`.execute(session);
      await sql`create temporary table audit (tenant text, seq bigint, body text, prev bytea, hash bytea)`.execute(
        session,
      );
      await sql`set search_path = pg_temp, public`.execute(session);
      await sql`select audit_append('site', '{}')`.execute(session);
      const mine = await sql<{ count: string }>`select count(*) from pg_temp.audit`.execute(session);
      await sql`drop table pg_temp.audit, pg_temp.audit_head`.execute(session);
      await sql`reset search_path`.execute(session);
      return mine;
    });
    expect(rows).toEqual([{ count: "0" }]);
    expect(await verifyAudit(app.db)).toMatchObject({ ok: true, entries: 3 });
  });

  test("is told from one that could change the trail", async () => {
    expect(await rightsOverTrail(app.db)).toEqual({ role: "bot", ways: [] });
    const { role, ways } = await rightsOverTrail(owner.db);
    expect({ role, ways }).toEqual({ role: "keeper", ways: ["owns audit", "owns audit_anchor", "owns audit_head"] });
    expect(await rightsOverTrail(root.db)).toEqual({ role: "signalbox", ways: ["is a superuser"] });
    await sql`grant delete, update on audit to bot`.execute(owner.db);
    expect((await rightsOverTrail(app.db)).ways).toEqual(["may update, delete on audit"]);
    await grantTo(owner.db, "bot");
    await sql`grant keeper to bot`.execute(root.db);
    expect((await rightsOverTrail(app.db)).ways).toContain("owns audit");
    await sql`revoke keeper from bot`.execute(root.db);
    expect((await rightsOverTrail(app.db)).ways).toEqual([]);
  });

  test("the whole kernel works with it: asked, approved, carried out, answered, expired", async () => {
    const kernel = await openKernel(app.db);
    await kernel.says("ann", "set red to on");
    await kernel.clicks("bob", "approve", kernel.card());
    await kernel.until("done");
    await kernel.says("ann", "look");
    await kernel.says("ann", "set red to off");
    await sql`update requests set expires_at = clock_timestamp() where state = 'waiting'`.execute(app.db);
    await kernel.sweep();
    await kernel.until("expired");
    await kernel.stop();
    expect(kernel.switched).toEqual(["red=on"]);
    expect(await verifyAudit(app.db)).toMatchObject({ ok: true });
  });

  test("AU-8 the owner may archive, and the bot goes on", async () => {
    const order = {
      before: new Date(Date.now() + 60_000),
      out: temporaryFolder(),
      by: { person: null, account: "test" },
    };
    await expect(archiveTrail(app.db, signer(), order)).rejects.toMatchObject({ code: "NOT_THE_OWNER" });
    const before = await verifyAudit(app.db);
    const seal = await archiveTrail(owner.db, signer(), order);
    if (!before.ok || !seal) throw new Error("there was nothing to archive");
    expect(seal).toMatchObject({ first: 1, last: before.entries });
    await app.db.transaction().execute((trx) => append(trx, asked(1)));
    const after = { ok: true, entries: before.entries + 2, archived: before.entries };
    expect(await verifyAudit(app.db)).toMatchObject(after);
    // What is left cannot be taken out as if it had been archived, not even by the owner.
    const anchor = "update audit_anchor set (seq, hash) = (select seq, hash from audit order by seq limit 1)";
    await expect(sql.raw(anchor).execute(owner.db)).rejects.toThrow(/does not say that entry \d+ is archived/);
    for (const harm of ["delete from audit", "delete from audit_anchor", "update audit_anchor set seq = 1"]) {
      await expect(sql.raw(harm).execute(owner.db)).rejects.toThrow(/append-only/);
    }
    expect(await verifyAudit(app.db)).toMatchObject(after);
  });
});
