/** What a yes is bound to: reasons, a time in which it holds, taking it back, making the plan smaller, and silence. */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { directory } from "../../src/people.ts";
import type { Terms } from "../../src/policy.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import { testDatabase } from "../support/database.ts";
import { ask, everybody, openKernel, type Kernel } from "../support/kernel.ts";

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
  const trail = await verifyAudit(db);
  if (!trail.ok) throw new Error(trail.why);
});

const bound = (terms: Terms, needs = ask.needs): void => {
  kernel.decision = { ...ask, needs, terms };
};
const asked = async (text = "set red to on"): Promise<string> => {
  await kernel.says("ann", text);
  return kernel.card().request;
};
const say = (who: string, action: string, params: object): Promise<void> =>
  kernel.says(who, `do ${action} ${JSON.stringify(params)}`);
const stateOf = async (id: string) => (await requests.get(db, id))?.state;
const ends = async (id: string, state: string): Promise<void> => {
  await expect.poll(() => stateOf(id), { timeout: 5000 }).toBe(state);
};
const eventsOf = async (id: string): Promise<string[]> => {
  const { rows } = await sql<{ event: string }>`
    select body::json ->> 'event' as event from audit where body::json ->> 'request' = ${id} order by seq`.execute(db);
  return rows.map(({ event }) => event);
};
/** As if so much time had gone by. */
const later = (id: string, seconds: number) =>
  sql`
  update requests set created_at = created_at - make_interval(secs => ${seconds}),
    reminded_at = reminded_at - make_interval(secs => ${seconds}),
    expires_at = expires_at - make_interval(secs => ${seconds}),
    valid_until = valid_until - make_interval(secs => ${seconds})
  where id = ${id}`.execute(db);

describe("AP-7 a reason", () => {
  it("is owed by its requester before anybody's yes counts", async () => {
    bound({ reason: ["requester"] });
    const id = await asked();
    expect(kernel.card()).toMatchObject({ status: "waiting for Ann to say why, and for 1 approver" });
    await kernel.clicks("bob", "approve", kernel.card());
    expect(kernel.text()).toContain("Ann has not said yet why this is wanted");
    await say("ann", "job.reason", { job: id, reason: "too short" });
    await kernel.until("failed");
    await say("ann", "job.reason", { job: id, reason: "the red lamp marks the outage" });
    await expect.poll(() => kernel.cardOf(id).reason).toBe("the red lamp marks the outage");
    await kernel.clicks("bob", "approve", kernel.cardOf(id));
    await ends(id, "done");
    expect(await eventsOf(id)).toEqual(["waiting", "vote-refused", "reasoned", "approved", "running", "done"]);
  });

  it("is nobody else's to give", async () => {
    bound({ reason: ["requester"] });
    const id = await asked();
    await say("bob", "job.reason", { job: id, reason: "because I say that it is" });
    expect(kernel.text()).toContain("Only ann can say why");
    expect(await requests.get(db, id)).toMatchObject({ reason: null });
  });

  it("of the approver holds a ticket's number where the policy wants one", async () => {
    bound({ reason: ["approver"], ticket: "OPS-[0-9]+" });
    const id = await asked();
    await kernel.clicks("bob", "approve", kernel.card(), { reason: "looks fine to me" });
    expect(kernel.text()).toContain("It takes a reason: something that holds OPS-[0-9]+");
    expect(await stateOf(id)).toBe("waiting");
    await kernel.clicks("bob", "approve", kernel.card(), { reason: "see OPS-17" });
    await ends(id, "done");
  });

  it("is not needed for a no", async () => {
    bound({ reason: ["requester", "approver"] });
    const id = await asked();
    await kernel.clicks("bob", "deny", kernel.card());
    await ends(id, "denied");
    expect(kernel.switched).toEqual([]);
  });
});

describe("AP-8 a yes", () => {
  it("lapses if nothing has begun within the time that it holds for", async () => {
    bound({ valid: 900 });
    const id = await asked();
    kernel.reached = (point) => {
      if (point === "approval") throw new Error("the process died here");
    };
    await kernel.clicks("bob", "approve", kernel.card());
    kernel.reached = () => {};
    await later(id, 901);
    await kernel.bot.perform(id);
    expect(await stateOf(id)).toBe("expired");
    expect((await requests.get(db, id))?.because).toContain("approvals have lapsed");
    expect(await eventsOf(id)).toEqual(["waiting", "approved", "lapsed"]);
    expect(kernel.switched).toEqual([]);
  });

  it("holds within that time", async () => {
    bound({ valid: 900 });
    const id = await asked();
    await kernel.clicks("bob", "approve", kernel.card());
    await ends(id, "done");
    expect(kernel.switched).toEqual(["red=on"]);
  });
});

