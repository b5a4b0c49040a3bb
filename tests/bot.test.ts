/** The three doors, on a real database: what is promised of every request, whatever the action. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { NotNow } from "../src/adapter.ts";
import { directory } from "../src/people.ts";
import type { Reply } from "../src/reply.ts";
import { verifyAudit } from "../src/store/audit.ts";
import type { Db } from "../src/store/database.ts";
import * as requests from "../src/store/requests.ts";
import { testDatabase } from "./support/database.ts";
import { ask, everybody, openKernel, type Kernel } from "./support/kernel.ts";
import { sql } from "kysely";

let db: Db;
let kernel: Kernel;
beforeAll(async () => {
  ({ db } = await testDatabase());
});
beforeEach(async () => {
  kernel = await openKernel(db);
});
afterEach(async () => {
  await kernel.stop();
  // Whatever a test did, the record of it is whole.
  const verdict = await verifyAudit(db);
  if (!verdict.ok) throw new Error(`entry ${verdict.seq}: ${verdict.why}`);
});

const state = async (id: string) => (await requests.get(db, id))?.state;

/** Holds the yes back from the doorbell by voting in the database's own terms, then changes the world, then rings. */
const approveThen = async (change: () => void): Promise<void> => {
  await kernel.says("ann", "set red to on");
  const card = kernel.card();
  kernel.reached = (point) => {
    if (point === "approval") change();
  };
  await kernel.clicks("bob", "approve", card);
};

const die = async (): Promise<string> => {
  // A runner that died mid-effect: the intent is committed, the result is not, the lease has lapsed.
  kernel.decision = { kind: "allow", policies: [] };
  kernel.before = () => {
    throw Object.assign(new Error("the process died here"), { dead: true });
  };
  const { id } = await new Promise<{ id: string }>((resolve) => {
    kernel.reached = (point) => {
      if (point === "claim") void requests.list(db, 1).then(([newest]) => resolve({ id: newest?.id ?? "" }));
    };
    void kernel.says("ann", "set red to on");
  });
  await kernel.until("lost");
  await sql`update requests set state = 'running', receipt = null, lease_until = clock_timestamp() - interval '1 s' where id = ${id}`.execute(
    db,
  );
  kernel.before = () => {};
  kernel.reached = () => {};
  return id;
};

describe("hear", () => {
  it("answers a read at once", async () => {
    kernel.decision = { kind: "allow", policies: ["reads"] };
    await kernel.says("ann", "look");
    expect(kernel.text()).toBe("red is off");
  });

  it("does nothing for an account that it does not know", async () => {
    await kernel.says("mallory", "set red to on");
    expect(kernel.text()).toContain("I do not know who test:mallory is");
    expect(kernel.switched).toEqual([]);
  });

  it("shows a waiting card and changes nothing until somebody agrees", async () => {
    await kernel.says("ann", "set red to on");
    expect(kernel.card()).toMatchObject({
      state: "waiting",
      status: "waiting for 1 approver",
      approvers: ["Bob", "Cleo"],
    });
    expect(kernel.switched).toEqual([]);
  });

  it("makes one request of a message that the platform sends twice, even at once", async () => {
    const before = (await requests.list(db, 100)).length;
    await Promise.all([kernel.says("ann", "set red to on", "same"), kernel.says("ann", "set red to on", "same")]);
    await kernel.says("ann", "set red to on", "same");
    expect((await requests.list(db, 100)).length).toBe(before + 1);
  });

  it("runs what policy allows without asking anybody", async () => {
    kernel.decision = { kind: "allow", policies: ["free"] };
    await kernel.says("ann", "set red to on");
    expect(await kernel.until("done")).toMatchObject({ receipt: { summary: "red is on" } });
    expect(kernel.switched).toEqual(["red=on"]);
  });

  it("keeps a refused request, with the reason, and never runs it", async () => {
    kernel.decision = { kind: "deny", because: "lamps are frozen", policies: ["freeze"] };
    await kernel.says("ann", "set red to on");
    expect(kernel.card()).toMatchObject({ state: "refused", because: "lamps are frozen", buttons: [] });
    await kernel.sweep();
    expect(kernel.switched).toEqual([]);
  });

  it("says so, rather than act, when it finds a message that has grown old", async () => {
    await kernel.says("ann", "set red to on", "old", new Date(Date.now() - 3_600_000));
    expect(kernel.text()).toContain("I was away when you wrote this 60 minutes ago");
    expect(kernel.switched).toEqual([]);
  });

  it("owns up to a bug without showing its insides", async () => {
    kernel.decision = null as never;
    await kernel.says("ann", "look");
    expect(kernel.text()).toMatch(/^Something went wrong on my side; nothing was done/);
  });
});

/** The newest text said, whole. */
const reply = (): Extract<Reply, { reply: "text" }> => {
  const last = kernel.delivered.findLast((one) => one.reply.reply === "text")?.reply;
  if (last?.reply !== "text") throw new Error("nothing has been said");
  return last;
};
const whole = (): string => JSON.stringify(reply());

