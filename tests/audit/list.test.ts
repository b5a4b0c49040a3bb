/** audit.list: what is written about a request or by a person, and nothing that whoever asks may not see. */
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { auditExport, auditList } from "../../intents/actions/audit.ts";
import type { AnswerContext } from "../../src/action.ts";
import type { Place } from "../../src/message.ts";
import type { Person } from "../../src/people.ts";
import type { Reply } from "../../src/reply.ts";
import { append } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import { createTrail } from "../../src/trail.ts";
import { testDatabase } from "../support/database.ts";
import { asked } from "./trail.ts";

let db: Db;
const ann: Person = { id: "ann", name: "Ann", roles: [], accounts: [] };
const place: Place = { platform: "test", channel: "ops", direct: false };
const shown: string[] = [];
const maySee = (request: string, person: Person): Promise<boolean> => {
  shown.push(`${person.id} ${request}`);
  return Promise.resolve(!request.startsWith("r-secret"));
};

const about = (request: string, because: string) => ({ ...asked(1), person: "cleo", request, because });

beforeAll(async () => {
  ({ db } = await testDatabase());
  const entries = [
    about("r-1", "first"),
    about("r-secret-1", "hidden"),
    about("r-2", 'it says "request":"r-1" and "person":"dan"'),
    { event: "answered", person: "cleo", account: "test:cleo", kind: "act" } as const,
    about("r-1", "last"),
    ...Array.from({ length: 450 }, (_, index) => about(`r-secret-${index % 3}`, "hidden")),
  ];
  await db.transaction().execute((trx) => append(trx, ...entries));
});

const context = (): AnswerContext =>
  ({ person: ann, place, providers: { trail: createTrail(db, maySee) } }) as unknown as AnswerContext;
const rowsOf = (reply: Reply): readonly (readonly string[])[] => {
  const [block] = reply.reply === "text" ? (reply.blocks ?? []) : [];
  return block?.kind === "table" ? block.rows : [];
};

test("what happened to one request, newest first", async () => {
  const rows = rowsOf(await auditList.answer({ request: "r-1" }, context()));
  expect(rows.map((row) => [row[3], row[5]])).toEqual([
    ["r-1", "last"],
    ["r-1", "first"],
  ]);
});

test("what one person did, without what whoever asks may not see, and without a gap that tells of it", async () => {
  shown.length = 0;
  const reply = await auditList.answer({ person: "cleo" }, context());
  expect(rowsOf(reply).map((row) => row[3])).toEqual(["r-1", "", "r-2", "r-1"]);
  expect(JSON.stringify(reply)).not.toContain("hidden");
  expect(JSON.stringify(reply)).not.toMatch(/"seq"|"\d{1,3}"/);
  // Asked once for each request, however many entries it has.
  expect(shown.toSorted()).toEqual(["ann r-1", "ann r-2", "ann r-secret-0", "ann r-secret-1", "ann r-secret-2"]);
});

test("a request that may not be seen is told apart from none by nothing", async () => {
  const [hidden, none] = [
    await auditList.answer({ request: "r-secret-1" }, context()),
    await auditList.answer({ request: "r-secret-9" }, context()),
  ].map((reply) => JSON.stringify(reply).replaceAll(/r-secret-\d/g, "r-X"));
  expect(hidden).toBe(none);
});

test("at most fifty", async () => {
  await db
    .transaction()
    .execute((trx) => append(trx, ...Array.from({ length: 60 }, () => ({ ...asked(2), person: "bea" }))));
  expect(rowsOf(await auditList.answer({ person: "bea" }, context()))).toHaveLength(50);
});

test("words in an entry are not taken for its fields", async () => {
  expect(rowsOf(await auditList.answer({ person: "dan" }, context()))).toEqual([]);
});

test("one of the two must be named", async () => {
  await expect(auditList.answer({}, context())).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("is looked up by an index, however long the trail is", async () => {
  await sql`set enable_seqscan = off`.execute(db);
  const { rows } = await sql<Record<string, string>>`
    explain select seq, body from audit where tenant = 'site' and seq < 99
    and substring(body from '"request":"([^"]*)"') = 'r-1' order by seq desc limit 9`.execute(db);
  await sql`reset enable_seqscan`.execute(db);
  expect(JSON.stringify(rows)).toContain("audit_request");
});

test("audit.export says how to have the files, and hands out nothing", async () => {
  const reply = await auditExport.answer({ format: "csv" }, context());
  expect(reply).toMatchObject({ text: expect.stringContaining("signalbox audit export --format csv") as string });
});