describe("AP-13 a yes that is taken back", () => {
  it("no longer counts while others are still to answer", async () => {
    bound({}, [{ count: 2, role: "approver" }]);
    const id = await asked();
    await kernel.clicks("bob", "approve", kernel.card());
    expect(kernel.card().buttons).toContain("retract");
    await kernel.clicks("bob", "retract", kernel.card());
    await kernel.clicks("cleo", "approve", kernel.card());
    expect(await stateOf(id)).toBe("waiting");
    // Whoever took it back may say yes again.
    await kernel.clicks("bob", "approve", kernel.card());
    await ends(id, "done");
    expect(await eventsOf(id)).toEqual(["waiting", "voted", "retracted", "voted", "approved", "running", "done"]);
  });

  it("keeps what was about to run from running", async () => {
    const id = await asked();
    kernel.reached = (point) => {
      if (point === "approval") throw new Error("the process died here");
    };
    await kernel.clicks("bob", "approve", kernel.card());
    expect(await stateOf(id)).toBe("queued");
    kernel.reached = () => {};
    await kernel.clicks("bob", "retract", kernel.card());
    await kernel.bot.perform(id);
    expect(await stateOf(id)).toBe("waiting");
    expect(kernel.switched).toEqual([]);
  });

  it("must have been given, and by the same person", async () => {
    await asked();
    await kernel.clicks("cleo", "retract", kernel.card());
    expect(kernel.text()).toContain("You have no yes to take back there.");
  });
});

describe("AP-9 a narrowed plan", () => {
  it("has a digest of its own: earlier yeses are void, its narrower may agree to it", async () => {
    bound({}, [{ count: 2, role: "approver" }]);
    const id = await asked("set red,green to on");
    const { digest } = kernel.card();
    await kernel.clicks("cleo", "approve", kernel.card());
    await say("bob", "job.narrow", { job: id, set: { lamp: "red" } });
    await expect.poll(() => kernel.cardOf(id).digest).not.toBe(digest);
    const card = kernel.cardOf(id);
    expect(card).toMatchObject({
      state: "waiting",
      sentence: "Set red to on",
      votes: [],
      status: "waiting for 2 × approver",
    });
    // The button that Cleo still sees shows the larger plan.
    await kernel.clicks("cleo", "approve", { ...card, digest });
    expect(kernel.text()).toContain("The plan is not the one this button showed");
    await kernel.clicks("cleo", "approve", card);
    await kernel.clicks("bob", "approve", card);
    await ends(id, "done");
    expect(kernel.switched).toEqual(["red=on"]);
    expect(await eventsOf(id)).toContain("narrowed");
  });

  it("is refused if it is wider or something else, with the command that would ask for it", async () => {
    const id = await asked("set red to on");
    await say("bob", "job.narrow", { job: id, set: { lamp: "red,green" } });
    expect(kernel.text()).toContain("not less than what was asked for: the site green was not part of it");
    expect(kernel.text()).toContain('lamp.set lamp="red,green" value=on');
    await say("bob", "job.narrow", { job: id, set: { value: "off" } });
    expect(kernel.text()).toContain("red would become something else");
    await say("bob", "job.narrow", { job: id, set: {} });
    expect(kernel.text()).toContain("nothing would be different");
    expect(await requests.get(db, id)).toMatchObject({ digest: kernel.cardOf(id).digest, state: "waiting" });
  });

  it("is not for its requester, nor for somebody whose answer does not count", async () => {
    const id = await asked("set red,green to on");
    for (const who of ["ann", "dan"]) {
      await say(who, "job.narrow", { job: id, set: { lamp: "red" } });
      expect(kernel.text()).toContain("Your answer does not count here");
    }
  });
});

/** Everybody, and Dan stands in for that person. */
const dan = (standsFor: string) =>
  everybody.map((one) =>
    one.id === "dan" ? { ...one, standsFor: [{ person: standsFor, roles: ["approver"] }] } : one,
  );

