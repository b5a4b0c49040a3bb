/** Questions and feedback, the same on the embedded database and on a PostgreSQL server. */
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Asked } from "../../src/providers/questions.ts";
import { Secret } from "../../src/secret.ts";
import { migrate, openDatabase, type Db, type Opened } from "../../src/store/database.ts";
import * as store from "../../src/store/questions.ts";
import { describeWith } from "../servers/needs.ts";
import { programs, startPostgres, type PostgresServer } from "../servers/postgres.ts";
import { dataFolder } from "../support/database.ts";

const asked = (message: string, text: string): Asked => ({
  message,
  person: { id: "ann", name: "Ann", roles: ["operator"], accounts: [] },
  place: { platform: "slack", workspace: "T0", channel: "C0PS", thread: "1.2", direct: false },
  question: { text, audiences: [["operator"], []], about: ["checkout"] },
  answer: {
    reply: "answer",
    text: "Roll back\0",
    abstained: false,
    confidence: 0.625,
    blocks: [],
    sources: [{ doc: "deploy.md", section: "Roll back#roll-back", quote: "Roll back.", score: 0.625 }],
    suggestions: [],
  },
});

function keeps(open: () => Db): void {
  it("gives back what was kept, with its times and counts as they are", async () => {
    const db = open();
    const before = Date.now() - 1000;
    await Promise.all(["m-1", "m-1", "m-1"].map((message) => store.insert(db, asked(message, "how?\0 \u2028 “q” 🙂"))));
    const id = store.idOf("m-1");
    await store.judge(db, id, "ann", true);
    await store.judge(db, id, "bob", true);
    await store.judge(db, id, "ann", false);
    const [one, ...more] = await store.since(db, 3600, 10);
    expect(more).toEqual([]);
    expect(one).toEqual({
      id,
      at: one?.at,
      person: "ann",
      direct: false,
      text: "how?\u{FFFD} \u2028 “q” 🙂",
      audiences: [["operator"], []],
      about: ["checkout"],
      confidence: 0.625,
      abstained: false,
      candidates: [{ doc: "deploy.md", section: "Roll back#roll-back", score: 0.625 }],
      helped: 1,
      unhelpful: 1,
    });
    expect(Date.parse(one?.at ?? "")).toBeGreaterThan(before);
    const { place } = asked("", "");
    expect(await store.find(db, id)).toEqual({ person: "ann", place });
    expect(await store.find(db, "k-00000000")).toBeNull();
    expect(await store.last(db, "ann", place)).toBe(id);
    expect(await store.last(db, "ann", { ...place, thread: "3.4" })).toBeNull();
    expect(await store.last(db, "bob", place)).toBeNull();
  });

  it("gives the newest of many, oldest first, and takes out what is too old", async () => {
    const db = open();
    for (const number of [2, 3, 4]) await store.insert(db, asked(`m-${number}`, `number ${number}`));
    await sql`update questions set asked_at = clock_timestamp() - interval '2 hours' where question = 'number 2'`.execute(
      db,
    );
    expect((await store.since(db, 3600, 2)).map(({ text }) => text)).toEqual(["number 3", "number 4"]);
    expect((await store.since(db, 3 * 3600, 10)).map(({ text }) => text)[0]).toBe("number 2");
    expect(await store.forget(db, 3600)).toBe(1);
    expect(await store.forget(db, 0)).toBe(3);
    expect(await db.selectFrom("feedback").selectAll().execute()).toEqual([]);
  });
}

describe("embedded", () => {
  let opened: Opened;
  beforeAll(async () => {
    opened = await openDatabase(dataFolder(), null);
  });
  afterAll(() => opened.close());
  keeps(() => opened.db);
});

describeWith(programs, "questions on PostgreSQL", () => {
  let server: PostgresServer;
  let opened: Opened;
  beforeAll(async () => {
    server = await startPostgres();
    opened = await openDatabase("", new Secret(server.url, "test"));
    await migrate(opened.db);
  });
  afterAll(async () => {
    await opened.close();
    await server.stop();
  });
  keeps(() => opened.db);
});
