/**
 * AU-1: no change without its entry. For every kind of change that the kernel makes, the entry is refused by the database;
 * then nothing has changed, and once entries can be written again, what was asked for still happens.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import { events, type AuditEvent } from "../../src/audit.ts";
import { cardOf } from "../../src/card.ts";
import type { Verdict } from "../../src/message.ts";
import type { Decision } from "../../src/policy.ts";
import type { Request } from "../../src/request.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import * as requests from "../../src/store/requests.ts";
import { testDatabase } from "../support/database.ts";
import { refusing } from "./refusing.ts";
import { ask, openKernel, type Kernel } from "../support/kernel.ts";

const { db } = await testDatabase();
const { refuse, allow, written } = await refusing(db);

/** Whatever was asked, decided, done or said. That somebody wrote or pressed is kept before anything is decided. */
async function everything(): Promise<unknown> {
  const looks = [
    "select id from inbox where state = 'done' order by id",
    "select (to_jsonb(requests) - 'lease_until')::text as request from requests order by id",
    "select to_jsonb(glasses)::text as glass from glasses order by id",
    "select to_jsonb(reviews)::text as review from reviews order by 1",
    "select * from approvals order by request_id, person",
    "select request_id, key, state, result::text from effects order by request_id, key",
    "select key, reply::text, request_id, version from outbox order by key",
    "select seq, body from audit order by seq",
    "select seq, encode(hash, 'hex') as hash from audit_head",
  ];
  const rows = [];
  for (const look of looks) rows.push((await sql.raw(look).execute(db)).rows);
  return rows;
}

interface Case {
  readonly event: AuditEvent;
  /** Everything that comes before the change. */
  readonly before?: (kernel: Kernel) => Promise<void>;
  /** Makes the change, or tries to. May be done again. */
  readonly change: (kernel: Kernel) => Promise<unknown>;
}

const set = (kernel: Kernel) => kernel.says("ann", "set red to on");
const newest = async (): Promise<Request> => {
  const [request] = await requests.list(db, 1);
  if (!request) throw new Error("nothing was asked for");
  return request;
};
const clicks = (who: string, verdict: Verdict) => async (kernel: Kernel) =>
  kernel.clicks(who, verdict, cardOf(await newest(), kernel.people));
const perform = async (kernel: Kernel) => kernel.bot.perform((await newest()).id).catch(() => {});
/** Approved by another process, which has not begun it. */
const queued = async (kernel: Kernel): Promise<void> => {
  await set(kernel);
  const request = await newest();
  const { id, digest } = request;
  await db.transaction().execute(async (trx) => {
    await requests.vote(trx, id, { person: "bob", account: "test:bob", verdict: "approve", reason: null, digest });
    await requests.move(trx, request, "approve", { event: "approved", person: "bob", account: null, request: id });
  });
};
/** Begun by another process, which holds it or has died. */
const running = (lease: "lives" | "has lapsed") => async (kernel: Kernel) => {
  await queued(kernel);
  const { id } = await newest();
  const until = lease === "lives" ? sql`interval '1 hour'` : sql`interval '-1 minute'`;
  await sql`update requests set state = 'running', fence = 1, started_at = clock_timestamp(),
    lease_until = clock_timestamp() + ${until} where id = ${id}`.execute(db);
};
const lapse = () =>
  sql`update requests set lease_until = clock_timestamp() - interval '1 minute' where state = 'running'`.execute(db);
/** Again from where it was left, as the sweep would have it. */
const again = async (kernel: Kernel) => {
  await lapse();
  await perform(kernel);
};

/** As if an hour of silence had gone by, and less than it takes to expire. */
const aged = () =>
  sql`update requests set created_at = created_at - interval '30 minutes', reminded_at = reminded_at - interval '30 minutes'`.execute(
    db,
  );
const emergency: Decision = { kind: "allow", policies: ["emergency"], glass: 900 };
const says = (who: string, action: string, params: object) => (kernel: Kernel) =>
  kernel.says(who, `do ${action} ${JSON.stringify(params)}`);
