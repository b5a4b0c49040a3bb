/** What this project's own runbooks promise their readers. */
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { ownSet } from "../evals/knowledge.ts";
import { describeWith } from "../servers/needs.ts";
import { libraryIn } from "../support/library.ts";

const { shelf, problems } = await libraryIn(ownSet);
const runbooks = [...shelf.cards.keys()].flatMap((id) => shelf.book(id)?.runbook ?? []);

it("loads every one of them", () => {
  expect(problems).toEqual([]);
  expect(runbooks.map((runbook) => runbook.path)).toEqual(readdirSync(ownSet).toSorted());
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

it("offers what a full disk needs as buttons", () => {
  const commands = runbooks.flatMap(({ actions }) => actions.map(({ command }) => command));
  expect(commands).toContain("playbook.run disk-report targets=localhost");
  expect(commands).toContain("playbook.run clean-temp targets=localhost");
});

it("names only playbooks that are there", () => {
  const playbooks = readdirSync(path.join(ownSet, "../../playbooks")).map((file) => path.basename(file, ".yml"));
  const texts = runbooks.flatMap(({ chunks, actions }) => [
    ...chunks.flatMap(({ passages }) => passages.map(({ text }) => text)),
    ...actions.map(({ command }) => command),
  ]);
  const named = texts.flatMap((text) =>
    Array.from(text.matchAll(/playbook `([\w-]+)`|playbook\.run ([\w-]+)/g), ([, quoted, run]) => quoted ?? run),
  );
  expect(named.length).toBeGreaterThan(5);
  expect(playbooks).toEqual(expect.arrayContaining(named));
});

describeWith(["bash"], "every shell block", () => {
  const blocks = runbooks.flatMap(({ path: file, chunks }) =>
    chunks.flatMap(({ passages }) =>
      passages.filter(({ kind, language }) => kind === "code" && language === "sh").map(({ text }) => ({ file, text })),
    ),
  );

  it.each(blocks)("in $file parses", ({ text }) => {
    expect(() => execFileSync("bash", ["-n"], { input: text, stdio: "pipe" })).not.toThrow();
  });
});
