/** AP-14: in an emergency, without the yes of others, in front of everybody, for a short while, and looked at afterwards. */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { directory } from "../../src/people.ts";
import type { Decision } from "../../src/policy.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import * as glasses from "../../src/store/glasses.ts";
import * as requests from "../../src/store/requests.ts";
import { testDatabase } from "../support/database.ts";
import { ask, everybody, openKernel, type Kernel } from "../support/kernel.ts";

let db: Db;
let kernel: Kernel;
beforeAll(async () => {
  ({ db } = await testDatabase());
});
beforeEach(async () => {
  await sql`delete from reviews`.execute(db);
  await sql`update requests set glass_id = null`.execute(db);
  await sql`delete from glasses`.execute(db);
  kernel = await openKernel(db);
  kernel.underGlass = broken;
  kernel.decision = ask;
});
afterEach(async () => {
  await kernel.stop();
  const trail = await verifyAudit(db);
  if (!trail.ok) throw new Error(trail.why);
});

const broken: Decision = { kind: "allow", policies: ["emergency"], glass: 900 };
const frozen: Decision = { kind: "deny", because: "changes are frozen", policies: ["freeze"] };

const say = (who: string, action: string, params: object): Promise<void> =>
  kernel.says(who, `do ${action} ${JSON.stringify(params)}`);
const breakIt = async (who: string, incident = "INC-7"): Promise<string> => {
  await say(who, "glass.break", { incident, reason: "checkout is down", for: "30m" });
  await expect.poll(async () => (await glasses.open(db, who))?.incident).toBe(incident);
  return (await glasses.open(db, who))?.id ?? "";
};
/** As if so many seconds had gone by since it was broken. */
const later = (id: string, seconds: number) =>
  sql`
  update glasses set opened_at = opened_at - make_interval(secs => ${seconds}),
    until = until - make_interval(secs => ${seconds}),
    review_by = review_by - make_interval(secs => ${seconds}),
    reminded_at = reminded_at - make_interval(secs => ${seconds}) where id = ${id}`.execute(db);
const newest = async () => (await requests.list(db, 1))[0];
const settled = async (state: string): Promise<void> => {
  await expect.poll(async () => (await newest())?.state, { timeout: 5000 }).toBe(state);
};
const told = (key: string) => kernel.delivered.filter((one) => one.key.startsWith(key));

describe("a broken glass", () => {
  it("lets what would have waited run at once, and says so to everybody", async () => {
    const id = await breakIt("ann");
    expect(told(`glass:${id}@`).map(({ place }) => place.channel)).toEqual(["war-room"]);
    expect(kernel.text()).toMatch(/Ann broke the glass for INC-7: checkout is down/);
    await kernel.says("ann", "set red to on");
    await settled("done");
    const request = await newest();
    expect(request).toMatchObject({ glass: id, policies: ["emergency"] });
    expect(kernel.cardOf(request?.id ?? "")).toMatchObject({ glass: id });
    expect(told(`glass:${request?.id}@`).length).toBe(1);
    const { rows } = await sql<{ glass: string }>`
      select body::json ->> 'glass' as glass from audit where body::json ->> 'request' = ${request?.id} limit 1`.execute(
      db,
    );
    expect(rows[0]?.glass).toBe(id);
  });

  it("overrides a freeze only where a policy lets it", async () => {
    kernel.decision = frozen;
    await breakIt("ann");
    await kernel.says("ann", "set red to on");
    await settled("done");
    kernel.underGlass = frozen;
    await kernel.says("ann", "set red to off");
    await settled("refused");
    expect(await newest()).toMatchObject({ glass: null, because: "changes are frozen" });
  });

  it("is its breaker's alone", async () => {
    await breakIt("ann");
    await kernel.says("dan", "set red to on");
    expect(await newest()).toMatchObject({ state: "waiting", glass: null });
  });

  it("lasts no longer than the policy says for what is asked, nor than it was broken for", async () => {
    const id = await breakIt("ann");
    await later(id, 901);
    await kernel.says("ann", "set red to on");
    expect(await newest()).toMatchObject({ state: "waiting", glass: null });
    kernel.underGlass = { ...broken, glass: 7200 };
    await later(id, 900);
    await kernel.says("ann", "set red to on");
    expect(await newest()).toMatchObject({ state: "waiting", glass: null });
  });

  it("must still be broken when it begins to run", async () => {
    const id = await breakIt("ann");
    kernel.reached = (point) => {
      if (point === "request") throw new Error("the process stands still here");
    };
    await kernel.says("ann", "set red to on");
    kernel.reached = () => {};
    const request = await newest();
    await later(id, 1801);
    await kernel.bot.perform(request?.id ?? "");
    await settled("refused");
    expect((await newest())?.because).toContain("whole again");
    expect(kernel.switched).toEqual([]);
  });

  it("is mended before its time", async () => {
    await breakIt("ann");
    await say("ann", "glass.mend", {});
    await expect.poll(async () => glasses.open(db, "ann")).toBe(null);
    await kernel.says("ann", "set red to on");
    expect(await newest()).toMatchObject({ state: "waiting", glass: null });
  });

  it("is broken once by one request, however often it is carried out", async () => {
    const id = await breakIt("ann");
    const request = (await newest())?.id ?? "";
    expect(await glasses.ofRequest(db, request)).toMatchObject({ id });
    const again = { person: "ann", incident: "INC-7", reason: "why", request, lasts: 60, reviewWithin: 60 };
    expect(await db.transaction().execute((trx) => glasses.insert(trx, again))).toBe(null);
  });
});