const breakIt = says("ann", "glass.break", { incident: "INC-7", reason: "checkout is down", for: "30m" });
/** Until everything that was begun is over. */
const quiet = async (): Promise<void> => {
  await expect
    .poll(async () => (await requests.list(db, 99, 0)).some(({ state }) => state === "queued" || state === "running"))
    .toBe(false);
};
const broken = async (kernel: Kernel): Promise<void> => {
  kernel.underGlass = emergency;
  await breakIt(kernel);
  await quiet();
};
const over = async (kernel: Kernel): Promise<void> => {
  await broken(kernel);
  await sql`update glasses set until = clock_timestamp()`.execute(db);
};
const review = (who: string) => async (kernel: Kernel) => {
  const glass = await db.selectFrom("glasses").select("id").executeTakeFirstOrThrow();
  await says(who, "glass.review", { glass: glass.id, note: "it was the right thing to do" })(kernel);
};
const about = (action: string, who: string, more: object) => async (kernel: Kernel) => {
  const [job] = (await requests.list(db, 99, 0)).filter(({ action: name }) => name === "lamp.set");
  await says(who, action, { job: job?.id, ...more })(kernel);
};

const cases: readonly Case[] = [
  { event: "answered", change: (kernel) => kernel.says("ann", "look") },
  { event: "waiting", change: set },
  {
    event: "queued",
    before: async (kernel) => {
      kernel.decision = { kind: "allow", policies: ["any"] };
    },
    change: set,
  },
  {
    event: "refused",
    before: async (kernel) => {
      kernel.decision = { kind: "deny", because: "it is frozen", policies: ["frozen"] };
    },
    change: set,
  },
  {
    event: "voted",
    before: async (kernel) => {
      kernel.decision = { ...ask, needs: [{ count: 2, role: "approver" }] };
      await set(kernel);
    },
    change: clicks("bob", "approve"),
  },
  { event: "approved", before: set, change: clicks("bob", "approve") },
  { event: "denied", before: set, change: clicks("bob", "deny") },
  { event: "vote-refused", before: set, change: clicks("ann", "approve") },
  { event: "withdrawn", before: set, change: clicks("ann", "withdraw") },
  {
    event: "expired",
    before: async (kernel) => {
      await set(kernel);
      const { id } = await newest();
      await sql`update requests set expires_at = clock_timestamp() - interval '1 minute' where id = ${id}`.execute(db);
    },
    change: (kernel) => kernel.sweep(),
  },
  { event: "running", before: queued, change: perform },
  { event: "running", before: running("has lapsed"), change: perform },
  {
    event: "stale",
    before: async (kernel) => {
      await queued(kernel);
      kernel.lamps.set("red", "broken");
    },
    change: perform,
  },
  {
    event: "refused",
    before: async (kernel) => {
      await queued(kernel);
      kernel.decision = { kind: "deny", because: "it is frozen", policies: ["frozen"] };
    },
    change: perform,
  },
  {
    event: "stop-asked",
    before: running("lives"),
    change: clicks("ann", "cancel"),
  },
  { event: "done", before: queued, change: again },
  {
    event: "failed",
    before: async (kernel) => {
      await queued(kernel);
      kernel.applying = () => {
        throw new Error("a bug");
      };
    },
    change: again,
  },
  {
    event: "lost",
    before: async (kernel) => {
      await queued(kernel);
      kernel.before = () => {
        throw new Error("the line went dead");
      };
    },
    change: again,
  },
  {
    event: "cancelled",
    before: async (kernel) => {
      await running("lives")(kernel);
      await clicks("ann", "cancel")(kernel);
    },
    change: again,
  },
  {
    event: "retracted",
    before: async (kernel) => {
      kernel.decision = { ...ask, needs: [{ count: 2, role: "approver" }] };
      await set(kernel);
      await clicks("bob", "approve")(kernel);
    },
    change: clicks("bob", "retract"),
  },
  {
    event: "lapsed",
    before: async (kernel) => {
      await queued(kernel);
      await sql`update requests set valid_until = clock_timestamp() - interval '1 minute'`.execute(db);
    },
    change: perform,
  },
  {
    event: "reminded",
    before: async (kernel) => {
      kernel.decision = { ...ask, terms: { remind: 60 } };
      await set(kernel);
      await aged();
    },
    change: (kernel) => kernel.sweep(),
  },
  {
    event: "escalated",
    before: async (kernel) => {
      kernel.decision = { ...ask, terms: { escalate: { after: 60, role: "operator" } } };
      await set(kernel);
      await aged();
    },
    change: (kernel) => kernel.sweep(),
  },
  {
    event: "review-overdue",
    before: async (kernel) => {
      await broken(kernel);
      await sql`update glasses set until = clock_timestamp(), review_by = clock_timestamp() - interval '1 minute'`.execute(
        db,
      );
    },
    change: (kernel) => kernel.sweep(),
  },
];

