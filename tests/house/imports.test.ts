import { describe, expect, test } from "vitest";
import { importsOf, nouns, ports, wrongImports } from "./imports.ts";
import { readTree, tree } from "./tree.ts";

describe("the house", () => {
  test("imports only in the directions of ARCHITECTURE.md, without a circle", () => {
    expect(wrongImports(readTree())).toEqual([]);
  });

  test("has every noun in a file of its own", () => {
    const files = readTree();
    expect([...nouns, ...ports].filter((noun) => !files.has(noun))).toEqual([]);
  });
});

describe("what counts as an import", () => {
  test("static, exported, bare, spread over lines, and dynamic", () => {
    const text = `import a from "./a.ts";
import {
  type B,
  type C,
} from "../b.ts";
import type { D } from "zod";
export * from "./d.ts";
import "./e.ts";
// import("./no.ts")
 * import("./no.ts") either
const f = await import("./f.ts");
const g = await import(name);
`;
    const found = importsOf("src/store/x.ts", text).map(({ to, typeOnly, lazy }) => `${to} ${typeOnly} ${lazy}`);
    expect(found).toEqual([
      "src/store/a.ts false false",
      "src/b.ts true false",
      "zod true false",
      "src/store/d.ts false false",
      "src/store/e.ts false false",
      "src/store/f.ts false true",
      "what it computes false true",
    ]);
  });
});

const planted: readonly (readonly [sentence: string, files: Record<string, string>])[] = [
  [
    "src/bot.ts imports adapters/slack/index.ts: src may not import adapters/slack",
    { "src/bot.ts": `import { x } from "../adapters/slack/index.ts";`, "adapters/slack/index.ts": "" },
  ],
  [
    "adapters/slack/index.ts imports adapters/terminal/json.ts: adapters/slack may not import adapters/terminal",
    { "adapters/slack/index.ts": `await import("../terminal/json.ts");`, "adapters/terminal/json.ts": "" },
  ],
  [
    "intents/actions/dns.ts imports intents/actions/cache.ts: actions never import each other",
    { "intents/actions/dns.ts": `import "./cache.ts";`, "intents/actions/cache.ts": "" },
  ],
  [
    "intents/actions/dns.ts imports src/store/requests.ts: only the kernel opens the store",
    { "intents/actions/dns.ts": `import { x } from "../../src/store/requests.ts";`, "src/store/requests.ts": "" },
  ],
  [
    "src/plan.ts imports src/log.ts: nouns import only one another",
    { "src/plan.ts": `import type { Log } from "./log.ts";`, "src/log.ts": "" },
  ],
  ["src/plan.ts imports pino: nouns need no packages but zod", { "src/plan.ts": `import pino from "pino";` }],
  [
    "src/store/inbox.ts imports src/bot.ts: the store imports only nouns",
    { "src/store/inbox.ts": `import type { Bot } from "../bot.ts";`, "src/bot.ts": "" },
  ],
  [
    "knowledge/index.ts imports src/main.ts: only a command puts the parts together",
    { "knowledge/index.ts": `import { x } from "../src/main.ts";`, "src/main.ts": "" },
  ],
  [
    "migrations/001_x.ts imports src/config.ts: migrations import kysely and nothing else",
    { "migrations/001_x.ts": `import { x } from "../src/config.ts";`, "src/config.ts": "" },
  ],
  [
    "adapters/slack/index.ts imports @slack/bolt: it is slow to load: `await import()` it when first needed",
    { "adapters/slack/index.ts": `import bolt from "@slack/bolt";` },
  ],
  [
    "src/bot.ts imports what it computes: imports name what they import",
    { "src/bot.ts": "const x = await import(name);" },
  ],
  ["src/bot.ts imports src/gone.ts: there is no such file", { "src/bot.ts": `import { x } from "./gone.ts";` }],
  [
    "src/bot.ts → src/perform.ts → src/bot.ts: a circle",
    { "src/bot.ts": `import { p } from "./perform.ts";`, "src/perform.ts": `import { b } from "./bot.ts";` },
  ],
];

describe("a planted violation is caught", () => {
  test.each(planted)("%s", (sentence, files) => {
    expect(wrongImports(tree(files))).toEqual([sentence]);
  });

  test("and what is allowed is not: types in a circle, roots importing everything, lazy heavy packages", () => {
    const fine = tree({
      "src/action.ts": `import type { P } from "./providers/index.ts";`,
      "src/providers/index.ts": `import type { A } from "../action.ts";`,
      "src/cli/chat.ts": `import { t } from "../../adapters/terminal/index.ts";`,
      "adapters/terminal/index.ts": `import type { App } from "@slack/bolt";\nconst b = await import("@slack/bolt");`,
    });
    expect(wrongImports(fine)).toEqual([]);
  });
});