describe("why", () => {
  it("is offered where words led to nothing, and only to who may ask it", async () => {
    kernel.decision = { kind: "allow", policies: ["reads"] };
    await kernel.says("ann", "good morning");
    expect(reply()).toMatchObject({ unmet: true, suggestions: [{ label: "Why?", command: "why" }] });
    await kernel.says("ann", "look");
    expect(reply().suggestions).toBeUndefined();
    await kernel.says("mallory", "good morning");
    expect(reply().suggestions).toBeUndefined();
    kernel.couldAllow = false;
    await kernel.says("ann", "good morning");
    expect(reply()).not.toHaveProperty("suggestions");
  });

  it("explains the last message of the one who asks, as often as they ask", async () => {
    kernel.decision = { kind: "allow", policies: ["reads"] };
    await kernel.says("bob", "look");
    await kernel.says("ann", "good morning");
    await kernel.says("ann", "why");
    expect(reply().text).toBe("Your last message here: I read no request in it, so I did nothing.");
    expect(whole()).toContain("good morning");
    const first = whole();
    await kernel.says("ann", "why");
    expect(whole()).toBe(first);
    await kernel.says("bob", "why");
    expect(reply().text).toBe("Your last message here: I read it as lamp.list.");
    expect(whole()).not.toContain("good morning");
  });

  it("names the request that came of it and the policies that decided", async () => {
    await kernel.says("ann", "set red to on");
    kernel.decision = { kind: "allow", policies: ["reads"] };
    await kernel.says("ann", "why");
    const { request } = kernel.card();
    expect(whole()).toContain(`The request ${request} came of it; it is waiting. Policies that decided: writes.`);
    expect(whole()).toContain('["lamp","red"],["value","on"]');
    expect(kernel.switched).toEqual([]);
  });

  it("tells nothing to somebody unknown, or to whom no policy lets look", async () => {
    await kernel.says("ann", "set red to on");
    await kernel.says("mallory", "why");
    expect(whole()).toContain("I do not know who test:mallory is");
    kernel.decision = { kind: "deny", because: "no policy lets you do why", policies: [] };
    await kernel.says("ann", "why");
    expect(reply()).toMatchObject({ problem: "NOT_ALLOWED" });
    expect(whole()).not.toContain("set red");
  });
});

describe("review", () => {
  it("runs once after the yes of another person with the right", async () => {
    await kernel.says("ann", "set red to on");
    await kernel.clicks("bob", "approve", kernel.card());
    const card = await kernel.until("done");
    expect(card.votes).toEqual([{ name: "Bob", verdict: "approve", reason: null }]);
    expect(kernel.switched).toEqual(["red=on"]);
  });

  it("does not count the requester's own yes", async () => {
    await kernel.says("bob", "set red to on");
    await kernel.clicks("bob", "approve", kernel.card());
    expect(kernel.text()).toBe("You asked for this yourself, so your yes does not count. Cleo may answer.");
    expect(await state(kernel.card().request)).toBe("waiting");
  });

  it("does not count somebody without the role", async () => {
    await kernel.says("ann", "set red to on");
    await kernel.clicks("dan", "approve", kernel.card());
    expect(kernel.text()).toContain("Your answer does not count here: it takes 1 approver");
    expect(kernel.switched).toEqual([]);
  });

  it("runs once however often the button is pressed", async () => {
    await kernel.says("ann", "set red to on");
    const card = kernel.card();
    await Promise.all(Array.from({ length: 8 }, () => kernel.clicks("bob", "approve", card)));
    await kernel.until("done");
    expect(kernel.switched).toEqual(["red=on"]);
  });

  it("ends with one no", async () => {
    await kernel.says("ann", "set red to on");
    await kernel.clicks("bob", "deny", kernel.card());
    expect(kernel.card()).toMatchObject({ state: "denied", because: "Bob said no" });
    await kernel.clicks("cleo", "approve", kernel.card());
    expect(kernel.text()).toContain("This request is already denied");
    expect(kernel.switched).toEqual([]);
  });

  it("waits for two distinct people where two are needed", async () => {
    kernel.decision = { ...ask, needs: [{ count: 2, role: "approver" }] };
    await kernel.says("ann", "set red to on");
    await kernel.clicks("bob", "approve", kernel.card());
    await kernel.clicks("bob", "approve", kernel.card());
    expect(kernel.card()).toMatchObject({ state: "waiting", status: "waiting for 1 approver" });
    await kernel.clicks("cleo", "approve", kernel.card());
    await kernel.until("done");
    expect(kernel.switched).toEqual(["red=on"]);
  });

  it("refuses a yes to a digest that is not this plan's", async () => {
    await kernel.says("ann", "set red to on");
    await kernel.clicks("bob", "approve", { ...kernel.card(), digest: "0".repeat(64) });
    expect(kernel.text()).toContain("The plan is not the one this button showed");
    expect(await state(kernel.card().request)).toBe("waiting");
  });

  it("lets the requester withdraw, and nobody else", async () => {
    await kernel.says("ann", "set red to on");
    await kernel.clicks("bob", "withdraw", kernel.card());
    expect(kernel.text()).toContain("Only Ann can withdraw");
    await kernel.clicks("ann", "withdraw", kernel.card());
    expect(kernel.card()).toMatchObject({ state: "withdrawn", because: "Ann withdrew it" });
  });

  it("takes silence for no", async () => {
    kernel.decision = { ...ask, expires: 0 };
    await kernel.says("ann", "set red to on");
    const card = kernel.card();
    await kernel.clicks("bob", "approve", card);
    expect(await kernel.until("expired")).toMatchObject({ because: "Nobody answered in time" });
    expect(kernel.switched).toEqual([]);
  });

  it("expires by itself in the sweep", async () => {
    kernel.decision = { ...ask, expires: 0 };
    await kernel.says("ann", "set red to on");
    await kernel.sweep();
    expect(await kernel.until("expired")).toMatchObject({ because: "Nobody answered in time" });
  });
});