describe("AP-5 whose yes does not count", () => {
  it("is whoever gains by it, as well as the requester", async () => {
    kernel.planned = { excludes: ["bob"] };
    const id = await asked();
    await kernel.clicks("bob", "approve", kernel.card());
    expect(kernel.text()).toContain("Your answer does not count here");
    await kernel.clicks("cleo", "approve", kernel.card());
    await ends(id, "done");
  });

  it("is the requester's on any account, and on anybody's behalf", async () => {
    kernel.people = directory(
      everybody.map((one) =>
        one.id === "ann"
          ? {
              ...one,
              roles: ["operator", "approver"],
              accounts: [...one.accounts, { platform: "test", id: "ann-phone" }],
              standsFor: [{ person: "bob", roles: ["approver"] }],
            }
          : one,
      ),
    );
    const id = await asked();
    for (const account of ["ann", "ann-phone"]) await kernel.clicks(account, "approve", kernel.card());
    expect(kernel.text()).toContain("You asked for this yourself");
    expect(await stateOf(id)).toBe("waiting");
  });

  it("is a delegate's on behalf of the requester; on behalf of another it counts once", async () => {
    kernel.people = directory(dan("bob"));
    bound({}, [{ count: 2, role: "approver" }]);
    const id = await asked();
    await kernel.clicks("dan", "approve", kernel.card());
    await kernel.clicks("bob", "approve", kernel.card());
    // Dan's yes stood on Bob's rights, and so does Bob's own.
    expect(kernel.card()).toMatchObject({ state: "waiting", status: "waiting for 1 approver" });
    await kernel.clicks("cleo", "approve", kernel.card());
    await ends(id, "done");

    kernel.people = directory(dan("ann").map((one) => (one.id === "ann" ? { ...one, roles: ["approver"] } : one)));
    bound({});
    const own = await asked();
    await kernel.clicks("dan", "approve", kernel.card());
    expect(kernel.text()).toContain("Your answer does not count here");
    expect(await stateOf(own)).toBe("waiting");
  });
});

describe("AP-6 silence", () => {
  it("is met with a reminder in the same thread, again and again", async () => {
    bound({ remind: 600, notify: ["test:duty"] });
    const id = await asked();
    await kernel.sweep();
    const reminders = () => kernel.delivered.filter(({ key }) => key.startsWith(`remind:${id}`));
    expect(reminders()).toEqual([]);
    for (const times of [1, 2]) {
      await later(id, 601);
      await kernel.sweep();
      await kernel.sweep();
      await expect.poll(() => reminders().length).toBe(2 * times);
    }
    expect(kernel.text()).toBe(`Still waiting for 1 approver: Set red to on (${id}). Bob or Cleo may answer.`);
    expect(
      reminders()
        .map(({ place }) => place.channel)
        .toSorted(),
    ).toEqual(["duty", "duty", "ops", "ops"]);
  });

  it("lets others answer after a while", async () => {
    bound({ escalate: { after: 600, role: "operator" } });
    const id = await asked();
    await kernel.clicks("dan", "approve", kernel.card());
    expect(kernel.text()).toContain("Your answer does not count here");
    await later(id, 601);
    await kernel.sweep();
    await expect.poll(() => kernel.cardOf(id).status).toBe("waiting for 1 approver or operator");
    expect(kernel.text()).toContain("Nobody has answered, so operator may answer as well");
    await kernel.clicks("dan", "approve", kernel.cardOf(id));
    await ends(id, "done");
    expect(await eventsOf(id)).toEqual(["waiting", "vote-refused", "escalated", "approved", "running", "done"]);
  });

  it("is never a yes", async () => {
    bound({ remind: 1, escalate: { after: 1, role: "operator" } });
    const id = await asked();
    await later(id, 3601);
    await kernel.sweep();
    await ends(id, "expired");
    expect(kernel.switched).toEqual([]);
  });
});

it("tells those whom its terms name that it waits", async () => {
  bound({ notify: ["test:duty", "operator"] });
  const id = await asked();
  await expect
    .poll(() =>
      kernel.delivered
        .filter(({ key }) => key.startsWith(`ask:${id}`))
        .map(({ place }) => place.channel)
        .toSorted(),
    )
    .toEqual(["ann", "bob", "dan", "duty"]);
});
