/** The shipped policies answer every question of policies/table.yml as it says there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { loadPolicy } from "../../src/cedar.ts";
import { agrees, readTable } from "../../src/policy-table.ts";
import { wordDecision } from "../../src/policy-words.ts";
import { actions, shipped } from "./questions.ts";

const file = path.join(shipped, "table.yml");
const policy = await loadPolicy({ folder: shipped, actions });

test.each(readTable(file, readFileSync(file, "utf8")).map((row) => [row.sentence, row] as const))(
  "%s",
  (_, { question, answer }) => {
    const decision = policy.decide(question);
    expect(agrees(decision, answer) ? answer : wordDecision(decision)).toBe(answer);
  },
);

const table = (sentence: string) => `
people: { ann: [operator] }
things: { web-1: { kind: host, environment: prod } }
questions: [ ${JSON.stringify(sentence)} ]`;

test("what a sentence says of the moment, the place, the plan and the parameters is what is asked", () => {
  const [row] = readTable(
    "table.yml",
    table(
      "ann: cache.purge (write) on web-1 with everything, targetCount=6, scope=urls asking zone=example.test ttl=60 in #ops while frozen outside the window with the glass broken at 23h on a Sunday → deny",
    ),
  );
  expect(row).toMatchObject({
    answer: "deny",
    question: {
      facts: { everything: true, targetCount: 6, scope: "urls" },
      input: { zone: "example.test", ttl: 60 },
      place: { channel: "ops", direct: false },
      now: { frozen: true, windowOpen: false, breakGlass: true, hour: 23, weekday: 7 },
    },
  });
});

test("terms and a reason that a sentence leaves out are left open; those that it names must be all of them", () => {
  const asked = { kind: "ask", needs: [{ count: 1, role: "sre" }], expires: 5400, policies: ["a"] } as const;
  const decision = { ...asked, terms: { valid: 900, notify: ["#ops"] } } as const;
  expect(wordDecision(decision)).toBe("ask 1 of sre within 90m, valid for 15m, telling #ops");
  expect(agrees(decision, "ask 1 of sre within 90m")).toBe(true);
  expect(agrees(decision, "ask 1 of sre within 90m, valid for 15m, telling #ops")).toBe(true);
  expect(agrees(decision, "ask 1 of sre within 90m, valid for 15m")).toBe(false);
  expect(agrees(decision, "ask 1 of sre")).toBe(false);
  expect(agrees({ kind: "deny", because: "x", policies: [] }, "deny because y")).toBe(false);
  expect(agrees({ kind: "deny", because: "x", policies: [] }, "deny")).toBe(true);
});

test.each([
  ["ann does something", "it is not `NAME: ACTION (EFFECT) on THING"],
  ["eve: help (read) on web-1 → deny", "nobody is called eve"],
  ["ann: help (read) on moon → deny", "nothing is called moon"],
  ["ann: help (read) on web-1 at dawn → deny", 'I cannot read "at dawn"'],
  ["ann: help (read) on web-1 on a payday → deny", "there is no such day"],
])("a sentence that cannot be read is quoted: %s", (sentence, why) => {
  expect(() => readTable("table.yml", table(sentence))).toThrow(why);
});

test.each([
  ["[", "table.yml is no table of sentences"],
  ["people: {}", "things"],
  ["{ people: {}, things: { x: { kind: moon } }, questions: [a] }", "things.x.kind"],
])("a table that is none says so: %s", (text, why) => expect(() => readTable("table.yml", text)).toThrow(why));
