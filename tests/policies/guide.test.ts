/** docs/policy.md: every policy in it loads, every sentence in it holds, every annotation stands in it. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { loadActions } from "../../src/catalog.ts";
import { annotations } from "../../src/policy-annotations.ts";
import { agrees, readTable } from "../../src/policy-table.ts";
import { wordDecision } from "../../src/policy-words.ts";
import { policyOf, shipped } from "./questions.ts";

const guide = readFileSync(path.join(import.meta.dirname, "../../docs/policy.md"), "utf8");
const schema = readFileSync(path.join(shipped, "schema.cedarschema"), "utf8");
const { all } = await loadActions();

const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([^]*?)\`\`\``, "g"))].map(([, block = ""]) => block);
const sections = guide
  .split(/^#{2,3} /m)
  .map((text) => ({ title: text.split("\n")[0] ?? "", policies: blocks(text, "cedar"), tables: blocks(text, "yaml") }))
  .filter(({ policies }) => policies.length > 0);

describe.each(sections)("$title", ({ title, policies, tables }) => {
  // The one that says so wants a fact more.
  const facts = title === "Facts" ? schema.replace("type Context = {", "type Context = { ttl: Long,") : schema;
  const load = () => policyOf(policies.join("\n"), { schema: facts, actions: all });

  test("its policies load with the shipped schema", async () => {
    expect((await load()).rules.length).toBeGreaterThan(0);
  });

  test.each(tables.flatMap((table) => readTable("docs/policy.md", table)))(
    "$sentence",
    async ({ question, answer }) => {
      const decision = (await load()).decide(question);
      expect(agrees(decision, answer) ? answer : wordDecision(decision)).toBe(answer);
    },
  );
});

test("the guide has examples, tables, every annotation and every fact of the shipped schema", () => {
  expect(sections.length).toBeGreaterThan(5);
  expect(sections.flatMap(({ tables }) => tables).length).toBeGreaterThan(4);
  for (const annotation of annotations) expect(guide).toContain(`| \`@${annotation}("`);
  const declared = [...schema.matchAll(/^ {2}(\w+): (?:Bool|Long|String),/gm)].map(([, name]) => name);
  expect(declared.length).toBeGreaterThan(8);
  for (const fact of declared) expect(guide).toMatch(new RegExp(`^\\|.*\`${fact}\``, "m"));
});
