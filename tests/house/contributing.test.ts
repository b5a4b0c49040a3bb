/** The action that CONTRIBUTING.md shows is a real one: found, read and answered as it stands there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createParser } from "../../intents/parser/index.ts";
import type { AnswerContext } from "../../src/action.ts";
import { loadCatalog } from "../../src/catalog.ts";
import { namesOf } from "../../src/inventory.ts";
import { root } from "./tree.ts";

// Its imports count from a folder two below the root, as intents/actions is; data/ is nobody's to commit.
mkdirSync(path.join(root, "data"), { recursive: true });
const folder = mkdtempSync(path.join(root, "data/contributing-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the example action works as it is", async () => {
  const text = readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
  const [, example = ""] = /^```ts\n([\s\S]*?)^```$/m.exec(text) ?? [];
  writeFileSync(path.join(folder, "example.ts"), example);

  const { all } = await loadCatalog(folder);
  const [action] = all;
  if (all.length !== 1 || action?.kind !== "read") throw new Error("the example is not one read action");
  const nothing = { environments: [], hosts: [], groups: {}, services: [], zones: [], playbooks: [] };
  const parse = createParser({ actions: all, names: namesOf(nothing) });
  for (const sentence of action.examples) expect(parse(sentence)).toMatchObject({ kind: "act", action: action.name });
  // It touches nothing, so it needs nothing.
  const reply = await action.answer(action.input.parse({}), {} as AnswerContext);
  expect(reply).toMatchObject({ reply: "text", text: expect.stringMatching(/^\d{4}-\d\d-\d\dT/) });
});
