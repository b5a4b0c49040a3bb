/** What this project's own runbooks promise their readers. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { afterAll, describe, expect, it } from "vitest";
import { createParser } from "../../intents/parser/index.ts";
import type { Runbook } from "../../knowledge/runbook.ts";
import { loadActions, readInput } from "../../src/catalog.ts";
import { namesOf } from "../../src/inventory.ts";
import { loadConfig } from "../../src/load-config.ts";
import { withModels } from "../../src/model-settings.ts";
import { withPeople } from "../../src/people.ts";
import { loadPlaybooks } from "../../src/providers/playbook/load.ts";
import { ownSet } from "../evals/knowledge.ts";
import { answerableNew } from "../evals/questions.ts";
import { describeWith } from "../servers/needs.ts";
import { libraryIn } from "../support/library.ts";

const root = path.join(ownSet, "../..");
const { shelf, problems } = await libraryIn(ownSet);
const runbooks = [...shelf.cards.keys()].flatMap((id) => shelf.book(id)?.runbook ?? []);

it("loads every one of them", () => {
  expect(problems).toEqual([]);
  expect(runbooks.map((runbook) => runbook.path)).toEqual(readdirSync(ownSet).toSorted());
  expect(runbooks.length).toBeGreaterThanOrEqual(40);
});

describe.each(runbooks)("$path", ({ owner, reviewed, due, actions, chunks }) => {
  const sections = chunks.map(({ breadcrumb }) => breadcrumb.join(" › "));

  it("has a keeper, a review of this year and something to press", () => {
    expect(owner).not.toBeNull();
    expect(reviewed?.year).toBe(2026);
    expect(due).not.toBeNull();
    expect(actions).not.toEqual([]);
  });

  it("has a beginning, a warning, an end, and says when to ask for help", () => {
    expect(sections[0]).toMatch(/^(?:Symptoms|When to use)$/);
    const last = sections.filter((section) => section !== "Get help");
    expect(last.slice(-2)).toEqual(["Do not", "Verify"]);
    expect(sections.some((section) => /^(?:Get help|Escalate)$/.test(section))).toBe(true);
  });
});

it("is asked for in at least three ways, each of those that came after the first fifteen", () => {
  const asked = Map.groupBy(answerableNew, ([, runbook]) => runbook);
  const files = runbooks.map((runbook) => path.basename(runbook.path, ".md"));
  expect(files).toEqual(expect.arrayContaining([...asked.keys()]));
  expect([...asked].filter(([, questions]) => questions.length < 3)).toEqual([]);
  expect(asked.size).toBe(files.length - 15);
});

const texts = ({ chunks }: Runbook): string[] => chunks.flatMap(({ passages }) => passages.map(({ text }) => text));

it("names only playbooks that are there, and every one of them", () => {
  const playbooks = readdirSync(path.join(root, "playbooks")).map((file) => path.basename(file, ".yml"));
  const named = runbooks
    .flatMap((runbook) => [...texts(runbook), ...runbook.actions.map(({ command }) => command)])
    .flatMap((text) =>
      Array.from(text.matchAll(/playbook `([\w-]+)`|playbook\.run ([\w-]+)/g), ([, quoted, run]) => quoted ?? run),
    );
  expect(new Set(named)).toEqual(new Set(playbooks));
});

describe("a link to another runbook", () => {
  const links = runbooks.flatMap(({ path: file }) => {
    const text = readFileSync(path.join(ownSet, file), "utf8");
    return Array.from(text.matchAll(/\]\(([^)]+)\)/g), ([, link = ""]) => ({ file, link }));
  });

  it.each(links)("from $file leads somewhere: $link", ({ link }) => {
    const [page, anchor] = link.split("#");
    const target = runbooks.find((runbook) => runbook.path === page);
    expect([undefined, ...(target?.chunks ?? []).map((chunk) => chunk.anchor)]).toContain(anchor);
    expect(target).toBeDefined();
  });

  it("stands in most of them", () => {
    expect(new Set(links.map(({ file }) => file)).size).toBeGreaterThan(25);
  });
});

describe("on the example site", async () => {
  const config = await loadConfig({
    env: {},
    cwd: root,
    config: path.join(root, "signalbox.example.yml"),
    data: undefined,
  });
  const { playbooks } = loadPlaybooks(config.folders.playbooks);
  const inventory = { ...config.inventory, playbooks };
  const catalog = await loadActions();
  const parse = createParser({
    actions: catalog.all,
    names: withPeople(withModels(namesOf(inventory), config.model), config),
  });

  const buttons = runbooks.flatMap(({ path: file, actions }) => actions.map(({ command }) => ({ file, command })));

  it.each(buttons)("the button of $file is a command that is carried out: $command", ({ command }) => {
    const intent = parse(command);
    expect(intent).toMatchObject({ kind: "act", reading: { stage: "grammar" } });
    const { action = "", params = {} } = intent.kind === "act" ? intent : {};
    const ours = catalog.get(action);
    expect(ours.resources(readInput(ours, params), inventory)).not.toEqual([]);
  });

  // What the text shows is for any site: names may be others, action and parameters may not.
  const shown = runbooks.flatMap((runbook) =>
    runbook.chunks
      .flatMap(({ passages }) => passages.filter(({ kind, language }) => kind === "code" && language === undefined))
      .flatMap(({ text }) => text.split("\n"))
      .map((command) => ({ file: runbook.path, command })),
  );

  it.each(shown)("the command shown in $file has its action and parameters: $command", ({ command }) => {
    const intent = parse(command);
    // Where a name is not known here, one of those that are is asked for.
    const understood = intent.kind === "act" || (intent.kind === "clarify" && (intent.candidates ?? []).length > 0);
    expect({ ...intent, understood }).toMatchObject({ action: command.split(" ")[0], understood: true });
  });
});

const blocks = (wanted: string) =>
  runbooks.flatMap(({ path: file, chunks }) =>
    chunks.flatMap(({ passages }) =>
      passages
        .filter(({ kind, language }) => kind === "code" && language === wanted)
        .map(({ text }) => ({ file, text })),
    ),
  );

describeWith(["bash"], "every shell block", () => {
  it.each(blocks("sh"))("in $file parses", ({ text }) => {
    expect(() => execFileSync("bash", ["-n"], { input: text, stdio: "pipe" })).not.toThrow();
  });
});

describe("every question to PostgreSQL", async () => {
  const database = await PGlite.create();
  afterAll(() => database.close());

  const questions = blocks("sql").flatMap(({ file, text }) =>
    text
      .split(";")
      .map((statement) => statement.trim())
      .filter((statement) => /^select\b/i.test(statement))
      .map((statement) => ({ file, statement })),
  );

  it.each(questions)("in $file is one that it understands: $statement", async ({ statement }) => {
    // To prepare it is to look up every table, column and function, and to run nothing.
    await expect(database.exec(`PREPARE question AS ${statement}; DEALLOCATE question`)).resolves.toBeDefined();
  });
});
