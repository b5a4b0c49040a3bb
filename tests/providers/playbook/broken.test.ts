/** Every way in which a file can be wrong is one sentence with the line and column of the mistake. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Problem } from "../../../src/problem.ts";
import { loadPlaybooks, parsePlaybook } from "../../../src/providers/playbook/load.ts";

const whole = `name: probe
summary: Looks
effect: write
parameters:
  folder: { type: string }
  days: { type: integer, min: 1, max: 9, default: 3 }
steps:
  - name: One
    run: [ls, "\${folder}", "\${days}"]
    env: { WHERE: "\${host.name}" }
`;

const edit = (from: string | RegExp, to: string): string => {
  const edited = whole.replace(from, to);
  expect(edited).not.toBe(whole);
  return edited;
};

test("the file that all the others are a mistake away from is right", () => {
  expect(parsePlaybook("probe.yml", whole)).toMatchObject({ name: "probe", steps: [{ timeout: 300, retry: "once" }] });
});

const run = (argv: string): [RegExp, string] => [/run: \[.*\]/, `run: ${argv}`];
const inText = "stands in program text";

test.each([
  ["not YAML", ["name: probe", "name: [probe"], "summary", ""],
  ["the same key twice", ["summary: Looks", "name: again"], "name: again", "unique"],
  ["an unknown setting", ["summary: Looks", "summary: Looks\ncolour: red"], "colour", "there is no setting colour"],
  ["an unknown setting in a step", ["  - name: One", "  - name: One\n    shell: ls"], "shell", "steps.0.shell"],
  ["an unknown setting of a parameter", ["type: string", "type: string, regex: x"], "regex", "parameters.folder.regex"],
  ["an unknown kind of parameter", ["type: string", "type: path"], "type: path", "type"],
  ["a parameter for a secret", ["type: string", "type: secret"], "type: secret", "a secret is no parameter"],
  ["a missing setting", ["summary: Looks\n", ""], "name", "summary"],
  ["a wrong name", ["name: probe", "name: Probe!"], "name: Probe", "lower case"],
  ["a wrong effect", ["effect: write", "effect: harmless"], "effect", "effect"],
  ["no steps", [/steps:\n[^]*/, "steps: []\n"], "steps", "steps"],
  ["a command that is a sentence", run("ls -l"), "run: ls", "run"],
  ["an argument that YAML takes for a number", run('[ls, "${folder}", "${days}", -0]'), "-0", "in quotes"],
  ["a wrong time", ["    env:", "    timeout: soon\n    env:"], "timeout", "like 10m"],
  ["a default out of bounds", ["default: 3", "default: 30"], "default: 30", "at most 9"],
  ["a pattern that is none", ["type: string", 'type: string, pattern: "["'], "pattern", "pattern"],
  ["an unknown placeholder", run('[ls, "${folder}", "${days}", "${nobody}"]'), '"${nobody}"', "nobody"],
  ["an unknown host fact", run('[ls, "${folder}${days}", "${host.password}"]'), '"${host.password}"', "host.password"],
  ["a placeholder in the environment", ["${host.name}", "${nobody}"], "WHERE", "nobody"],
  ["a parameter nobody uses", [', "${days}"', ""], "days: {", "no step uses the parameter days"],
  ["a program that is a parameter", run('["${folder}", "${days}"]'), '"${folder}"', "cannot be a placeholder"],
  ["a parameter in a shell's text", run('[sh, -c, "ls ${folder}", "${days}"]'), '"ls ${folder}"', inText],
  ["… behind grouped options", run('[bash, -euc, "ls ${folder}", "${days}"]'), '"ls ${folder}"', inText],
  [
    "… behind an option with a value",
    run('[bash, -o, pipefail, -c, "ls ${folder} ${days}"]'),
    '"ls ${folder} ${days}"',
    inText,
  ],
  ["… by its path", run('[/bin/sh, -c, "ls ${folder} ${days}"]'), '"ls ${folder} ${days}"', inText],
  ["… behind sudo", run('[sudo, -n, sh, -c, "ls ${folder} ${days}"]'), '"ls ${folder} ${days}"', inText],
  ["… behind find", run('[find, "${days}", -exec, sh, -c, "rm ${folder}", ";"]'), '"rm ${folder}"', inText],
  [
    "… behind find for a file called sh",
    run('[find, -name, awk, -exec, sh, -c, "${folder}${days}"]'),
    '"${folder}${days}"',
    inText,
  ],
  ["… where the option is a parameter", run('[sh, "${folder}", "${days}"]'), '"${folder}"', inText],
  ["… in Python", run('[python3, -c, "print(${folder}, ${days})"]'), '"print(', inText],
  ["… in the second text of Perl", run('[perl, -e, "1;", -e, "${folder} ${days}"]'), '"${folder} ${days}"', inText],
  ["… in awk", run('[awk, -F, ":", "/${folder}/ ${days}"]'), '"/${folder}', inText],
  ["… in sed", run('[sed, -n, "s/a/${folder}/", "${days}"]'), '"s/a/', inText],
  [
    "stdin from a check that is not there",
    ["    env:", "    stdin: { from: check }\n    env:"],
    "stdin",
    "needs a check",
  ],
  [
    "changes without a subject",
    ["    env:", "    check: { run: [ls], changes: { kind: delete, noun: file, columns: [bytes] } }\n    env:"],
    "columns",
    "subject",
  ],
  [
    "a playbook that only looks, with a step that does not",
    ["effect: write", "effect: read"],
    "name: One",
    "retry: read",
  ],
  [
    "a step that only looks, with a way back",
    ["    env:", "    retry: read\n    undo: Put it back\n    env:"],
    "name: One",
    "undo",
  ],
] as [string, [string | RegExp, string], string, string][])("%s", (_, [from, to], there, why) => {
  const text = edit(from, to);
  let caught: Problem | undefined;
  try {
    parsePlaybook("probe.yml", text);
  } catch (error) {
    caught = error as Problem;
  }
  expect(caught?.code).toBe("PLAYBOOK_BROKEN");
  expect(caught?.sentence).toContain(why);
  const [, line, column] = /^probe\.yml:(\d+):(\d+): /.exec(caught?.sentence ?? "") ?? [];
  expect(text.split("\n")[Number(line) - 1]?.slice(Number(column) - 1)).toMatch(startsWith(there));
});

