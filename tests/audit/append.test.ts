/** The trail as it is written: nothing without it, nothing changed in it, nothing secret in it; on both databases. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { Kysely, PostgresDialect, sql } from "kysely";
import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { events, seal, type AuditEntry } from "../../src/audit.ts";
import { moves } from "../../src/request.ts";
import { Secret } from "../../src/secret.ts";
import { append, head, read, verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import type { Database } from "../../src/store/schema.ts";
import { describeWith } from "../servers/needs.ts";
import { programs, startPostgres, type PostgresServer } from "../servers/postgres.ts";
import { asked, fill, makeTables, openTrail } from "./trail.ts";

function promises(open: () => Promise<Db>, close: () => Promise<void>): void {
  let db: Db;
  beforeAll(async () => {
    db = await open();
    await sql`create table lamp (lit boolean not null)`.execute(db);
  });
  afterAll(async () => {
    await db.destroy();
    await close();
  });
  const count = async (): Promise<number> => (await head(db))?.seq ?? 0;

  test("an entry is numbered, timed by the database, canonical, and chained", async () => {
    await db.transaction().execute((trx) => append(trx, asked(1)));
    const seq = await count();
    const [row] = await read(db, seq, 1);
    const body = JSON.parse(row?.body ?? "") as AuditEntry & { at: string };
    expect(body).toEqual({ ...asked(1), v: 1, at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) });
    expect(row?.body).toBe(seal(asked(1), body.at));
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: seq });
  });

  test("what changed and its entry are one: neither stays without the other", async () => {
    const before = await count();
    const broken = db.transaction().execute(async (trx) => {
      await append(trx, asked(1));
      await sql`insert into lamp values (null)`.execute(trx);
    });
    await expect(broken).rejects.toThrow(/null/);
    expect(await count()).toBe(before);

    await sql`alter table audit add constraint full_disk check (seq <= ${sql.lit(before)}) not valid`.execute(db);
    const refused = db.transaction().execute(async (trx) => {
      await sql`insert into lamp values (true)`.execute(trx);
      await append(trx, asked(1));
    });
    await expect(refused).rejects.toThrow(/full_disk/);
    await sql`alter table audit drop constraint full_disk`.execute(db);
    expect((await sql`select * from lamp`.execute(db)).rows).toEqual([]);
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: before });
  });

  test("several entries at once stand in their order", async () => {
    const before = await count();
    const many = Array.from({ length: 40 }, (_, number) => asked(number));
    await db.transaction().execute((trx) => append(trx, ...many));
    const written = (await read(db, before + 1, 40)).map((row) => (JSON.parse(row.body) as AuditEntry).request);
    expect(written).toEqual(many.map((entry) => entry.request));
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: before + 40 });
  });

  test("changes, deletions and truncation are refused", async () => {
    await fill(db, 2);
    const harms = [
      "update audit set body = 'x' where seq = 1",
      "delete from audit where seq = 1",
      "truncate audit",
      "delete from audit_head",
      "truncate audit_head",
      "update audit_head set seq = seq - 1",
      "update audit_head set hash = decode('00', 'hex')",
    ];
    for (const harm of harms) await expect(sql.raw(harm).execute(db)).rejects.toThrow(/append-only/);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });

  test("twenty at a time keep one chain without a gap", async () => {
    const before = await count();
    await Promise.all(
      Array.from({ length: 20 }, async (_, client) => {
        for (let turn = 0; turn < 5; turn++) {
          await db.transaction().execute((trx) => append(trx, asked(client)));
        }
      }),
    );
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: before + 100 });
  });

  test("any text is kept as it was", async () => {
    const because = "NUL \u0000, quotes ' \" \\, lines \r\n, astral 🚦, RTL \u202E, backslash \\x00, $1 %s";
    await db.transaction().execute((trx) => append(trx, { ...asked(1), because }));
    const [row] = await read(db, await count(), 1);
    expect(JSON.parse(row?.body ?? "")).toMatchObject({ because });
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  });

  test("a trail that grows while it is verified is whole", async () => {
    await fill(db, 1000);
    const growing = fill(db, 50);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
    await growing;
    expect(await verifyAudit(db)).toMatchObject({ ok: true, entries: await count() });
  });
}

describe("on the embedded database", () => {
  promises(openTrail, async () => {});
});

describeWith(programs, "on PostgreSQL", () => {
  let server: PostgresServer;
  promises(
    async () => {
      server = await startPostgres();
      const db = new Kysely<Database>({
        dialect: new PostgresDialect({ pool: new Pool({ connectionString: server.url, max: 8 }) }),
      });
      await makeTables(db);
      return db;
    },
    () => server.stop(),
  );
});

describe("what is written", () => {
  test("of a command's output only the hash", () => {
    const receipt = {
      state: "done",
      summary: "Cleaned 3 files",
      changes: [],
      output: { text: "hunter2 is the password", bytes: 23, cut: false },
      startedAt: "2026-11-20T12:00:00.000Z",
      finishedAt: "2026-11-20T12:00:01.000Z",
    } as const;
    const body = seal({ event: "done", person: null, account: null, outcome: receipt }, "2026-11-20T12:00:01.000Z");
    expect(body).not.toContain("hunter2");
    expect(JSON.parse(body)).toMatchObject({
      outcome: {
        state: "done",
        output: { sha256: "c75f74e34e2a890a9ac7a0d4f14518bd772969f19bdb20c5ba5c45b7423552f8", bytes: 23, cut: false },
      },
    });
  });

  test("of a secret never its value", () => {
    const secret = new Secret("xoxb-1234-hunter2", "env:SLACK_BOT_TOKEN");
    const entry = {
      event: "failed",
      person: null,
      account: null,
      because: `Slack refused ${String(secret)}`,
      policies: [secret],
    };
    const body = seal(entry as unknown as AuditEntry, "2026-11-20T12:00:01.000Z");
    expect(body).not.toContain("hunter2");
    expect(body).toContain("[secret env:SLACK_BOT_TOKEN]");
  });

  test("the same entry is the same text, whatever the order of its keys", () => {
    const { event, person, ...rest } = asked(1);
    const at = "2026-11-20T12:00:01.000Z";
    expect(seal({ ...rest, person, event }, at)).toBe(seal(asked(1), at));
  });

  test("every event is documented", () => {
    const guide = readFileSync(path.join(import.meta.dirname, "../../docs/audit.md"), "utf8");
    const [, list] = /^Events: ([^.]+)\./m.exec(guide) ?? [];
    expect(list?.split(/,\s/)).toEqual(events.map((event) => `\`${event}\``));
  });

  test("every state of a request is an event", () => {
    // A claim is `running`, the last yes `approved`: both are in the list, as is every other state.
    for (const { to } of Object.values(moves)) expect(events).toContain(to);
  });
});
