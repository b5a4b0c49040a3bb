import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { digest } from "../../../src/plan.ts";
import { playbookSchema } from "../../../src/providers/playbook/definition.ts";
import type { PlaybookRun } from "../../../src/providers/playbooks.ts";
import { createShells } from "../../../src/providers/shells.ts";
import { localhost } from "../localhost.ts";
import { contextOf, engineOf, inventoryOf, newLedger } from "./bench.ts";

const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
const signal = new AbortController().signal;

let folder: string;
let inventory: ReturnType<typeof inventoryOf>;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "signalbox-engine-"));
  inventory = inventoryOf(
    { ...localhost, vars: { folder } },
    { ...localhost, name: "second", labels: ["spare"], vars: { folder: path.join(folder, "second") } },
  );
});

const run = (playbook: string, more: Partial<PlaybookRun> = {}): PlaybookRun => ({
  playbook,
  targets: ["localhost"],
  vars: {},
  check: false,
  ...more,
});

/** Deletes the files of a folder whose names the check lists. */
const tidy = `
name: tidy
summary: Deletes
effect: destructive
parameters:
  folder: { type: string, from_host_var: folder, pattern: /.* }
steps:
  - name: Delete them
    check:
      run: [sh, -c, 'cd "$1" && for file in *; do [ ! -f "$file" ] || printf "%s\\t%s\\n" "$(wc -c <"$file")" "$1/$file"; done', sh, "\${folder}"]
      changes: { kind: delete, noun: file, columns: [bytes, subject] }
    stdin: { from: check }
    run: [sh, -c, 'while IFS= read -r file; do rm -- "$file" && echo "gone: $file"; done']
    retry: idempotent
`;

