/** `signalbox knowledge …`, as a process on a site of one's own. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../support/database.ts";
import { page } from "../support/library.ts";
import { failure, failureOf, signalbox } from "./signalbox.ts";

const root = path.join(import.meta.dirname, "../..");
const home = temporaryFolder();
const config = path.join(home, "signalbox.yml");
const docs = path.join(home, "docs");

beforeAll(() => {
  mkdirSync(path.join(docs, "hosts"), { recursive: true });
  writeFileSync(path.join(docs, "hosts/walrus.md"), page("Care of the walrus", "Feed the walrus fresh herring."));
  writeFileSync(path.join(docs, "ibex.md"), page("Care of the ibex", "Brush it. See [the walrus](hosts/whale.md)."));
  const site = {
    people: { me: { roles: ["operator"], accounts: { terminal: "me" } } },
    terminal: { account: "me" },
    folders: { policies: path.join(root, "policies"), playbooks: path.join(root, "playbooks"), runbooks: docs },
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify(site));
});

const knowledge = (words: readonly string[], input = "") =>
  signalbox(["knowledge", ...words, "--config", config, "--data", path.join(home, "data")], { input });

test("`sync` and `status` say what was read, and nothing is read twice", async () => {
  expect(JSON.parse((await knowledge(["sync", "--json"])).out)).toMatchObject({ added: 2, changed: 0, removed: 0 });
  expect((await knowledge(["sync"])).out).toMatch(/^0 new, 0 changed, 0 gone\./);
  const status = JSON.parse((await knowledge(["status", "--json"])).out) as { sources: { documents: number }[] };
  expect(status.sources).toMatchObject([{ name: "", where: docs, documents: 2, error: null }]);
});

test("`search --jsonl --corpus` ranks a folder by itself, and gives nothing where it abstains", async () => {
  const input = '{"qid":"q1","text":"feed the walrus"}\n\n{"qid":2,"text":"how do I bake bread"}\n';
  const { out, code } = await knowledge(["search", "--jsonl", "--corpus", docs], input);
  const lines = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { docs: string[] });
  expect(code).toBe(0);
  expect(lines).toMatchObject([
    { qid: "q1", docs: ["hosts/walrus", "ibex"], confidence: expect.any(Number) },
    { qid: 2, docs: [], confidence: 0 },
  ]);
});

test.each([
  [["search"], "", /there is no question, and no --jsonl/],
  [["search", "--jsonl"], '{"text":"x"}\n', /line 1 is not \{"qid", "text"\}/],
  [["search", "--jsonl", "--corpus", "/nowhere"], "", /nothing can be found in \/nowhere/],
  [["calibrate", "/nowhere"], "", /\/nowhere cannot be read/],
  [["gaps", "--days", "soon"], "", /no database|--days takes/],
] as const)("%s: a mistake is told with a hint", async (words, input, why) => {
  expect(failureOf(await knowledge(words, input))).toEqual(failure(2, why));
});

test("`lint` names what is wrong where it stands, and ends with 1 if something certainly is", async () => {
  const { out, code } = await knowledge(["lint"]);
  expect(out).toMatch(/^ibex\.md:5: error: .*whale.* \(dead-link\)$/m);
  expect(out).toMatch(/no-owner/);
  expect(code).toBe(1);
});

test("`add` writes one more source into the configuration, and says what to write where it may not", async () => {
  expect((await knowledge(["add", docs, "--name", "zoo"])).out).toContain("now has the source zoo");
  expect(readFileSync(config, "utf8")).toContain("zoo");
  expect(failureOf(await knowledge(["add", docs, "--name", "zoo"]))).toEqual(failure(2, /a source called zoo already/));
  const { out } = await signalbox(["knowledge", "add", docs, "--config", path.join(root, "signalbox.example.yml")]);
  expect(out).toMatch(/Write this into your signalbox\.yml[\s\S]*sources:\n\s+- name: docs\n\s+folder: /);
});