const review = (who: string, glass: string): Promise<void> =>
  say(who, "glass.review", { glass, note: "it was the right thing to do" });

describe("its review", () => {
  it("is closed by two people who are not its breaker, and until then its breaker breaks no other", async () => {
    const id = await breakIt("ann");
    await review("bob", id);
    expect(kernel.text()).toContain(`The glass ${id} is broken until`);
    await later(id, 1801);
    await say("ann", "glass.break", { incident: "INC-9", reason: "another emergency", for: "5m" });
    expect(kernel.text()).toContain(`The broken glass ${id} (INC-7) has not been reviewed`);
    await review("ann", id);
    expect(kernel.text()).toContain("You broke that glass yourself");
    await review("bob", id);
    await settled("done");
    await review("bob", id);
    expect(kernel.text()).toContain("You have already answered");
    await say("ann", "glass.break", { incident: "INC-9", reason: "another emergency", for: "5m" });
    expect(kernel.text()).toContain("has not been reviewed");
    await review("cleo", id);
    await expect.poll(async () => (await glasses.get(db, id))?.closedAt).not.toBe(null);
    await breakIt("ann", "INC-9");
  });

  it("stands in nobody else's way until it is overdue, then in everybody's, and is cried out once a day", async () => {
    const id = await breakIt("ann");
    await later(id, 3600);
    const other = await breakIt("bob", "INC-10");
    await later(id, 86_400);
    await later(other, 3600);
    await say("cleo", "glass.break", { incident: "INC-11", reason: "yet another one", for: "5m" });
    expect(kernel.text()).toContain(`The broken glass ${id} (INC-7) has not been reviewed`);
    await kernel.sweep();
    await kernel.sweep();
    await expect.poll(() => told(`glass:${id}:overdue`).length).toBe(1);
    await later(id, 86_400);
    await kernel.sweep();
    await expect.poll(() => told(`glass:${id}:overdue`).length).toBe(2);
  });

  it("shows what was done under it, to those who may see it", async () => {
    const id = await breakIt("ann");
    await kernel.says("ann", "set red to on");
    await settled("done");
    const request = (await newest())?.id ?? "";
    await say("bob", "glass.list", {});
    expect(JSON.stringify(kernel.delivered.at(-1)?.reply)).toContain(request);
    kernel.sees = () => false;
    await say("bob", "glass.list", {});
    expect(JSON.stringify(kernel.delivered.at(-1)?.reply)).toContain(id);
    expect(JSON.stringify(kernel.delivered.at(-1)?.reply)).not.toContain(request);
  });

  it("is not closed by one person with two accounts", async () => {
    kernel.people = directory(
      everybody.map((one) =>
        one.id === "bob" ? { ...one, accounts: [...one.accounts, { platform: "test", id: "bob-phone" }] } : one,
      ),
    );
    const id = await breakIt("ann");
    await later(id, 1801);
    await review("bob", id);
    await settled("done");
    await review("bob-phone", id);
    expect((await glasses.get(db, id))?.closedAt).toBe(null);
  });
});

it("takes an incident and a reason", async () => {
  await say("ann", "glass.break", { incident: "INC-7", reason: "short" });
  expect(kernel.text()).toContain("at least 10 characters");
  await say("ann", "glass.break", { incident: "the big one", reason: "checkout is down" });
  expect(kernel.text()).toContain("incident");
  expect(await glasses.unreviewed(db)).toEqual([]);
});
