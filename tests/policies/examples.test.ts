/** The example sets of policies decide what their tables say, and the shipped folder does not take them in. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadActions } from "../../src/catalog.ts";
import { loadPolicy } from "../../src/cedar.ts";
import { agrees, readTable } from "../../src/policy-table.ts";
import { wordDecision } from "../../src/policy-words.ts";
import { shipped } from "./questions.ts";

const { all } = await loadActions();

describe.each(["startup", "enterprise"])("%s", async (name) => {
  const folder = path.join(shipped, "examples", name);
  const policy = await loadPolicy({ folder, actions: all });
  const file = path.join(folder, "table.yml");
  test.each(readTable(file, readFileSync(file, "utf8")).map((row) => [row.sentence, row] as const))(
    "%s",
    (_, { question, answer }) => {
      const decision = policy.decide(question);
      expect(agrees(decision, answer) ? answer : wordDecision(decision)).toBe(answer);
    },
  );

  test("every policy of it decides some sentence of its table", () => {
    const decided = readTable(file, readFileSync(file, "utf8")).flatMap(
      ({ question }) => policy.decide(question).policies,
    );
    expect(policy.rules.map(({ id }) => id).filter((id) => !decided.includes(id))).toEqual([]);
  });
});

test("what lies in folders below is not loaded with the policies above", async () => {
  const policy = await loadPolicy({ folder: shipped, actions: all });
  expect(Object.keys(policy.bundle).every((file) => !file.includes("/"))).toBe(true);
  expect(policy.rules.map(({ id }) => id)).not.toContain("dev");
});
