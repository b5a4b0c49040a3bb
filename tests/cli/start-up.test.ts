/** What a command loads before it can work; time itself is measured by the benchmark. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { dataFolder, temporaryFolder } from "../support/database.ts";
import { signalbox } from "./signalbox.ts";

/** The packages of which this command loads anything, in its main thread. */
async function loads(args: readonly string[], data = temporaryFolder()): Promise<Set<string>> {
  const folder = temporaryFolder();
  const [hook, list] = [path.join(folder, "hook.mjs"), path.join(folder, "list")];
  writeFileSync(
    hook,
    `import { registerHooks } from "node:module";
     import { appendFileSync } from "node:fs";
     import { isMainThread } from "node:worker_threads";
     const load = (url, context, next) => (appendFileSync(${JSON.stringify(list)}, url + "\\n"), next(url, context));
     if (isMainThread) registerHooks({ load });`,
  );
  const ended = await signalbox(args, { data, node: ["--import", hook] });
  expect(ended).toMatchObject({ code: 0, err: "" });
  const names = readFileSync(list, "utf8").matchAll(/node_modules\/((?:@[^/]+\/)?[^/\n]+)/g);
  return new Set([...names].map(([, name = ""]) => name));
}

test("parse and ask open no database and read no policies", async () => {
  const [parse, ask] = await Promise.all([loads(["parse"]), loads(["ask", "the disk is full"])]);
  expect([...parse]).toContain("zod");
  for (const needless of ["kysely", "pg", "@electric-sql/pglite", "@cedar-policy/cedar-wasm", "pino"]) {
    expect([...parse]).not.toContain(needless);
    expect([...ask]).not.toContain(needless);
  }
});

test("the chat loads only what this site uses", async () => {
  const chat = await loads(["chat", "--once", "help"], dataFolder());
  expect([...chat]).toContain("@cedar-policy/cedar-wasm");
  for (const needless of ["@slack/bolt", "@slack/web-api", "cloudflare", "node-ssh", "ssh2", "pg"]) {
    expect([...chat]).not.toContain(needless);
  }
});
