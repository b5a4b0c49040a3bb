/** The last moment before anything happens: what was agreed to must still be enough, and a stop must still count. */
import { sql } from "kysely";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { catalogOf } from "../../src/catalog.ts";
import { problem } from "../../src/problem.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import type { Db } from "../../src/store/database.ts";
import * as requests from "../../src/store/requests.ts";
import { testDatabase } from "../support/database.ts";
import { ask, openKernel, type Kernel } from "../support/kernel.ts";

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

const newest = async () => (await requests.list(db, 1))[0];

/** As if the runner had died at this moment: what it held is free to be taken over. */
const lapse = (id: string) =>
  sql`update requests set state = 'running', receipt = null, lease_until = clock_timestamp() - interval '1 s'
      where id = ${id}`.execute(db);

describe("the claim", () => {
  it("takes the yes that policy asks for by now, even if it asked for none before", async () => {
    // The requester was somebody who needs nobody's yes, and is not any more: the policies are the same.
    kernel.decision = { kind: "allow", policies: [] };
    kernel.reached = (point) => {
      if (point === "request") kernel.decision = ask;
    };
    await kernel.says("ann", "set red to on");
    expect(await kernel.until("refused")).toMatchObject({ because: expect.stringContaining("takes 1 approver") });
    expect(kernel.switched).toEqual([]);
  });

  it("takes one yes more where policy asks for two by now", async () => {
    await kernel.says("ann", "set red to on");
    kernel.decision = { ...ask, needs: [{ count: 2, role: "approver" }] };
    await kernel.clicks("bob", "approve", kernel.card());
    await kernel.until("refused");
    expect(kernel.switched).toEqual([]);
  });

  it("ends a request whose action exists no longer, rather than ring for it for ever", async () => {
    await kernel.says("ann", "set red to on");
    kernel.catalog = catalogOf([]);
    await kernel.clicks("bob", "approve", kernel.card());
    expect(await kernel.until("stale")).toMatchObject({
      because: expect.stringContaining("no action called lamp.set"),
    });
  });
});

describe("a stop", () => {
  it("that comes after the claim and before the effect keeps it from happening, whoever was told", async () => {
    kernel.decision = { kind: "allow", policies: [] };
    // Another process took the click: this one hears of it only through the row.
    kernel.applying = async () => {
      const { id = "" } = (await newest()) ?? {};
      await db.transaction().execute((trx) => requests.askToStop(trx, id, "ann"));
    };
    await kernel.says("ann", "set red to on");
    await kernel.until("cancelled");
    expect(kernel.switched).toEqual([]);
  });

  it("outlives the runner: whoever takes the request over does nothing more", async () => {
    kernel.decision = { kind: "allow", policies: [] };
    kernel.applying = () => {
      throw new Error("the process died here");
    };
    await kernel.says("ann", "set red to on");
    const { request } = await kernel.until("failed");
    await lapse(request);
    await db.transaction().execute((trx) => requests.askToStop(trx, request, "ann"));
    kernel.applying = () => {};
    await kernel.bot.perform(request);
    expect(await kernel.until("cancelled")).toMatchObject({ request });
    expect(kernel.switched).toEqual([]);
  });
});

const diedInTheEffect = async (): Promise<string> => {
  kernel.decision = { kind: "allow", policies: [] };
  kernel.before = () => {
    throw new Error("the process died here");
  };
  await kernel.says("ann", "set red to on");
  const { request } = await kernel.until("lost");
  await lapse(request);
  kernel.before = () => {};
  return request;
};

describe("an attempt taken over", () => {
  it("ends as lost, not as failed, if what began cannot be looked at", async () => {
    const request = await diedInTheEffect();
    kernel.look = () => {
      throw problem("HOST_UNREACHABLE", { host: "web-1", why: "no route" });
    };
    await kernel.bot.perform(request);
    expect((await newest())?.receipt).toMatchObject({ state: "lost" });
    expect(kernel.switched).toEqual([]);
  });

  it("ends as lost if its action exists no longer", async () => {
    const request = await diedInTheEffect();
    kernel.catalog = catalogOf([]);
    await kernel.bot.perform(request);
    expect((await newest())?.receipt).toMatchObject({ state: "lost" });
  });

  it("is not stopped by the runner it was taken from, which begins nothing more", async () => {
    kernel.decision = { kind: "allow", policies: [] };
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      const frozen = Promise.withResolvers<void>();
      kernel.before = () => frozen.promise;
      await kernel.says("ann", "set red to on");
      const { request } = await kernel.until("running");
      await sql`update requests set fence = fence + 1 where id = ${request}`.execute(db);
      await vi.advanceTimersByTimeAsync(requests.lease * 1000);
      // The answer to the heartbeat comes from another thread.
      await requests.get(db, request);
      frozen.resolve();
      await expect.poll(() => kernel.switched).toEqual(["red=on"]);
      expect(await newest()).toMatchObject({ id: request, state: "running", receipt: null });
      await sql`update requests set state = 'failed' where id = ${request}`.execute(db);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is on record", async () => {
    const request = await diedInTheEffect();
    await kernel.bot.perform(request);
    const { rows } = await sql<{ body: string }>`select body from audit order by seq`.execute(db);
    const fences = rows
      .map(({ body }) => JSON.parse(body) as { event: string; request?: string; fence?: number })
      .filter((entry) => entry.request === request && entry.event === "running")
      .map(({ fence }) => fence);
    expect(fences).toEqual([1, 2]);
  });
});

it("a receipt is written whatever a provider said, down to the zero byte", async () => {
  kernel.decision = { kind: "allow", policies: [] };
  kernel.applying = () => {
    throw problem("PROVIDER_FAILED", { provider: "Cloudflare", why: "it said \0 and \uD800" });
  };
  await kernel.says("ann", "set red to on");
  expect((await kernel.until("failed")).receipt?.summary).toContain("Cloudflare answered with an error");
});
