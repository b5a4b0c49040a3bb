/**
 * Between the yes and the claim: whatever changes meanwhile, nothing is carried out that was not agreed to, and the card
 * says in one sentence why not.
 */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { catalogOf } from "../../src/catalog.ts";
import { directory } from "../../src/people.ts";
import { problem } from "../../src/problem.ts";
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
afterEach(() => kernel.stop());

const without = (id: string) => () => {
  kernel.people = directory(everybody.filter((one) => one.id !== id));
};
const withRoles =
  (id: string, ...roles: string[]) =>
  () => {
    kernel.people = directory(everybody.map((one) => (one.id === id ? { ...one, roles } : one)));
  };

const flips: readonly [what: string, flip: (id: string) => unknown, state: string, because: RegExp][] = [
  [
    "the approver's role was revoked",
    withRoles("bob", "operator"),
    "refused",
    /no longer suffice: it still takes 1 approver/,
  ],
  ["the approver left", without("bob"), "refused", /no longer suffice/],
  ["the requester left", without("ann"), "refused", /no longer here/],
  [
    "the requester's right was revoked",
    () => (kernel.decision = { kind: "deny", because: "no policy lets a guest do lamp.set", policies: [] }),
    "refused",
    /no policy lets a guest/,
  ],
  ["the policy changed", () => (kernel.policyVersion = "2"), "stale", /policy has changed since/],
  [
    "the policy asks more by now",
    () => (kernel.decision = { ...ask, needs: [{ count: 2, role: "approver" }] }),
    "refused",
    /still takes 1 approver/,
  ],
  ["the plan drifted", () => kernel.lamps.set("red", "broken"), "stale", /no longer what was shown/],
  [
    "the inventory grew",
    () =>
      (kernel.planned = {
        resources: [
          { kind: "host", id: "web-1" },
          { kind: "host", id: "web-2" },
        ],
      }),
    "stale",
    /no longer what was shown/,
  ],
  [
    "the playbook was edited",
    () => (kernel.planned = { data: { sha256: "another" } }),
    "stale",
    /no longer what was shown/,
  ],
  [
    "what it is about is gone",
    () => (kernel.catalog = catalogOf([])),
    "stale",
    /no longer be carried out as planned: There is no action called lamp.set/,
  ],
  [
    "a freeze began",
    () => {
      kernel.now = { ...kernel.now, frozen: true };
      kernel.words = { freeze: "changes are frozen (black friday) until Monday", window: "" };
      kernel.decision = { kind: "deny", because: "{freeze}", policies: ["freeze"] };
    },
    "refused",
    /^changes are frozen \(black friday\) until Monday$/,
  ],
  [
    "the approval was withdrawn",
    async (id) => db.transaction().execute(async (trx) => requests.retract(trx, id, "bob")),
    "refused",
    /no longer suffice/,
  ],
  [
    "the stored plan was edited",
    (id) => sql`update requests set plan = replace(plan::text, '"on"', '"off"')::json where id = ${id}`.execute(db),
    "stale",
    /What was stored is not what was shown/,
  ],
  [
    "the yes was turned to another plan",
    (id) => sql`update approvals set digest = 'another' where request_id = ${id}`.execute(db),
    "refused",
    /no longer suffice/,
  ],
];

it.each(flips)("AP-10 nothing runs if %s", async (_what, flip, state, because) => {
  kernel.planned = { resources: [{ kind: "host", id: "web-1" }], data: { sha256: "one" } };
  await kernel.says("ann", "set red to on");
  const { request } = kernel.card();
  kernel.reached = (point) => {
    if (point === "approval") throw new Error("the process stands still here");
  };
  await kernel.clicks("bob", "approve", kernel.card());
  kernel.reached = () => {};
  expect((await requests.get(db, request))?.state).toBe("queued");
  await flip(request);
  await kernel.bot.perform(request);
  const ended = await requests.get(db, request);
  expect(ended).toMatchObject({ state, because: expect.stringMatching(because) });
  expect(kernel.switched).toEqual([]);
  // And it stays so, however often the bell rings.
  await kernel.bot.perform(request);
  expect(kernel.switched).toEqual([]);
});

it("AP-10 something runs if nothing changed", async () => {
  await kernel.says("ann", "set red to on");
  await kernel.clicks("bob", "approve", kernel.card());
  await kernel.until("done");
  expect(kernel.switched).toEqual(["red=on"]);
});

it("AP-10 a plan that cannot be computed any more is out of date", async () => {
  await kernel.says("ann", "set red to on");
  const { request } = kernel.card();
  kernel.reached = (point) => {
    if (point !== "approval") return;
    Object.defineProperty(kernel, "planned", {
      get: () => {
        throw problem("HOST_UNREACHABLE", { host: "web-1", why: "no route" });
      },
    });
  };
  await kernel.clicks("bob", "approve", kernel.card());
  await expect.poll(async () => (await requests.get(db, request))?.because).toContain("web-1 cannot be reached");
  expect(kernel.switched).toEqual([]);
});