/** Changes that are the effect of an action, which is a request itself. */
const acts: readonly Case[] = [
  {
    event: "reasoned",
    before: async (kernel) => {
      kernel.decision = { ...ask, terms: { reason: ["requester"] } };
      await set(kernel);
    },
    change: about("job.reason", "ann", { reason: "the red lamp marks the outage" }),
  },
  {
    event: "narrowed",
    before: (kernel) => kernel.says("ann", "set red,green to on"),
    change: about("job.narrow", "bob", { set: { lamp: "red" } }),
  },
  { event: "glass-broken", before: async (kernel) => void (kernel.underGlass = emergency), change: breakIt },
  { event: "glass-mended", before: broken, change: says("ann", "glass.mend", {}) },
  { event: "glass-reviewed", before: over, change: review("bob") },
  {
    event: "glass-closed",
    before: async (kernel) => {
      await over(kernel);
      await review("bob")(kernel);
      await quiet();
    },
    change: review("cleo"),
  },
];

/** Every request but those of the actions themselves, and every broken glass. */
async function actedUpon(): Promise<unknown> {
  const lamps = sql`select (to_jsonb(requests) - 'lease_until')::text as request from requests where action = 'lamp.set'`;
  const glasses = sql`select to_jsonb(glasses)::text as glass from glasses`;
  const reviews = sql`select to_jsonb(reviews)::text as review from reviews`;
  return [await lamps.execute(db), await glasses.execute(db), await reviews.execute(db)].map(({ rows }) => rows);
}

/** What ends an attempt. */
const endings: ReadonlySet<AuditEvent> = new Set(["done", "failed", "lost", "cancelled"]);

describe("AU-1 an entry that cannot be written", () => {
  test.each(cases)("$event: nothing has changed, and nothing is forgotten", async ({ event, before, change }) => {
    const kernel = await openKernel(db);
    try {
      await before?.(kernel);
      const count = await written(event);
      const ends = endings.has(event);
      // An attempt must be begun to end: then only its end cannot be written, else nothing at all.
      await refuse(ends ? event : "");
      if (ends) await change(kernel);
      const look = ends ? ending : everything;
      const was = await look();
      await change(kernel);
      expect(await look()).toEqual(was);
      expect(await written(event)).toBe(count);

      await allow();
      await sql`update inbox set lease_until = clock_timestamp() - interval '1 minute' where state = 'taken'`.execute(
        db,
      );
      if (ends) await lapse();
      await kernel.sweep();
      await kernel.stop();
      expect(await written(event)).toBe(count + 1);
      expect(await verifyAudit(db)).toMatchObject({ ok: true });
    } finally {
      await allow();
      await kernel.stop();
      await sql`truncate inbox, requests, approvals, effects, outbox, glasses, reviews cascade`.execute(db);
    }
  });

  test.each(acts)("$event, by an action: what it acts upon is as it was", async ({ event, before, change }) => {
    const kernel = await openKernel(db);
    try {
      await before?.(kernel);
      const was = await actedUpon();
      const count = await written(event);
      await refuse(event);
      await change(kernel);
      await quiet();
      expect(await actedUpon()).toEqual(was);
      expect(await written(event)).toBe(count);
      // Whoever asked is told that it did not come to its end, and may ask again.
      expect(await newest()).toMatchObject({ state: expect.stringMatching(/^(lost|failed)$/) as string });
      await allow();
      await change(kernel);
      await quiet();
      expect(await written(event)).toBe(count + 1);
      expect(await verifyAudit(db)).toMatchObject({ ok: true });
    } finally {
      await allow();
      await kernel.stop();
      await sql`truncate inbox, requests, approvals, effects, outbox, glasses, reviews cascade`.execute(db);
    }
  });

  test("every kind of change that the kernel makes was tried", () => {
    const tried = new Set<string>([...cases, ...acts].map(({ event }) => event));
    const people = readFileSync(path.join(import.meta.dirname, "fault-people.test.ts"), "utf8");
    const elsewhere = events.filter((event) => !tried.has(event) && !people.includes(`event: "${event}"`));
    // These are made by the process as a whole and by commands; tests/policies/live.test.ts has those of policies.
    expect(elsewhere).toEqual([
      "started",
      "stopped",
      "policies-changed",
      "policies-refused",
      "exported",
      "archived",
      "key-rotated",
    ]);
  });
});

/** Whether it has ended, and what was written of that; not how often it was begun. */
async function ending(): Promise<unknown> {
  return (await sql`select state, because, receipt::text from requests order by id`.execute(db)).rows;
}
