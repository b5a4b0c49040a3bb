/** The SQL keeps the table of moves: a compare-and-set leaves every other state alone. */
import { sql } from "kysely";
import { beforeAll, describe, expect, it } from "vitest";
import { isFinal, moves, type Move, type Request, type State } from "../../src/request.ts";
import type { Db } from "../../src/store/database.ts";
import * as inbox from "../../src/store/inbox.ts";
import * as requests from "../../src/store/requests.ts";
import { testDatabase } from "../support/database.ts";
import { place } from "../support/kernel.ts";

const states: readonly State[] = [
  "waiting",
  "queued",
  "running",
  "done",
  "failed",
  "lost",
  "cancelled",
  "denied",
  "expired",
  "stale",
  "refused",
  "withdrawn",
];
const entry = { event: "done", person: "ann", account: null } as const;

let db: Db;
beforeAll(async () => {
  ({ db } = await testDatabase());
});

async function requestIn(state: State, id = requests.newId()): Promise<Request> {
  const message = {
    id: crypto.randomUUID(),
    account: { platform: "test", id: "ann" },
    place,
    text: "",
    at: new Date().toISOString(),
  };
  const { id: inboxId } = await inbox.createPut(db)({ kind: "message", message });
  const plan = {
    sentence: "",
    effect: "write",
    resources: [],
    changes: [],
    facts: {},
    undo: null,
    inverse: null,
    checked: true,
    data: null,
  } as const;
  const made = {
    id,
    inboxId,
    plan,
    place,
    action: "lamp.set",
    input: {},
    digest: "d",
    policyVersion: "1",
    policies: [],
    needs: [],
    terms: {},
    reason: null,
    glass: null,
    requester: "ann",
    because: null,
    state: "waiting",
    expires: 60,
  } as const;
  await db.transaction().execute((trx) => requests.insert(trx, made, entry));
  await sql`update requests set state = ${state} where id = ${id}`.execute(db);
  const request = await requests.get(db, id);
  if (!request) throw new Error("not inserted");
  return request;
}

describe("every move", () => {
  const table = (Object.keys(moves) as Move[]).flatMap((move) => states.map((state) => ({ move, state })));
  it.each(table)("$move out of $state", async ({ move, state }) => {
    const allowed = (moves[move].from as readonly State[]).includes(state);
    const request = await requestIn(state);
    const moved = await db.transaction().execute((trx) => requests.move(trx, request, move, entry));
    expect(moved).toBe(allowed);
    expect((await requests.get(db, request.id))?.state).toBe(allowed ? moves[move].to : state);
  });

  it("an older fence changes nothing", async () => {
    const request = await requestIn("running");
    const moved = await db
      .transaction()
      .execute((trx) => requests.move(trx, request, "finish", entry, {}, request.fence - 1));
    expect(moved).toBe(false);
  });

  it("no move leaves a final state", () => {
    const final = states.filter(isFinal);
    expect(final).toEqual([
      "done",
      "failed",
      "lost",
      "cancelled",
      "denied",
      "expired",
      "stale",
      "refused",
      "withdrawn",
    ]);
  });
});

it("an id that is taken is refused, so that the message which asked is not taken for handled", async () => {
  const { id } = await requestIn("waiting");
  await expect(requestIn("waiting", id)).rejects.toThrow(/duplicate key/);
});

it("an audit row that cannot be written undoes the change it records", async () => {
  const request = await requestIn("waiting");
  await sql`alter table audit rename to audit_gone`.execute(db);
  try {
    await expect(db.transaction().execute((trx) => requests.move(trx, request, "approve", entry))).rejects.toThrow(
      /audit/,
    );
  } finally {
    await sql`alter table audit_gone rename to audit`.execute(db);
  }
  expect((await requests.get(db, request.id))?.state).toBe("waiting");
});
