import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { jsonSchema, settings, variables } from "../../src/config.ts";
import { codes, template } from "../../src/problem.ts";
import { compareRows, isDocument, settingsOf, tableRows, unknownNames, type Facts } from "./documents.ts";
import { readTree, root, tree, type Tree } from "./tree.ts";

const run = promisify(execFile);

/** What `signalbox --help`, or the help of one command, prints. */
const help = async (...command: string[]): Promise<string> =>
  (await run(process.execPath, [path.join(root, "src/launcher.mjs"), ...command, "--help"])).stdout;

/** Names in capitals in the files that set or read variables. */
function variablesIn(files: Tree): Set<string> {
  const readers = ["signalbox.example.yml", "docker-compose.yml", "Dockerfile", ".ci/run", "tests/servers/needs.ts"];
  const text = readers.map((file) => files.get(file) ?? "").join("\n");
  const names = [...text.matchAll(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g)].map(([name]) => name);
  // NO_COLOR is read by Node itself (no-color.org).
  return new Set([...names, ...variables, "NO_COLOR"]);
}

const files = readTree();
const textOf = (file: string): string => files.get(file) ?? "";
let facts: Facts;

beforeAll(async () => {
  const commands = [...(await help()).matchAll(/^ {2}([a-z]+)\b/gm)].map(([, name = ""]) => name);
  const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
  facts = {
    tree: files,
    settings: settings(),
    codes,
    variables: variablesIn(files),
    commands,
    scripts: Object.keys(scripts),
  };
});

describe("every document", () => {
  test.each([...files.keys()].filter(isDocument))("%s names only what exists", (file) => {
    expect(unknownNames(file, textOf(file), facts)).toEqual([]);
  });
});

describe("everything is documented", () => {
  test("every setting in docs/configuration.md, and no other", () => {
    const rows = new Map([...tableRows(textOf("docs/configuration.md"))].filter(([name]) => !/^[A-Z_]+$/.test(name)));
    expect(compareRows(rows, settingsOf(jsonSchema()))).toEqual([]);
  });

  test("every environment variable in docs/configuration.md", () => {
    const rows = tableRows(textOf("docs/configuration.md"));
    expect(variables.filter((name) => !rows.has(name))).toEqual([]);
  });

  test("every error in docs/errors.md, in the words of the catalogue", () => {
    const rows = tableRows(textOf("docs/errors.md"));
    expect(compareRows(rows, codes)).toEqual([]);
    for (const code of codes) expect({ [code]: rows.get(code) }).toEqual({ [code]: [...template(code)] });
  });

  test("every command and every option of it in docs/commands.md", async () => {
    const text = textOf("docs/commands.md");
    expect(facts.commands.length).toBeGreaterThan(5);
    const helped = await Promise.all(
      facts.commands.filter((name) => name !== "help").map(async (name) => ({ name, text: await help(name) })),
    );
    const missing = helped.flatMap(({ name, text: helpText }) => {
      const row = text.split("\n").find((line) => line.startsWith(`| \`signalbox ${name}`));
      if (row === undefined) return [name];
      const options = [...helpText.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option = ""]) => option);
      const everywhere = ["--help", "--config", "--data"];
      return options
        .filter((option) => !everywhere.includes(option) && !row.includes(option))
        .map((option) => `${name} ${option}`);
    });
    expect(missing).toEqual([]);
  });
});

describe("a planted mistake is caught", () => {
  const small: Facts = {
    tree: tree({ "src/plan.ts": "", "docs/errors.md": "", "signalbox.example.yml": "" }),
    settings: ["name", "slack.bot_token", "inventory.hosts"],
    codes: ["NOT_ALLOWED"],
    variables: new Set(["SIGNALBOX_DATA"]),
    commands: ["chat"],
    scripts: ["check"],
  };

  test.each([
    ["see [x](gone.md)", "there is nothing at gone.md"],
    ["see [x](../src/gone.ts#part)", "there is nothing at ../src/gone.ts"],
    ["look at `src/gone.ts`.", "there is no src/gone.ts"],
    ["    src/gone.ts   in a block", "there is no src/gone.ts"],
    ["copy `gone.example.yml`", "there is no gone.example.yml"],
    ["the code `NOT_THERE`", "there is no code or variable NOT_THERE"],
    ["```\nSIGNALBOX_GONE=1\n```", "there is no code or variable SIGNALBOX_GONE"],
    ["set `slack.bot_tokn`", "there is no setting slack.bot_tokn"],
    ["run `signalbox dance`", "there is no command dance"],
    ["run `npm run signalbox -- dance`", "there is no npm script signalbox"],
    ["run `npm run dance`", "there is no npm script dance"],
  ])("%j", (text, sentence) => {
    expect(unknownNames("docs/x.md", text, small)).toContain(`docs/x.md: ${sentence}`);
  });

  test("and what is right is not", () => {
    const text = `[e](errors.md#not_allowed) [w](https://example.test/x.md) \`src/plan.ts\` \`src/*.ts\` \`plan.ts\`
\`NOT_ALLOWED\` \`SIGNALBOX_DATA\` \`slack.bot_token\` \`inventory.hosts.web.user\` \`signalbox chat --as NAME\` \`npm run check\`
\`signalbox.yml\` \`dns.record.update\`
`;
    expect(unknownNames("docs/x.md", text, small)).toEqual([]);
  });

  test("in a schema: every setting is found, below chosen names and in lists too", () => {
    const schema = {
      properties: {
        name: {},
        hosts: { additionalProperties: { anyOf: [{ properties: { port: {} } }, {}] } },
        seed: { items: { properties: { path: {} } } },
        words: { items: {} },
      },
    };
    expect(settingsOf(schema)).toEqual(["name", "hosts", "hosts.NAME.port", "seed", "seed.NUMBER.path", "words"]);
  });

  test("in a table of names", () => {
    const rows = tableRows("| `A` | says | do |\n| `B` | says | do |\n| no code | x |");
    expect(compareRows(rows, ["A", "C"])).toEqual(["C is not documented", "B does not exist"]);
    expect(rows.get("A")).toEqual(["says", "do"]);
  });
});
