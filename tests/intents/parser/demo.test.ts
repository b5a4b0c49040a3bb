import path from "node:path";
import { describe, expect, it } from "vitest";
import { createParser } from "../../../intents/parser/index.ts";
import type { Intent } from "../../../src/intent.ts";
import { namesOf } from "../../../src/inventory.ts";
import { loadConfig } from "../../../src/load-config.ts";
import { loadPlaybooks } from "../../../src/providers/playbook/load.ts";
import { actions } from "./catalog.ts";

const root = path.join(import.meta.dirname, "../../..");
const config = await loadConfig({
  env: {},
  cwd: root,
  config: path.join(root, "signalbox.example.yml"),
  data: undefined,
});
const { playbooks } = loadPlaybooks(path.join(root, "playbooks"));
const names = namesOf({ ...config.inventory, playbooks });
const parse = createParser({ actions, names });

const sentences: readonly (readonly [string, Partial<Intent>])[] = [
  ["the disk on this box is filling up, what do I do?", { kind: "ask" }],
  [
    "run disk-report on localhost",
    { kind: "act", action: "playbook.run", params: { playbook: "disk-report", targets: ["localhost"] } },
  ],
  [
    "clean up temp files on localhost",
    { kind: "act", action: "playbook.run", params: { playbook: "clean-temp", targets: ["localhost"] } },
  ],
  [
    "cpu of localhost last 10 minutes",
    { kind: "act", action: "metrics.query", params: { signal: "cpu", host: "localhost", window: "10m" } },
  ],
  [
    "point api.example.test at 203.0.113.10",
    {
      kind: "act",
      action: "dns.record.update",
      params: { zone: "example.test", name: "api.example.test", type: "A", value: "203.0.113.10" },
    },
  ],
  [
    "purge the cache for shop.example.test",
    { kind: "act", action: "cache.purge", params: { zone: "shop.example.test", scope: "everything" } },
  ],
  ["don't restart nginx", { kind: "none" }],
  ["how do I purge the cache?", { kind: "ask" }],
  ["yesterday bob purged the cache", { kind: "none" }],
];

describe("on the example site", () => {
  it.each(sentences)("“%s”", (text, intent) => {
    const { reading: _, ...read } = parse(text);
    expect(read).toEqual(intent.kind === "ask" ? { ...intent, question: text } : intent);
  });

  it.each(actions.flatMap((action) => action.examples.map((example) => [action.name, example] as const)))(
    "%s: its example “%s” is read as it",
    (name, example) => {
      const read = parse(example);
      expect(read).toMatchObject(name === "ask" ? { kind: "ask" } : { kind: "act", action: name });
    },
  );
});
