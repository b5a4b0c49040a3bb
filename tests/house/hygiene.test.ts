import { describe, expect, test } from "vitest";
import { dirt, misplaced } from "./hygiene.ts";
import { readTree, tree, type Tree } from "./tree.ts";

const files = readTree();
const plus = (more: Record<string, string>): Tree => new Map([...files, ...tree(more)]);

describe("the tree", () => {
  test("holds no leftovers, no paths of a machine, no secrets", () => {
    expect(dirt(files)).toEqual([]);
  });

  test("has everything in its place", () => {
    expect(misplaced(files)).toEqual([]);
  });
});

describe("a planted leftover is caught", () => {
  test.each([
    ["package-lock.json", `"resolved": "https://registry.example/x.tgz"`, "says where npm downloaded from"],
    ["docs/x.md", `see ${["", "work", "shared", "x"].join("/")}`, "names a folder of one machine"],
    ["src/bot.ts", "// TODO: finish", "is left to do"],
    ["tests/bot.test.ts", `test.only("x", () => {})`, "runs one test alone"],
    ["tests/bot.test.ts", `describe.skip("x", () => {})`, "skips a test without naming what it needs"],
    ["src/bot.ts", "const x = y as any;", "silences the compiler"],
    ["src/bot.ts", "// @ts-ignore", "silences the compiler"],
    ["adapters/slack/index.ts", `process.env["SLACK_BOT_TOKEN"]`, "reads the environment"],
    ["signalbox.example.yml", "bot_token: xoxb-123456789", "holds a key or a token"],
  ])("in %s: %s", (file, line, what) => {
    expect(dirt(tree({ [file]: `fine\n${line}\n` }))).toEqual([expect.stringContaining(`${file}:2 ${what}`)]);
  });

  test("and what is right is not", () => {
    const fine = tree({
      "src/cli/site.ts": "loadConfig({ env: process.env })",
      "docs/x.md": "https://example.test/work/x and framework/root/ and many more",
      "tests/servers/needs.ts": "describe.skip(name, body)",
      "src/x.ts": "const anything: anyone = 1;",
    });
    expect(dirt(fine)).toEqual([]);
  });

  test("in the wrong place", () => {
    const before = misplaced(files);
    const planted = plus({ "stray.txt": "", "src/utils/text.ts": "", "adapters/irc/index.ts": "" });
    expect(misplaced(planted).filter((sentence) => !before.includes(sentence))).toEqual([
      "stray.txt has no place in the root",
      "src/utils/text.ts says nothing by its name",
      "adapters/irc/listen.ts is missing",
      "adapters/irc/render.ts is missing",
      "adapters/irc/README.md is missing",
    ]);
  });
});
