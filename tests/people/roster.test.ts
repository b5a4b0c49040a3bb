import { describe, expect, test } from "vitest";
import { createLog } from "../../src/log.ts";
import type { GroupRole, Person } from "../../src/people.ts";
import { createGroups } from "../../src/people/groups.ts";
import { createRoster } from "../../src/roster.ts";
import * as store from "../../src/store/people.ts";
import type { Trx } from "../../src/store/database.ts";
import { testDatabase } from "../support/database.ts";
import { noGroups, person, slack, someRequest } from "./people.ts";

const ann = person("ann", ["operator"], slack("U0ANN"));
const bob = person("bob", ["operator", "approver"], slack("U0BOB"));
const cat = person("cat", []);

const { db } = await testDatabase();
const write = <T>(work: (trx: Trx) => Promise<T>): Promise<T> => db.transaction().execute(work);
const roster = (...people: Person[]) => createRoster(people, noGroups);
const r = await someRequest(db);

describe("who is who", () => {
  test("RB-1 a linked account is its person's, and one that was unlinked is nobody's", async () => {
    await write((trx) => store.link(trx, slack("U0ANN2"), "ann", r));
    expect((await roster(ann, bob).now(db)).of(slack("U0ANN2"))?.id).toBe("ann");
    expect(await write((trx) => store.unlink(trx, slack("U0ANN2"), "bob"))).toBe(false);
    expect(await write((trx) => store.unlink(trx, slack("U0ANN2"), "ann"))).toBe(true);
    expect((await roster(ann, bob).now(db)).of(slack("U0ANN2"))).toBeNull();
  });

  test("RB-1 an account is one person's: it cannot be linked again, and the configuration's word counts more", async () => {
    await write((trx) => store.link(trx, slack("U0X"), "ann", r));
    expect(await write((trx) => store.link(trx, slack("U0X"), "bob", r))).toBe(false);
    const claimed = { ...bob, accounts: [...bob.accounts, slack("U0X")] };
    const people = await roster(ann, claimed).now(db);
    expect(people.of(slack("U0X"))?.id).toBe("bob");
    expect(people.get("ann")?.accounts).toEqual([slack("U0ANN")]);
    await write((trx) => store.unlink(trx, slack("U0X"), "ann"));
  });

  test("RB-1 the accounts of somebody who has left the configuration are nobody's", async () => {
    await write((trx) => store.link(trx, slack("U0ANN3"), "ann", r));
    await write((trx) => store.grant(trx, "ann", "sre", null, r));
    const people = await roster(bob).now(db);
    expect(people.of(slack("U0ANN3"))).toBeNull();
    expect(people.of(slack("U0ANN"))).toBeNull();
    await write((trx) => store.unlink(trx, slack("U0ANN3"), "ann"));
    await write((trx) => store.revoke(trx, "ann", "sre"));
  });

  test("a role that was given falls away by the database's clock", async () => {
    await write((trx) => store.grant(trx, "ann", "sre", 1, r));
    const given = (await roster(ann).now(db)).get("ann");
    expect(given?.roles).toEqual(["operator", "sre"]);
    expect(given?.holds).toMatchObject([{ from: "configuration" }, { from: "grant", until: expect.any(String) }]);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect((await roster(ann).now(db)).get("ann")?.roles).toEqual(["operator"]);
    expect(await write((trx) => store.revoke(trx, "ann", "sre"))).toBe(false);
  });

  test("inside a transaction the roster sees what the transaction has written", async () => {
    await write(async (trx) => {
      await store.grant(trx, "ann", "dba", null, r);
      expect((await roster(ann).now(trx)).get("ann")?.roles).toContain("dba");
      await store.revoke(trx, "ann", "dba");
      expect((await roster(ann).now(trx)).get("ann")?.roles).not.toContain("dba");
    });
  });

  test("AP-15 a delegate stands for what the other has themselves: not for what was lent, and not for ever", async () => {
    await write((trx) => store.setDelegation(trx, { person: "bob", delegate: "cat", role: null }, 60, r));
    await write((trx) => store.setDelegation(trx, { person: "cat", delegate: "ann", role: null }, 60, r));
    const people = await roster(ann, bob, cat).now(db);
    expect(people.get("cat")).toMatchObject({ roles: [], standsFor: [{ person: "bob", roles: bob.roles }] });
    // Cat has no role of her own to lend: what Bob lent her is not hers.
    expect(people.get("ann")?.standsFor).toBeUndefined();
    await write((trx) => store.setDelegation(trx, { person: "bob", delegate: "cat", role: "approver" }, 1, r));
    await write((trx) => store.endDelegations(trx, "cat", null));
    expect((await roster(ann, bob, cat).now(db)).get("cat")?.standsFor).toContainEqual({
      person: "bob",
      roles: ["approver"],
    });
    expect(await write((trx) => store.endDelegations(trx, "bob", "ann"))).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    expect(await write((trx) => store.endDelegations(trx, "bob", "cat"))).toBe(1);
    expect((await roster(ann, bob, cat).now(db)).get("cat")?.standsFor).toBeUndefined();
  });
});