const startsWith = (text: string): RegExp => new RegExp(`^${RegExp.escape(text)}`);

test.each([
  ["the shell's own variables", '[sh, -c, "echo ${HOME} ${1} ${TMPDIR:-/tmp}", sh, "${folder}", "${days}"]'],
  ["a shell that goes by the name of another", '[sh, -c, "exec ls $1", bash, "${folder}", "${days}"]'],
  ["text in the middle of an argument", '[ls, "--since=${days}", "${folder}/x"]'],
])("%s are no mistake", (_, argv) => {
  expect(parsePlaybook("probe.yml", edit(...run(argv)))).toMatchObject({ name: "probe" });
});

const folder = mkdtempSync(path.join(tmpdir(), "signalbox-broken-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a broken file takes no other down, nor does a second one of the same name; other files are not read", () => {
  writeFileSync(path.join(folder, "a.yml"), whole);
  writeFileSync(path.join(folder, "b.yml"), "name: [");
  writeFileSync(path.join(folder, "c.yaml"), whole);
  writeFileSync(path.join(folder, "notes.txt"), "name: [");
  const { playbooks, problems } = loadPlaybooks(folder);
  expect(playbooks.map(({ name }) => name)).toEqual(["probe"]);
  expect(problems.map(({ sentence }) => path.basename(sentence).split(":")[0])).toEqual(["b.yml", "c.yaml"]);
  expect(loadPlaybooks(path.join(folder, "nowhere")).playbooks).toEqual([]);
});