describe("a plan", () => {
  test("lists exactly what would change, in words that code wrote", async () => {
    writeFileSync(path.join(folder, "b"), Buffer.alloc(3 * 1024 * 1024));
    writeFileSync(path.join(folder, "a"), "12345");
    const plan = await engineOf(shells, { tidy }).plan(run("tidy"), inventory, signal);
    expect(plan).toMatchObject({
      sentence: "Run tidy on localhost: delete 2 files, 3.0 MB",
      effect: "destructive",
      changes: [
        { kind: "delete", subject: `localhost:${folder}/a`, before: "5 bytes", after: null },
        { kind: "delete", subject: `localhost:${folder}/b`, before: "3.0 MB", after: null },
      ],
      facts: { playbook: "tidy", targetCount: 1, changeCount: 2, check: false },
      checked: true,
      undo: null,
    });
    expect(plan.resources).toEqual([
      { kind: "playbook", id: "tidy" },
      { kind: "host", id: "localhost", environment: "dev", labels: [] },
    ]);
  });

  test("is the same for the same state and another for any other", async () => {
    const engine = engineOf(shells, { tidy });
    writeFileSync(path.join(folder, "a"), "1");
    const digestNow = async () => digest("playbook.run", {}, await engine.plan(run("tidy"), inventory, signal), "v1");
    const first = await digestNow();
    expect(await digestNow()).toBe(first);
    writeFileSync(path.join(folder, "b"), "");
    expect(await digestNow()).not.toBe(first);
  });

  test("says plainly that there is nothing to do", async () => {
    await expect(engineOf(shells, { tidy }).plan(run("tidy"), inventory, signal)).rejects.toMatchObject({
      code: "NOTHING_TO_DO",
      sentence: "tidy finds nothing to do on localhost.",
    });
  });

  test("of a thousand changes shows the first and the number, and holds them all", async () => {
    for (let at = 0; at < 1000; at++) writeFileSync(path.join(folder, `f${String(at).padStart(4, "0")}`), "x");
    const engine = engineOf(shells, { tidy });
    const plan = await engine.plan(run("tidy"), inventory, signal);
    expect(plan.changes).toHaveLength(201);
    expect(plan.changes.at(-1)).toMatchObject({ kind: "delete", subject: "and 800 more" });
    expect(plan.sentence).toContain("delete 1000 files, 1000 bytes");
    expect(JSON.stringify(plan.data)).toContain(`${folder}/f0999`);
    const outcome = await engine.apply(plan, contextOf(inventory));
    expect(outcome).toMatchObject({ state: "done", summary: "Ran tidy on localhost: deleted 1000 files, 1000 bytes" });
    expect(existsSync(path.join(folder, "f0999"))).toBe(false);
  });

  test("writes out what a name hides, and leaves out what cannot be written at all", async () => {
    const bytes = Buffer.from([0x66, 0xff]);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), bytes]), "");
    writeFileSync(path.join(folder, "a\u001b[2Jb\u202ec"), "");
    const plan = await engineOf(shells, { tidy }).plan(run("tidy"), inventory, signal);
    expect(plan.sentence).toContain("(1 left out, because the name is not UTF-8)");
    expect(plan.changes.map(({ subject }) => subject)).toEqual([String.raw`localhost:${folder}/a\u001b[2Jb\u202ec`]);
  });

  test("covers every host of a group, each with its own values", async () => {
    mkdirSync(path.join(folder, "second"));
    writeFileSync(path.join(folder, "one"), "");
    writeFileSync(path.join(folder, "second", "two"), "");
    const engine = engineOf(shells, { tidy });
    const plan = await engine.plan(run("tidy", { targets: ["all"] }), inventory, signal);
    expect(plan.sentence).toBe("Run tidy on localhost and second: delete 2 files, 0 bytes");
    const context = contextOf(inventory);
    expect(await engine.apply(plan, context)).toMatchObject({ state: "done" });
    expect(context.lines).toEqual([`localhost: gone: ${folder}/one`, `second: gone: ${folder}/second/two`]);
  });

  test("to look only changes nothing, and says so", async () => {
    writeFileSync(path.join(folder, "a"), "");
    const engine = engineOf(shells, { tidy });
    const plan = await engine.plan(run("tidy", { check: true }), inventory, signal);
    expect(plan).toMatchObject({ effect: "read", sentence: "Check tidy on localhost: would delete 1 file, 0 bytes" });
    expect(await engine.apply(plan, contextOf(inventory))).toMatchObject({
      state: "done",
      summary: "Checked tidy on localhost: nothing was changed",
      changes: [],
    });
    expect(existsSync(path.join(folder, "a"))).toBe(true);
  });

  test("tells of a step that cannot be checked beforehand", async () => {
    const touch = `
name: touch
summary: Touches
effect: write
parameters: { folder: { type: string, from_host_var: folder } }
steps: [{ name: Touch it, run: [touch, "\${folder}/touched"] }]`;
    const plan = await engineOf(shells, { touch }).plan(run("touch"), inventory, signal);
    expect(plan).toMatchObject({
      checked: false,
      sentence: "Run touch on localhost: Touch it (cannot be checked beforehand)",
    });
    expect(plan.changes).toEqual([
      { kind: "run", subject: "localhost:Touch it", before: null, after: `touch ${folder}/touched` },
    ]);
  });

  const typed = `
name: typed
summary: Takes values
effect: read
targets: { hosts: [localhost], labels: [spare], max: 1 }
parameters:
  word: { type: string, default: hello }
  odd: { type: string, default: aa, pattern: "a+|-x" }
  count: { type: integer, default: 2, min: 1, max: 9 }
  yes_no: { type: boolean, default: false }
  size: { type: enum, values: [small, big], default: small }
  age: { type: duration, default: 7d, max: 30d }
  peer: { type: host, default: second }
steps:
  - { name: Print, retry: read, run: [printf, "%s ", "\${word}", "\${odd}", "\${count}", "\${yes_no}", "\${size}", "\${age}", "\${peer}", "\${host.name}", "\${host.vars.folder}"] }
`;

  test.each([
    [{}, "hello aa 2 false small 604800 second localhost"],
    [
      { word: "$(id) 'x'", odd: "-x", count: "3", yes_no: true, size: "big", age: "90s", peer: "localhost" },
      `$(id) 'x' -x 3 true big 90 localhost localhost`,
    ],
  ])("puts values into arguments, each of its own type: %j", async (vars, expected) => {
    const engine = engineOf(shells, { typed });
    const plan = await engine.plan(run("typed", { vars }), inventory, signal);
    const { output } = await engine.apply(plan, contextOf(inventory));
    expect(output?.text).toBe(`${expected} ${folder} `);
  });

  test.each([
    [{ vars: { color: "red" } }, "there is no such parameter; there are: word, odd"],
    [{ vars: { word: "-rf" } }, "must not begin with a dash"],
    [{ vars: { word: "a\0b" } }, "without NUL"],
    [{ vars: { odd: "aab" } }, "must match"],
    [{ vars: { count: 10 } }, "at most 9"],
    [{ vars: { count: 2.5 } }, "whole number"],
    [{ vars: { count: "1e3" } }, "must be a number"],
    [{ vars: { yes_no: "maybe" } }, "true or false"],
    [{ vars: { size: "huge" } }, "one of small, big"],
    [{ vars: { age: "soon" } }, "like 10m"],
    [{ vars: { age: "31d" } }, "at most 2592000 seconds"],
    [{ vars: { peer: "nobody" } }, "I know no host called nobody"],
    [{ targets: ["nobody"] }, "no host or group called nobody"],
    [{ targets: ["none"] }, "matches no host"],
    [{ targets: [] }, "at least one host"],
    [{ targets: ["all"] }, "at most 1 at a time"],
    [{ playbook: "unknown" }, "no playbook called unknown"],
  ])("is refused before anything runs: %j", async (more, why) => {
    await expect(engineOf(shells, { typed }).plan(run("typed", more), inventory, signal)).rejects.toThrow(why);
  });

  test("is refused on hosts it is not made for, without the variable it needs, and when its check fails", async () => {
    const stranger = { ...localhost, name: "stranger" };
    const more = inventoryOf(...inventory.hosts, stranger);
    const engine = engineOf(shells, { typed, tidy });
    const on = (playbook: string) => engine.plan(run(playbook, { targets: ["stranger"] }), more, signal);
    await expect(on("typed")).rejects.toThrow("not made for stranger");
    await expect(on("tidy")).rejects.toThrow("stranger has no var folder");
    const vars = { folder: "/no/such/folder" };
    await expect(engine.plan(run("tidy", { vars }), inventory, signal)).rejects.toMatchObject({ code: "CHECK_FAILED" });
  });
});