const rule = (more: Partial<GroupRole> = {}): GroupRole => ({
  role: "sre",
  platform: "slack",
  group: "S1",
  fresh: 300,
  fallback: [],
  ...more,
});

/** A source in the test's hands, and a clock. */
const open = (...roles: GroupRole[]) => {
  const at = { now: 0 };
  const source = {
    calls: 0,
    answer: async (): Promise<readonly string[]> => ["U0ANN"],
  };
  const groups = createGroups({
    roles,
    sources: [
      {
        platform: "slack",
        members: () => {
          source.calls += 1;
          return source.answer();
        },
      },
    ],
    log: createLog("silent"),
    now: () => at.now,
  });
  const rolesOf = async (who: string): Promise<readonly string[]> =>
    (await createRoster([ann, bob, cat], groups).now(db)).get(who)?.roles ?? [];
  return { at, source, groups, rolesOf };
};

describe("roles from groups", () => {
  test("a member has the role, whoever else does not; and one reading serves until it is too old", async () => {
    const { at, source, rolesOf } = open(rule({ fresh: 60 }));
    expect(await rolesOf("ann")).toEqual(["operator", "sre"]);
    expect(await rolesOf("bob")).toEqual(["operator", "approver"]);
    at.now = 55_000;
    await rolesOf("ann");
    expect(source.calls).toBe(1);
    at.now = 55_001;
    source.answer = async () => ["U0BOB"];
    expect(await rolesOf("bob")).toContain("sre");
    expect(await rolesOf("ann")).not.toContain("sre");
    expect(source.calls).toBe(2);
  });

  test("AP-15 a group that was never read, or not lately enough, gives nobody the role but its fallback", async () => {
    const { at, source, rolesOf, groups } = open(rule({ fallback: ["bob"] }), rule({ role: "on-call", group: "S2" }));
    source.answer = () => Promise.reject(new Error("gone"));
    expect(await rolesOf("ann")).toEqual(["operator"]);
    expect(await rolesOf("bob")).toEqual(["operator", "approver", "sre"]);
    expect(groups.state()).toMatchObject([{ known: false, failed: "gone", age: null }, { known: false }]);
    source.answer = async () => ["U0ANN"];
    at.now = 10_000;
    expect(await rolesOf("ann")).toEqual(["operator", "sre", "on-call"]);
    expect(await rolesOf("bob")).toEqual(["operator", "approver"]);
    source.answer = () => Promise.reject(new Error("gone again"));
    at.now = 310_000;
    expect(await rolesOf("ann")).toContain("sre");
    at.now = 310_001;
    expect(await rolesOf("ann")).toEqual(["operator"]);
    expect(await rolesOf("bob")).toContain("sre");
  });

  test("AP-15 a clock that was set back makes nothing fresh", async () => {
    const { at, source, rolesOf } = open(rule());
    at.now = 1_000_000;
    await rolesOf("ann");
    source.answer = () => Promise.reject(new Error("gone"));
    at.now = 0;
    expect(await rolesOf("ann")).toEqual(["operator"]);
  });

  test("a vote waits two seconds for a group at most, and the answer counts when it comes", async () => {
    const { source, rolesOf } = open(rule());
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    source.answer = () => promise;
    const before = performance.now();
    expect(await rolesOf("ann")).toEqual(["operator"]);
    expect(performance.now() - before).toBeGreaterThan(1900);
    expect(performance.now() - before).toBeLessThan(3500);
    resolve(["U0ANN"]);
    expect(await rolesOf("ann")).toContain("sre");
    expect(source.calls).toBe(1);
  });

  test("a group that cannot be read is left alone for a while, so that nobody waits for it again and again", async () => {
    const { at, source, rolesOf } = open(rule());
    source.answer = () => Promise.reject(new Error("gone"));
    for (let time = 0; time <= 9000; time += 1000) {
      at.now = time;
      await rolesOf("ann");
    }
    expect(source.calls).toBe(1);
    at.now = 10_000;
    await rolesOf("ann");
    expect(source.calls).toBe(2);
  });

  test("a transaction never waits for a platform", async () => {
    const { source, groups } = open(rule());
    await write(async (trx) => void (await createRoster([ann], groups).now(trx)));
    expect(source.calls).toBe(0);
  });

  test("in the background a group is read before anybody needs it", async () => {
    const { source, groups } = open(rule());
    groups.start();
    await expect.poll(() => groups.state()[0]?.known).toBe(true);
    await groups.stop();
    expect(source.calls).toBe(1);
  });
});
