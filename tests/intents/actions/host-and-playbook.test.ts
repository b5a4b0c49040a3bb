/** host.list, host.status and playbook.run, as the kernel meets them: by their input, their reading and their answers. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { AnswerContext } from "../../../src/action.ts";
import { readInput } from "../../../src/catalog.ts";
import { namesOf, type Host, type Inventory } from "../../../src/inventory.ts";
import { createPlaybooks } from "../../../src/providers/playbook/engine.ts";
import type { Providers } from "../../../src/providers/index.ts";
import { createShells } from "../../../src/providers/shells.ts";
import { hostList, hostStatus } from "../../../intents/actions/host.ts";
import { playbookRun } from "../../../intents/actions/playbook.ts";
import { createParser } from "../../../intents/parser/index.ts";
import { localhost } from "../../providers/localhost.ts";
import { contextOf, inventoryOf } from "../../providers/playbook/bench.ts";

const remote: Host = {
  ...localhost,
  name: "web-9",
  transport: "ssh",
  address: "127.0.0.1",
  port: 1,
  labels: ["spare"],
};
const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
const folder = path.join(import.meta.dirname, "../../../playbooks");
const playbooks = createPlaybooks({ folder, shells, secrets: [] });
const inventory: Inventory = {
  ...inventoryOf(localhost, remote),
  groups: { all: ["localhost", "web-9"], web: ["web-9"] },
  playbooks: playbooks.all,
};
const context: AnswerContext = {
  ...contextOf(inventory),
  message: "m-1",
  providers: { shells, playbooks } as unknown as Providers,
};
const parse = createParser({ actions: [hostList, hostStatus, playbookRun], names: namesOf(inventory) });

describe("the playbooks that we ship", () => {
  test("all load", () => {
    expect(playbooks.problems).toEqual([]);
    expect(playbooks.all.length).toBeGreaterThanOrEqual(5);
    expect(playbooks.effectOf("clean-temp")).toBe("destructive");
    expect(playbooks.effectOf("nothing")).toBeUndefined();
  });

  test.each(playbooks.all.flatMap(({ name, aliases }) => aliases.map((alias) => [alias, name])))(
    "“%s on localhost” means %s",
    (alias, playbook) => {
      const intent = parse(`${alias} on localhost`);
      expect(intent).toMatchObject({ kind: "act", action: "playbook.run", params: { playbook } });
      expect(readInput(playbookRun, intent.kind === "act" ? intent.params : {})).toEqual({
        playbook,
        targets: ["localhost"],
      });
    },
  );
});

describe("playbook.run", () => {
  test.each([
    [
      { playbook: "p", targets: "a,b" },
      { playbook: "p", targets: ["a", "b"] },
    ],
    [
      { playbook: "p", targets: ["a"] },
      { playbook: "p", targets: ["a"] },
    ],
    [
      { playbook: "p", targets: "a", check: "true", vars: { days: "7", on: true } },
      { playbook: "p", targets: ["a"], check: true, vars: { days: "7", on: true } },
    ],
    [
      { playbook: "p", targets: "a", check: false, vars: '{"days":7}' },
      { playbook: "p", targets: ["a"], check: false, vars: { days: 7 } },
    ],
  ])("accepts %j, and what comes out of it once more", (given, expected) => {
    const once = readInput(playbookRun, given);
    expect(once).toEqual(expected);
    expect(readInput(playbookRun, once)).toEqual(once);
  });

  test.each([
    { playbook: "p" },
    { playbook: "p", targets: " , " },
    { playbook: "p", targets: "a", vars: "days=7" },
    { playbook: "p", targets: "a", force: true },
  ])("does not accept %j", (given) => {
    expect(() => readInput(playbookRun, given)).toThrow(/does not accept/);
  });

  test.each(playbookRun.examples)("its example “%s” is read as it", (example) => {
    expect(parse(example)).toMatchObject({ kind: "act", action: "playbook.run" });
  });

  test("asks where, if nobody said", () => {
    expect(parse("clean up temp files")).toMatchObject({ kind: "clarify", missing: ["targets"] });
  });

  test("tells policy every host of a group, and the name of what nobody knows", () => {
    const resources = playbookRun.resources({ playbook: "p", targets: ["all", "nowhere"] }, inventory);
    expect(resources.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      "playbook p",
      "host localhost",
      "host web-9",
      "host nowhere",
    ]);
    expect(resources[2]).toMatchObject({ environment: "dev", labels: ["spare"] });
  });

  test("plans and carries out what it was told", async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), "signalbox-run-"));
    writeFileSync(path.join(scratch, "file"), "");
    const input = { playbook: "disk-report", targets: ["localhost"], vars: { directory: scratch } };
    const plan = await playbookRun.plan(input, context);
    expect(plan.sentence).toBe("Run disk-report on localhost: only looks");
    const outcome = await playbookRun.apply(plan, { ...contextOf(inventory), providers: context.providers });
    expect(outcome).toMatchObject({ state: "done", summary: "Ran disk-report on localhost" });
  });
});

describe("host.list", () => {
  test("lists all, or those of a group", async () => {
    expect(await hostList.answer({}, context)).toMatchObject({ text: "2 hosts: localhost, web-9." });
    const reply = await hostList.answer({ group: "web" }, context);
    expect(reply).toMatchObject({
      text: "1 host in web: web-9.",
      blocks: [{ rows: [["web-9", "127.0.0.1:1", "dev", "all, web", "this box"]] }],
    });
    expect(() => hostList.answer({ group: "nobody" }, context)).toThrow("no host or group called nobody");
  });

  test.each(["host.list", "host.list web", "list hosts", "which hosts are there?", "list the hosts in web"])(
    "“%s” is read as it",
    (text) => {
      expect(parse(text)).toMatchObject({ kind: "act", action: "host.list" });
    },
  );
});

describe("host.status", () => {
  test("tells what the machine says of itself", async () => {
    const reply = await hostStatus.answer({ host: "localhost" }, context);
    expect(reply).toMatchObject({ text: expect.stringMatching(/^localhost is up; load [\d., ]+\.$/) as string });
    const [block] = "blocks" in reply ? (reply.blocks ?? []) : [];
    const rows = block?.kind === "table" ? block.rows : [];
    expect(rows.map(([name]) => name)).toEqual(["system", "up", "load", "cpus", "memory", "disk /"]);
    for (const [, value] of rows) expect(value).toMatch(/\S/);
  });

  test("says honestly that a host cannot be reached", async () => {
    const reply = await hostStatus.answer({ host: "web-9" }, context);
    expect(reply).toMatchObject({ text: expect.stringContaining("web-9 does not answer as it should.") as string });
    await expect(hostStatus.answer({ host: "nobody" }, context)).rejects.toMatchObject({ code: "UNKNOWN_HOST" });
  });

  test.each(["host.status localhost", "is localhost up?", "how is localhost doing?", "status of localhost"])(
    "“%s” is read as it",
    (text) => {
      expect(parse(text)).toMatchObject({ kind: "act", action: "host.status" });
    },
  );
});
