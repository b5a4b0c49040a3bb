/** Whoever may not see a request learns nothing of it: not that it is there, not what became of it, not how many there are. */
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { assert, asyncProperty, array, boolean } from "fast-check";
import type { Db } from "../../src/store/database.ts";
import { testDatabase } from "../support/database.ts";
import { openKernel, type Kernel } from "../support/kernel.ts";

let db: Db;
let kernel: Kernel;
beforeAll(async () => {
  ({ db } = await testDatabase());
});
beforeEach(async () => {
  kernel = await openKernel(db);
});
afterEach(() => kernel.stop());

const say = async (who: string, action: string, params: object): Promise<string> => {
  const before = kernel.delivered.length;
  await kernel.says(who, `do ${action} ${JSON.stringify(params)}`);
  return JSON.stringify(kernel.delivered.slice(before).map(({ reply }) => reply));
};
const asks = async (who: string, lamp: string): Promise<string> => {
  await kernel.says(who, `set ${lamp} to on`);
  return kernel.card().request;
};
/** In every sentence but for the id that was asked for. */
const nameless = (text: string, id: string) => text.replaceAll(id, "ID");

it("is told of a hidden request what is told of one that never was", async () => {
  const hidden = await asks("ann", "secret");
  kernel.sees = ({ resources }) => !resources.some(({ id }) => id === "secret");
  for (const [action, more] of [
    ["job.status", {}],
    ["job.cancel", {}],
    ["job.reason", { reason: "I would like to know" }],
    ["job.narrow", { set: { lamp: "x" } }],
  ] as const) {
    const told = await say("bob", action, { job: hidden, ...more });
    expect(nameless(told, hidden)).toBe(
      nameless(await say("bob", action, { job: "r-NEVERWAS", ...more }), "r-NEVERWAS"),
    );
    expect(told).toContain("that you may see");
  }
});

it("gets the same answer to a press as for a request that never was", async () => {
  const id = await asks("ann", "secret");
  const card = kernel.cardOf(id);
  kernel.sees = () => false;
  for (const verdict of ["approve", "deny", "retract", "withdraw", "cancel"] as const) {
    await kernel.clicks("bob", verdict, card);
    const told = kernel.text();
    await kernel.clicks("bob", verdict, { ...card, request: "r-NEVERWAS" });
    expect(nameless(told, id)).toBe(nameless(kernel.text(), "r-NEVERWAS"));
  }
  // Its requester may see it all the same.
  await kernel.clicks("ann", "withdraw", card);
  expect(kernel.cardOf(id)).toMatchObject({ state: "withdrawn" });
});

it("a hidden request never changes a list, whatever lies around it", async () => {
  let number = 0;
  await assert(
    asyncProperty(array(boolean(), { minLength: 1, maxLength: 8 }), async (kinds) => {
      kernel.sees = ({ resources }) => !resources.some(({ id }) => id.startsWith("secret"));
      const before = await say("bob", "job.status", {});
      for (const hidden of kinds) if (hidden) await asks("ann", `secret${number++}`);
      expect(await say("bob", "job.status", {})).toBe(before);
      for (const hidden of kinds) if (!hidden) await asks("ann", `open${number++}`);
      expect(await say("bob", "job.status", {})).not.toContain("secret");
    }),
    { numRuns: 12 },
  );
});
