/**
 * RB-3: every role × every action of the catalogue × effect × kind of thing × environment × situation, as the shipped
 * policies answer it, against tests/golden/policies. A change of any answer is a change of that file, for people to see.
 */
import { expect, test } from "vitest";
import { loadActions } from "../../src/catalog.ts";
import { loadPolicy } from "../../src/cedar.ts";
import { changesOf } from "../../src/policy-changes.ts";
import { matrixOf, wordMatrix } from "../../src/policy-matrix.ts";
import { policyOf, shipped } from "./questions.ts";

const { all } = await loadActions();

test("RB-3 no cell of the authorisation matrix changes unseen", async () => {
  const policy = await loadPolicy({ folder: shipped, actions: all });
  const cells = matrixOf(policy, {
    roles: [
      [],
      ["viewer"],
      ["operator"],
      ["approver"],
      ["operator", "approver"],
      ["breakglass"],
      ["operator", "breakglass"],
    ],
    actions: all,
    kinds: ["host", "request"],
    environments: [null, "dev", "prod"],
  });
  expect(cells.length).toBeGreaterThan(10_000);
  await expect(wordMatrix(cells)).toMatchFileSnapshot("../golden/policies/matrix.txt");
}, 60_000);

const open = '@id("all") permit (principal, action, resource);';
const people = [["operator"], ["operator", "sre"]];

test("what one policy more changes is told by whom, what, where and when it concerns", async () => {
  const before = await policyOf(open, { actions: all });
  const forbid = `@id("quiet") @because("it is quiet") forbid (principal in Role::"sre", action == Action::"cache.purge",
    resource in Environment::"prod") when { context.hour < 6 };`;
  const after = await policyOf(`${open}\n${forbid}`, { actions: all });
  const changes = changesOf(before, after, { actions: all, people });
  expect(changes.policies).toEqual([{ id: "quiet", before: null, after: forbid }]);
  expect(changes.cells).toEqual([
    {
      roles: "sre; operator+sre",
      action: "cache.purge",
      effect: "write; destructive",
      kind: "host",
      environment: "prod",
      situation: "at night",
      before: "allow",
      after: "deny because it is quiet",
    },
  ]);
  expect(changesOf(after, before, { actions: all, people }).policies).toEqual([
    { id: "quiet", before: forbid, after: null },
  ]);
  expect(changesOf(after, after, { actions: all, people })).toEqual({ policies: [], cells: [] });
});

test("one action that is named stands for itself, the others for one another", async () => {
  const before = await policyOf(open, { actions: all });
  const after = await policyOf(open.replace(";", ' unless { action == Action::"help" };'), { actions: all });
  const { cells } = changesOf(before, after, { actions: all, people: [] });
  expect(cells).toMatchObject([{ action: "help", effect: "read", before: "allow", after: "deny" }]);
});