/** Three steps that leave a trace each; the parameter says where it goes wrong. */
const chain = `
name: chain
summary: Three steps
effect: write
parameters:
  folder: { type: string, from_host_var: folder }
  fail: { type: string, default: nothing }
steps:
  - name: First
    run: [sh, -c, 'echo first >>"$1/trace"', sh, "\${folder}"]
    undo: { run: [sh, -c, 'echo undo first >>"$1/trace"', sh, "\${folder}"] }
  - name: Second
    run: [sh, -c, 'echo second >>"$1/trace"; [ "$2" != second ] || sleep 60', sh, "\${folder}", "\${fail}"]
    undo: { run: [sh, -c, 'echo undo second >>"$1/trace"', sh, "\${folder}"] }
    verify: { run: [test, "\${fail}", "!=", verify] }
  - name: Third
    run: [sh, -c, 'echo third >>"$1/trace"; echo "token s3cr3t-value" >&2; [ "$2" != third ]', sh, "\${folder}", "\${fail}"]
`;

const trace = (): string[] =>
  existsSync(path.join(folder, "trace")) ? readFileSync(path.join(folder, "trace"), "utf8").trim().split("\n") : [];
const carryOut = async (fail: string, context = contextOf(inventory)) => {
  const engine = engineOf(shells, { chain }, ["s3cr3t-value"]);
  const plan = await engine.plan(run("chain", { vars: { fail } }), inventory, signal);
  return engine.apply(plan, context);
};

