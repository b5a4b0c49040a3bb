/** What docs/playbooks.md says is so. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { playbookSchema } from "../../src/providers/playbook/definition.ts";
import { loadPlaybooks } from "../../src/providers/playbook/load.ts";
import { createShells } from "../../src/providers/shells.ts";
import { localhost } from "../providers/localhost.ts";
import { contextOf, engineOf, inventoryOf } from "../providers/playbook/bench.ts";

const text = readFileSync(path.join(import.meta.dirname, "../../docs/playbooks.md"), "utf8");

test("its example runs", async () => {
  const [, example = ""] = /```yaml\n([^]*?)```/.exec(text) ?? [];
  const cache = path.join(mkdtempSync(path.join(tmpdir(), "signalbox-docs-")), "cache");
  mkdirSync(cache);
  writeFileSync(path.join(cache, "a file"), "");
  const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
  const engine = engineOf(shells, { example: example.replace("/srv/[a-z]+/cache", "/.*/cache") });
  const inventory = inventoryOf({ ...localhost, vars: { cache } });
  const run = { playbook: "clear-cache", targets: ["localhost"], vars: {}, check: false };
  const plan = await engine.plan(run, inventory, new AbortController().signal);
  expect(plan.sentence).toBe("Run clear-cache on localhost: delete 1 file");
  expect(await engine.apply(plan, contextOf(inventory))).toMatchObject({ state: "done" });
  expect(existsSync(path.join(cache, "a file"))).toBe(false);
});

interface Node {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly additionalProperties?: Node | boolean;
  readonly oneOf?: readonly Node[];
}

/** The names of all settings, at any depth. */
function settings(node: Node): string[] {
  const children = [node.items, node.additionalProperties, ...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return [
    ...Object.entries(node.properties ?? {}).flatMap(([name, child]) => [name, ...settings(child)]),
    ...children.flatMap((child) => (typeof child === "object" ? settings(child) : [])),
  ];
}

test.each([...new Set(settings(playbookSchema()))])("it names the setting %s", (name) => {
  expect(text).toMatch(new RegExp(`\`[^\`\n]*\\b${name}\\b[^\`\n]*\`|^ *-? *${name}:|\\b${name}:`, "m"));
});

test("it names the playbooks that come with Signalbox, and no others", () => {
  const { playbooks } = loadPlaybooks(path.join(import.meta.dirname, "../../playbooks"));
  const [sentence = ""] = /The five that come with Signalbox \([^)]*\)/.exec(text) ?? [];
  expect([...sentence.matchAll(/`([^`]+)`/g)].map((match) => match[1])).toEqual(playbooks.map(({ name }) => name));
});
