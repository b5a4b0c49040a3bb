/**
 * Whatever happens to a request, in whatever order, it is where the model of it says: 150 sequences here, and 10,000 with
 * `npm run races`.
 */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openDatabase, type Opened } from "../../src/store/database.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import { opening, sequence, type Command, type Opening } from "../races/commands.ts";
import { play } from "../races/machine.ts";
import { dataFolder } from "../support/database.ts";
import { memory } from "../support/memory.ts";
import { watchSteps } from "../support/steps.ts";

let opened: Opened;
beforeAll(async () => {
  opened = await openDatabase(dataFolder(memory), null);
  await watchSteps(opened.db);
});
afterAll(() => opened.close());

test("AP-1 AP-8 AP-9 AP-10 AP-13 a request goes only where its moves lead, and says why it rests there", async () => {
  const { db } = opened;
  let played = 0;
  const property = fc.asyncProperty(opening, sequence, async (how, commands) => {
    await play(db, how, commands);
    played += 1;
  });
  await fc.assert(property, { numRuns: 150 });
  expect(played).toBe(150);
  expect(await verifyAudit(db)).toMatchObject({ ok: true });
}, 60_000);

const plain: Opening = { needs: "two", escalates: true, reason: false, glass: false };
const yes = (who: string): Command => ({ kind: "vote", who, verdict: "approve", stale: false });
const smaller = (who: string): Command => ({ kind: "narrow", who, how: "smaller" });
const begin: Command = { kind: "perform", attempt: "whole", canLook: false };

describe("a request is carried out", () => {
  const ways: readonly [promise: string, needs: Opening["needs"], ...Command[]][] = [
    [
      "AP-13 though a yes is taken back that it did not need",
      ...(["two", yes("bob"), { kind: "decide", needs: "one" }, smaller("cleo"), yes("cleo")] as const),
      { kind: "retract", who: "bob" },
    ],
    [
      "AP-10 when whoever said yes is back, on the next press",
      ...(["two", yes("bob"), { kind: "leave", who: "bob" }, yes("cleo"), { kind: "join" }, yes("cleo")] as const),
    ],
    [
      "AP-9 under the policies it was narrowed under",
      "two",
      { kind: "policies" },
      smaller("bob"),
      yes("bob"),
      yes("cleo"),
    ],
    [
      "AP-15 on the yes of those who may answer as well, though it was narrowed since they were asked",
      ...(["one", { kind: "silence" }, smaller("bob"), { kind: "silence" }, yes("gus")] as const),
    ],
  ];
  test.each(ways)("%s", async (_, needs, ...commands) => {
    expect(await play(opened.db, { ...plain, needs }, [...commands, begin])).toBe("done");
  });
});