describe("between the yes and the claim", () => {
  it("a plan that has drifted ends as stale", async () => {
    await approveThen(() => kernel.lamps.set("red", "broken"));
    expect(await kernel.until("stale")).toMatchObject({ because: expect.stringContaining("no longer what was shown") });
    expect(kernel.switched).toEqual([]);
  });

  it("a changed policy ends it as stale", async () => {
    await approveThen(() => {
      kernel.policyVersion = "2";
    });
    expect(await kernel.until("stale")).toMatchObject({ because: expect.stringContaining("policy has changed") });
  });

  it("an approver who has lost the role counts no more", async () => {
    await approveThen(() => {
      kernel.people = directory(everybody.map((one) => (one.id === "bob" ? { ...one, roles: ["operator"] } : one)));
    });
    expect(await kernel.until("refused")).toMatchObject({ because: expect.stringContaining("still takes 1 approver") });
    expect(kernel.switched).toEqual([]);
  });

  it("a requester who has left gets nothing run", async () => {
    await approveThen(() => {
      kernel.people = directory(everybody.filter((one) => one.id !== "ann"));
    });
    await kernel.until("refused");
    expect(kernel.switched).toEqual([]);
  });

  it("a policy that now forbids it refuses", async () => {
    await approveThen(() => {
      kernel.decision = { kind: "deny", because: "a freeze began", policies: ["freeze"] };
    });
    expect(await kernel.until("refused")).toMatchObject({ because: "a freeze began" });
  });
});

describe("perform", () => {
  it("never repeats a `once` effect whose outcome nobody can know: it ends as lost", async () => {
    const id = await die();
    await kernel.bot.perform(id);
    expect(await state(id)).toBe("lost");
    expect(kernel.switched).toEqual([]);
  });

  it("looks before it repeats, and repeats only what did not happen", async () => {
    const id = await die();
    kernel.look = async () => ({ happened: false });
    await kernel.bot.perform(id);
    expect(await state(id)).toBe("done");
    expect(kernel.switched).toEqual(["red=on"]);
  });

  it("takes a sighting for the result", async () => {
    const id = await die();
    kernel.look = async () => ({ happened: true, value: "on" });
    await kernel.bot.perform(id);
    expect(await state(id)).toBe("done");
    expect(kernel.switched).toEqual([]);
  });

  it("lets only one of many claimants run it", async () => {
    await kernel.says("ann", "set red to on");
    const { request } = kernel.card();
    await kernel.clicks("bob", "approve", kernel.card());
    await Promise.all(Array.from({ length: 5 }, () => kernel.bot.perform(request)));
    await kernel.until("done");
    expect(kernel.switched).toEqual(["red=on"]);
  });

  it("stops a running request when its requester says so", async () => {
    kernel.decision = { kind: "allow", policies: [] };
    const held = Promise.withResolvers<void>();
    kernel.before = () => held.promise;
    await kernel.says("ann", "set red to on");
    const card = await kernel.until("running");
    await kernel.clicks("ann", "cancel", card);
    held.resolve();
    expect(await kernel.until("cancelled")).toMatchObject({ receipt: { state: "cancelled" } });
    expect(kernel.switched).toEqual([]);
  });
});

describe("delivery", () => {
  it("waits as long as a platform wants to be left alone, and does not take that for a message that may be there", async () => {
    kernel.decision = { kind: "allow", policies: [] };
    let refusals = 1;
    kernel.delivering = () => {
      if (refusals-- > 0) throw new NotNow(0, "too many");
    };
    await kernel.says("ann", "look");
    expect(kernel.delivered).toEqual([]);
    await kernel.sweep();
    await expect.poll(() => kernel.delivered.length).toBe(1);
    expect(kernel.delivered[0]).toMatchObject({ uncertain: false });
  });

  it("looks before it posts again where an attempt may have got through", async () => {
    kernel.decision = { kind: "allow", policies: [] };
    let failures = 1;
    kernel.delivering = () => {
      if (failures-- > 0) throw new Error("connection reset");
    };
    await kernel.says("ann", "look");
    await sql`update outbox set due_at = clock_timestamp() where sent < version`.execute(db);
    await kernel.sweep();
    await expect.poll(() => kernel.delivered.length).toBe(1);
    expect(kernel.delivered[0]).toMatchObject({ uncertain: true });
  });
});
