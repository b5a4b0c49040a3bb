import { beforeEach, expect, test } from "vitest";
import { createRoster } from "../../src/roster.ts";
import * as store from "../../src/store/people.ts";
import { testDatabase } from "../support/database.ts";
import { ask, everybody, openKernel, type Kernel } from "../support/kernel.ts";
import { noGroups, someRequest } from "./people.ts";

const { db } = await testDatabase();
const r = await someRequest(db);
const kernel: Kernel = await openKernel(db);
const account = (id: string) => ({ platform: "test", id });

beforeEach(async () => {
  await db.deleteFrom("accounts").execute();
  await db.transaction().execute(async (trx) => {
    for (const id of ["ann", "bob"]) await store.link(trx, account(`${id}-2`), id, r);
  });
  const ann = everybody.map((one) => (one.id === "ann" ? { ...one, roles: [...one.roles, "approver"] } : one));
  kernel.people = await createRoster(ann, noGroups).now(db);
  kernel.decision = { ...ask, needs: [{ count: 2, role: "approver" }] };
});

test("AP-2 two accounts of one person are one vote", async () => {
  await kernel.says("dan", "set red to on");
  const card = kernel.card();
  await kernel.clicks("bob", "approve", card);
  await kernel.clicks("bob-2", "approve", card);
  expect(kernel.card()).toMatchObject({ state: "waiting", votes: [{ name: "Bob", verdict: "approve" }] });
  await kernel.clicks("bob-2", "deny", card);
  expect(kernel.text()).toContain("One person has one vote, whatever the account");
  await kernel.clicks("cleo", "approve", card);
  await kernel.until("done");
});

test("AP-5 whoever asked cannot approve, with whichever of their accounts", async () => {
  await kernel.says("ann-2", "set red to off");
  const card = kernel.card();
  expect(card.requester).toBe("Ann");
  for (const face of ["ann", "ann-2"]) {
    await kernel.clicks(face, "approve", card);
    expect(kernel.text()).toContain("You asked for this yourself");
  }
  await kernel.clicks("bob", "approve", card);
  expect(kernel.card()).toMatchObject({ state: "waiting", votes: [{ name: "Bob" }] });
});

test("RB-1 a yes of an account that has been unlinked since is its person's all the same; its next click is nobody's", async () => {
  await kernel.says("dan", "set red to low");
  const card = kernel.card();
  await kernel.clicks("bob-2", "approve", card);
  await db.transaction().execute((trx) => store.unlink(trx, account("bob-2"), "bob"));
  kernel.people = await createRoster(everybody, noGroups).now(db);
  await kernel.clicks("bob-2", "deny", card);
  expect(kernel.text()).toContain("I do not know who test:bob-2 is");
  await kernel.clicks("cleo", "approve", card);
  await kernel.until("done");
});