describe("carrying out", () => {
  test("takes secrets out of everything that is shown and kept", async () => {
    const context = contextOf(inventory);
    const outcome = await carryOut("nothing", context);
    expect(outcome.state).toBe("done");
    expect(trace()).toEqual(["first", "second", "third"]);
    expect(context.lines).toEqual(["token [redacted]"]);
    expect(outcome.output?.text).toContain("token [redacted]");
    expect(outcome.changes.map(({ subject }) => subject)).toEqual([
      "localhost:First",
      "localhost:Second",
      "localhost:Third",
    ]);
  });

  test("stops at a failing step, undoes what came before in reverse order and says where it was", async () => {
    const outcome = await carryOut("third");
    expect(outcome).toMatchObject({
      state: "failed",
      summary:
        "chain: step 3 (Third) on localhost ended with code 1; it may have done a part of it. Undone: Second on localhost, First on localhost.",
      changes: [],
    });
    expect(trace()).toEqual(["first", "second", "third", "undo second", "undo first"]);
  });

  test("a step whose verification says no counts as failed and is undone too", async () => {
    expect(await carryOut("verify")).toMatchObject({ state: "failed" });
    expect(trace()).toEqual(["first", "second", "undo second", "undo first"]);
  });

  test("stopped by a person it stops, and undoes nothing on its own", async () => {
    const stop = new AbortController();
    const running = carryOut("second", contextOf(inventory, { signal: stop.signal }));
    await expect.poll(trace, { timeout: 10_000 }).toEqual(["first", "second"]);
    stop.abort();
    expect(await running).toMatchObject({
      state: "cancelled",
      changes: [{ subject: "localhost:First" }],
      summary: expect.stringContaining("Done before and still so: First on localhost.") as string,
    });
    expect(trace()).toEqual(["first", "second"]);
  });

  test("a second attempt takes recorded steps as they are and joins the one that runs", async () => {
    const ledger = newLedger();
    const request = `r-${process.pid}-again`;
    await carryOut("nothing", contextOf(inventory, { ledger, request }));
    expect(trace()).toHaveLength(3);
    await carryOut("nothing", contextOf(inventory, { ledger, request }));
    expect(trace()).toHaveLength(3);
    // The result of the last step never reached the database; the host still knows that it ended.
    ledger.entries.set("localhost/2", null);
    await carryOut("nothing", contextOf(inventory, { ledger, request }));
    expect(trace()).toHaveLength(3);
    // And a host that knows nothing of it was never asked: that is an unbegun step.
    ledger.entries.set("localhost/2", null);
    rmSync(`/var/tmp/signalbox-${process.getuid?.()}/${request}.localhost.2`, { recursive: true });
    await carryOut("nothing", contextOf(inventory, { ledger, request }));
    expect(trace()).toEqual(["first", "second", "third", "third"]);
  });

  test("a step that is lost ends the request as lost if it may run only once", async () => {
    const ledger = newLedger();
    const request = `r-${process.pid}-lost`;
    const base = `/var/tmp/signalbox-${process.getuid?.()}/${request}.localhost.0`;
    mkdirSync(path.join(base, "started"), { recursive: true });
    ledger.entries.set("localhost/0", null);
    try {
      await expect(carryOut("nothing", contextOf(inventory, { ledger, request }))).rejects.toThrow("nobody can know");
      expect(trace()).toEqual([]);
    } finally {
      rmSync(base, { recursive: true });
    }
  });
});

test("the schema for editors is plain JSON Schema", () => {
  expect(playbookSchema()).toMatchObject({ type: "object", required: ["name", "summary", "effect", "steps"] });
});
