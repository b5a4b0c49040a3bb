/** What this project's own runbooks promise their readers. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { expect, it } from "vitest";
import { load } from "../../knowledge/load.ts";
import { ownSet } from "../evals/knowledge.ts";
import { describeWith } from "../servers/needs.ts";

const { runbooks, problems } = await load(ownSet);

it("loads every one of them", () => {
  expect(problems).toEqual([]);
  expect(runbooks.map(({ path }) => path)).toEqual(readdirSync(ownSet).toSorted());
  expect(runbooks.length).toBeGreaterThanOrEqual(10);
});

it.each(runbooks)(
  "$path has a keeper, a review, a beginning, a warning and an end",
  ({ owner, reviewed, due, chunks }) => {
    expect(owner).not.toBeNull();
    expect(reviewed?.year).toBe(2026);
    expect(due).not.toBeNull();
    const sections = chunks.map(({ breadcrumb }) => breadcrumb.join(" › "));
    expect(sections[0]).toMatch(/^(?:Symptoms|When to use)$/);
    expect(sections.slice(-2)).toEqual(["Do not", "Verify"]);
  },
);

it("names only runbooks' actions that a button can carry", () => {
  const commands = runbooks.flatMap(({ actions }) => actions.map(({ command }) => command));
  expect(commands).toContain("playbook.run disk-report targets=localhost");
  expect(commands).toContain("playbook.run clean-temp targets=localhost");
});

describeWith(["bash"], "every shell block", () => {
  const blocks = runbooks.flatMap(({ path, chunks }) =>
    chunks.flatMap(({ passages }) =>
      passages.filter(({ kind, language }) => kind === "code" && language === "sh").map(({ text }) => ({ path, text })),
    ),
  );

  it.each(blocks)("in $path parses", ({ text }) => {
    expect(() => execFileSync("bash", ["-n"], { input: text, stdio: "pipe" })).not.toThrow();
  });
});
