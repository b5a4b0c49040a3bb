/** The shipped policies answer every question of policies/table.yml as it says there. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { loadPolicy } from "../../src/cedar.ts";
import type { Effect, Resource } from "../../src/plan.ts";
import type { Decision, Question } from "../../src/policy.ts";
import { actions, ask, channel, shipped, someone } from "./questions.ts";

interface Table {
  readonly people: Readonly<Record<string, string[]>>;
  readonly things: Readonly<Record<string, Omit<Resource, "id">>>;
  readonly questions: readonly string[];
}

const table = parse(readFileSync(path.join(shipped, "table.yml"), "utf8")) as Table;
const policy = await loadPolicy({ folder: shipped, actions });

const form =
  /^(?<who>\w+): (?<action>[\w.]+) \((?<effect>read|write|destructive)\) on (?<things>[\w.-]+(, [\w.-]+)*)( with (?<facts>\w+(=\d+)?(, \w+(=\d+)?)*))?(?<direct> in a direct message)?(?<terminal> at the terminal)? → (?<answer>.+)$/;

function read(sentence: string): { question: Question; answer: string } {
  const { who, action, effect, things, facts, direct, terminal, answer } = form.exec(sentence)?.groups ?? {};
  if (!who || !action || !things || !answer) throw new Error(`not a question: ${sentence}`);
  const roles = table.people[who];
  if (!roles) throw new Error(`nobody is called ${who}`);
  const resources = things.split(", ").map((id) => {
    const thing = table.things[id];
    if (!thing) throw new Error(`nothing is called ${id}`);
    return { ...thing, id };
  });
  const stated = (facts?.split(", ") ?? []).map((fact) => {
    const [name, value] = fact.split("=");
    return [name, value === undefined ? true : Number(value)];
  });
  const place = terminal
    ? { platform: "terminal", channel: "terminal", direct: true }
    : { ...channel, direct: direct !== undefined };
  const person = someone(who, ...roles);
  const asked = { person, action, effect: effect as Effect, resources, facts: Object.fromEntries(stated), place };
  return { question: ask(asked), answer };
}

function word(decision: Decision): string {
  switch (decision.kind) {
    case "allow":
      return "allow";
    case "ask":
      return `ask ${decision.needs.map(({ count, role }) => `${count} of ${role}`).join(" and ")}${decision.expires ? ` within ${decision.expires / 3600}h` : ""}`;
    case "deny":
      return `deny because ${decision.because}`;
  }
}

test.each(table.questions)("%s", (sentence) => {
  const { question, answer } = read(sentence);
  const decided = word(policy.decide(question));
  // A bare `deny` leaves the reason open.
  expect(answer === "deny" ? decided.replace(/ because .*/, "") : decided).toBe(answer);
});
