/** `signalbox policy`, as a process of its own: what it prints and how it ends. */
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/database.ts";
import { shipped } from "../policies/questions.ts";
import { example, failure, failureOf, signalbox } from "./signalbox.ts";

/** A copy of the shipped policies in which this text is that. */
function changed(file: string, from: string, to: string): string {
  const folder = temporaryFolder();
  cpSync(shipped, folder, { recursive: true });
  const name = path.join(folder, file);
  writeFileSync(name, readFileSync(name, "utf8").replaceAll(from, to));
  return folder;
}

test("can: what would be decided, by which policies, who could say yes, and what is taken for granted", async () => {
  const words = ["cache.purge", "zone=shop.example.test", "scope=everything"];
  const { code, out } = await signalbox(["policy", "can", "ann", ...words], { config: example });
  expect(code).toBe(0);
  expect(out).toMatch(/^ann asking for cache\.purge zone=shop\.example\.test scope=everything: ask 1 of approver$/m);
  expect(out).toMatch(/^ {2}by +change \(writes\.cedar:\d+\)$/m);
  expect(out).toMatch(/^ {2}1 of approver: Bob$/m);
  expect(out).toMatch(/^ {2}assumed +it is asked in a channel$/m);
  const json = await signalbox(["policy", "can", "ann", ...words, "--json"], { config: example });
  expect(JSON.parse(json.out)).toMatchObject({
    decision: { kind: "ask" },
    who: [{ role: "approver", names: ["Bob"] }],
  });
});

test.each([
  [["can", "zoe", "help"], /^I know nobody called zoe\. /],
  [["can", "ann", "help", "--at", "noon"], /^--at noon is no time; /],
  [["can", "ann", "dns.record.create", "shop"], /^Which value is it for dns\.record\.create\. /],
  [["test", "/nowhere.yml"], /^\/nowhere\.yml is no table of sentences: there is no such file\. /],
  [["diff", shipped, "/nowhere"], /^The policies in \/nowhere do not load: /],
])("%j: bad usage is one sentence and exit code 2", async (args, sentence) => {
  expect(failureOf(await signalbox(["policy", ...args], { config: example }))).toEqual(failure(2, sentence));
});

test("test: a table is put to the policies beside it; one sentence that does not hold is shown and fails", async () => {
  const tables = ["", "examples/startup", "examples/enterprise"].map((name) => path.join(shipped, name, "table.yml"));
  const right = await signalbox(["policy", "test", ...tables], { config: example });
  expect(right).toMatchObject({ code: 0, err: "" });
  expect(right.out.match(/(\d+) of \1 sentences hold/g)).toHaveLength(3);

  const folder = changed("writes.cedar", '@approve("2 of approver")\n@expires("1h")', '@approve("3 of approver")');
  const wrong = await signalbox(["policy", "test", path.join(folder, "table.yml")], { config: example });
  expect(wrong.code).toBe(1);
  expect(wrong.out).toContain(
    [
      "ann: playbook.run (write) on localhost with targetCount=6",
      "  - ask 2 of approver within 1h",
      "  + ask 3 of approver, valid for 1h",
      "    by change, far-reaching",
    ].join("\n"),
  );
});

test("diff: ends like diff, and says what is decided otherwise", async () => {
  const folder = changed("freezes.cedar", "context.frozen", "context.frozen && context.everything");
  expect(await signalbox(["policy", "diff", shipped, shipped], { config: example })).toMatchObject({
    code: 0,
    out: "No policy differs.\n",
  });
  const { code, out } = await signalbox(["policy", "diff", shipped, folder], { config: example });
  expect(code).toBe(1);
  expect(out).toMatch(/^changed: policy freeze$/m);
  expect(out).toMatch(/while frozen\n {2}- deny because \{freeze\}\n {2}\+ ask 1 of approver$/m);
});

test("matrix: a line for each answer", async () => {
  const { code, out } = await signalbox(["policy", "matrix"], { config: example });
  expect(code).toBe(0);
  expect(out).toContain("read: every other action\n");
  expect(out).toMatch(/· while frozen → deny because \{freeze\}$/m);
});

test("why and doctor, where changes are approved: which version is in force, and that another waits", async () => {
  const data = temporaryFolder();
  const config = path.join(data, "signalbox.yml");
  const policies = changed("reads.cedar", "", "");
  const site = readFileSync(example, "utf8").replace("data: ./data", "policies: { changes: approved }");
  writeFileSync(config, `${site}\nfolders: { policies: ${policies} }\n`);
  const asked = await signalbox(
    ["chat", "--once", "dns.record.create name=w2.example.test type=A value=192.0.2.9", "--json"],
    {
      data,
      config,
    },
  );
  const { request } = JSON.parse(asked.out.split("\n")[0] ?? "") as { request: { id: string } };
  const why = await signalbox(["policy", "why", request.id], { data, config });
  expect(why.out).toContain("It takes 1 approver.");
  expect(why.out).toMatch(/change +writes\.cedar:\d+/);

  const name = path.join(policies, "writes.cedar");
  writeFileSync(name, readFileSync(name, "utf8").replaceAll('"1 of approver"', '"2 of approver"'));
  const { out } = await signalbox(["doctor"], { data, config });
  expect(out).toMatch(/adopted +version \w{12} is in force; version \w{12} in the folder waits for `policy\.adopt`/);
}, 90_000);
