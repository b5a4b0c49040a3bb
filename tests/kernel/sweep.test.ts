/** The sweep goes on: nothing that one row, one host or one platform does keeps it from the rest. */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../../src/message.ts";
import type { Db } from "../../src/store/database.ts";
import { createPut } from "../../src/store/inbox.ts";
import * as outbox from "../../src/store/outbox.ts";
import * as requests from "../../src/store/requests.ts";
import { testDatabase } from "../support/database.ts";
import { ask, openKernel, place, type Kernel } from "../support/kernel.ts";

let db: Db;
let kernel: Kernel;
beforeAll(async () => {
  ({ db } = await testDatabase());
});
beforeEach(async () => {
  kernel = await openKernel(db);
});
afterEach(() => kernel.stop());

/** A message that a process took and then died. */
async function left(text: string): Promise<void> {
  const message: Message = {
    id: crypto.randomUUID(),
    account: { platform: "test", id: "ann" },
    place,
    text,
    at: new Date().toISOString(),
  };
  const { id } = await createPut(db)({ kind: "message", message });
  await sql`update inbox set lease_until = clock_timestamp() - interval '1 s' where id = ${id}`.execute(db);
}

const lapseInbox = () => sql`update inbox set lease_until = clock_timestamp() where state <> 'done'`.execute(db);

describe("what was left in the inbox", () => {
  it.each(["look\0", "look \uD800 there"])("is answered, whatever its text: %j", async (text) => {
    await left(text);
    await kernel.sweep();
    await expect.poll(() => kernel.text()).toContain("I did not read a request in that");
  });

  it("does not wait behind a message that cannot be handled", async () => {
    await sql`alter table outbox add constraint poison check (reply::text not like '%red is poison%')`.execute(db);
    try {
      kernel.decision = { kind: "allow", policies: [] };
      kernel.lamps.set("red", "poison");
      await left("look");
      await left("hello");
      await kernel.sweep().catch(() => {});
      await lapseInbox();
      await kernel.sweep().catch(() => {});
      await expect.poll(() => kernel.text()).toContain("I did not read a request in that");
    } finally {
      await sql`alter table outbox drop constraint poison`.execute(db);
      kernel.lamps.set("red", "off");
      await lapseInbox();
      await kernel.sweep();
    }
  });

  it("does not keep a request from expiring", async () => {
    await sql`alter table inbox rename column body to hidden`.execute(db);
    try {
      kernel.decision = { ...ask, expires: 0 };
      await sql`alter table inbox rename column hidden to body`.execute(db);
      await kernel.says("ann", "set red to on");
      await sql`alter table inbox rename column body to hidden`.execute(db);
      await kernel.sweep().catch(() => {});
      expect(await kernel.until("expired")).toMatchObject({ because: "Nobody answered in time" });
    } finally {
      await sql`alter table inbox rename column hidden to body`.execute(db);
    }
  });
});

it("an adapter that hangs keeps nothing else waiting", async () => {
  const held = Promise.withResolvers<void>();
  kernel.decision = { ...ask, expires: 0 };
  kernel.delivering = ({ reply }) => (reply.reply === "text" ? held.promise : undefined);
  try {
    void kernel.says("mallory", "look");
    await expect
      .poll(async () => (await sql`select 1 from outbox where sent < version`.execute(db)).rows.length)
      .toBe(1);
    await sql`update outbox set lease_until = null where sent < version`.execute(db);
    await Promise.race([kernel.sweep(), new Promise((_, reject) => setTimeout(reject, 3000, new Error("it hangs")))]);
  } finally {
    held.resolve();
  }
});

it("a process leaves alone what is to be said where it does not serve", async () => {
  const elsewhere = await openKernel(db, "another");
  elsewhere.decision = ask;
  // Ann's words were taken up by a process that serves another platform, such as one command of the command line.
  await elsewhere.says("ann", "set red to on");
  await elsewhere.sweep();
  expect(elsewhere.delivered).toEqual([]);
  const [newest] = await requests.list(db, 1);
  await kernel.sweep();
  await expect.poll(() => kernel.delivered.map(({ key }) => key)).toContain(outbox.keyOfCard(newest?.id ?? ""));
  await elsewhere.stop();
});
