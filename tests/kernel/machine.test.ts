/**
 * Whatever happens to a request, in whatever order, it is where the model of it says: 150 sequences here, and 10,000 with
 * `npm run races`.
 */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { openDatabase } from "../../src/store/database.ts";
import { verifyAudit } from "../../src/store/audit.ts";
import { opening, sequence } from "../races/commands.ts";
import { play } from "../races/machine.ts";
import { dataFolder } from "../support/database.ts";
import { memory } from "../support/memory.ts";
import { watchSteps } from "../support/steps.ts";

test("AP-1 AP-8 AP-9 AP-10 AP-13 a request goes only where its moves lead, and says why it rests there", async () => {
  const { db, close } = await openDatabase(dataFolder(memory), null);
  await watchSteps(db);
  let played = 0;
  const property = fc.asyncProperty(opening, sequence, async (how, commands) => {
    await play(db, how, commands);
    played += 1;
  });
  await fc.assert(property, { numRuns: 150 });
  expect(played).toBe(150);
  expect(await verifyAudit(db)).toMatchObject({ ok: true });
  await close();
}, 60_000);
