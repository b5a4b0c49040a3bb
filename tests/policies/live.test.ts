/** Policies that change while the process runs: what loads is taken up, what does not changes nothing and is said. */
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadPolicy } from "../../src/cedar.ts";
import { createLog } from "../../src/log.ts";
import { openPolicies, type LivePolicies } from "../../src/policy-live.ts";
import { read } from "../../src/store/audit.ts";
import { refusing } from "../audit/refusing.ts";
import { testDatabase } from "../support/database.ts";
import { actions, ask, schemaOf } from "./questions.ts";

const { db } = await testDatabase();
const { refuse, allow } = await refusing(db);
let folder: string;
let open: LivePolicies[] = [];

const write = (text: string, name = "test.cedar"): void => writeFileSync(path.join(folder, name), text);
const permit = '@id("all") permit (principal, action, resource);';
const asking = '@id("all") @approve("1 of sre") permit (principal, action, resource);';

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "signalbox-live-"));
  await db.deleteFrom("policy_bundles").execute();
  write(schemaOf(), "schema.cedarschema");
  write(permit);
});
afterEach(async () => {
  await Promise.all(open.map((one) => one.stop()));
  open = [];
  rmSync(folder, { recursive: true });
});

async function policies(changes: "reloaded" | "approved" = "reloaded"): Promise<LivePolicies> {
  const load = (bundle: Readonly<Record<string, string>>) => loadPolicy({ folder, actions, bundle });
  const live = await openPolicies({ db, log: createLog("silent"), folder, changes, first: null, load });
  open.push(live);
  return live;
}

interface Entry {
  readonly event: string;
  readonly policyVersion: string;
  readonly policyBefore?: string;
  readonly person: string | null;
  readonly because?: string;
}

/** What the trail says since this entry number. */
const trail = async (from = 0): Promise<Entry[]> =>
  (await read(db, 1, 10_000)).filter(({ seq }) => seq > from).map(({ body }) => JSON.parse(body) as Entry);

const kind = (live: LivePolicies): string => live.now().decide(ask()).kind;

async function until(met: () => boolean): Promise<void> {
  for (let tries = 0; tries < 300 && !met(); tries++) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(met()).toBe(true);
}

test("RB-4 a change that loads is in force, and in the audit trail with both versions", async () => {
  const before = (await trail()).length;
  const live = await policies();
  const old = live.now().version;
  expect(kind(live)).toBe("allow");
  write(asking);
  await live.look();
  expect(kind(live)).toBe("ask");
  expect(live.standing()).toBeNull();
  expect(
    (await trail(before)).map(({ event, policyVersion, policyBefore }) => [event, policyVersion, policyBefore]),
  ).toEqual([
    ["policies-changed", old, undefined],
    ["policies-changed", live.now().version, old],
  ]);
  // Whoever still holds the old ones is answered by the old ones.
  await live.look();
  expect(await trail(before)).toHaveLength(2);
});

test("RB-4 what does not load leaves the old ones in force, and is said once", async () => {
  const live = await policies();
  const before = (await trail()).length;
  const { version } = live.now();
  write("permit (principal, action, resource");
  await live.look();
  await live.look();
  expect(kind(live)).toBe("allow");
  expect(live.standing()).toMatch(
    /^The policies in .* do not load: test\.cedar:1: .*\. Version \w{12} stays in force\.$/,
  );
  expect(await trail(before)).toMatchObject([
    { event: "policies-refused", policyVersion: version, because: live.standing() },
  ]);
  write(permit);
  await live.look();
  expect(live.standing()).toBeNull();
  expect(await trail(before)).toHaveLength(1);
});

test("a folder that is gone takes nothing away", async () => {
  const live = await policies();
  renameSync(folder, `${folder}-gone`);
  await live.look();
  expect(kind(live)).toBe("allow");
  expect(live.standing()).toMatch(/no such file/);
  renameSync(`${folder}-gone`, folder);
  await live.look();
  expect(live.standing()).toBeNull();
});

test("a comment is no change; a file beside the policies, or in a folder below, is none either", async () => {
  const live = await policies();
  const before = (await trail()).length;
  write(`// why\n${permit}`);
  write("not a policy", "notes.txt");
  await live.look();
  expect(live.now().rules[0]?.where).toBe("test.cedar:2");
  expect(await trail(before)).toEqual([]);
});

test("a change is noticed by itself, also when an editor writes another file and renames it over", async () => {
  const live = await policies();
  live.start();
  write(asking, "test.cedar~");
  renameSync(path.join(folder, "test.cedar~"), path.join(folder, "test.cedar"));
  await until(() => kind(live) === "ask");
  expect(readdirSync(folder)).not.toContain("test.cedar~");
});

test("two policies read while a third is written are never half of both", async () => {
  write('@id("no") forbid (principal, action, resource);', "b.cedar");
  const live = await policies();
  // The forbid is away for a moment, as while an editor truncates and writes.
  write("", "b.cedar");
  const looking = live.look();
  await new Promise((resolve) => setTimeout(resolve, 50));
  write('@id("no") forbid (principal, action, resource) when { true };', "b.cedar");
  const seen = new Set<string>();
  const watching = setInterval(() => seen.add(kind(live)), 5);
  await looking;
  clearInterval(watching);
  expect([...seen]).toEqual(["deny"]);
});

test("AU-1 a change that cannot be written down is not in force, and is taken up once it can be", async () => {
  const live = await policies();
  const old = live.now().version;
  write(asking);
  await refuse("policies-changed");
  await live.look().catch(() => {});
  expect([live.now().version, kind(live)]).toEqual([old, "allow"]);
  expect(await db.selectFrom("policy_bundles").select("version").execute()).toEqual([{ version: old }]);
  await allow();
  await live.look();
  expect(kind(live)).toBe("ask");
});

test("RB-5 where changes are approved a changed folder is not in force until it is adopted", async () => {
  const live = await policies("approved");
  const first = live.now().version;
  write(asking);
  await live.look();
  expect(kind(live)).toBe("allow");
  expect(live.standing()).toMatch(/wait to be agreed to \(`policy\.adopt`\); version \w{12} is in force\.$/);

  // Nor after a restart.
  const again = await policies("approved");
  expect([again.now().version, again.standing()]).toEqual([first, live.standing()]);

  const { version } = await live.candidate();
  write(`${asking} @id("more") permit (principal, action, resource);`);
  await expect(live.adopt(version, { person: "ann", request: "r-1" })).rejects.toMatchObject({
    code: "POLICIES_MOVED",
  });
  expect(kind(live)).toBe("allow");
});

test("RB-5 what was adopted is in force everywhere, whatever becomes of the folder", async () => {
  const live = await policies("approved");
  const elsewhere = await policies("approved");
  const before = (await trail()).length;
  const old = live.now().version;
  await db
    .insertInto("requests")
    .values({ ...request, id: "r-ADOPT" })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  write(asking);
  const { version } = await live.candidate();
  expect(await live.hasAdopted("r-ADOPT")).toBe(false);
  await live.adopt(version, { person: "ann", request: "r-ADOPT" });
  expect([kind(live), live.standing(), await live.hasAdopted("r-ADOPT")]).toEqual(["ask", null, true]);
  expect(await trail(before)).toMatchObject([
    { event: "policies-changed", policyVersion: version, policyBefore: old, person: "ann", request: "r-ADOPT" },
  ]);
  await elsewhere.look();
  expect(kind(elsewhere)).toBe("ask");

  write("broken");
  const restarted = await policies("approved");
  expect(kind(restarted)).toBe("ask");
  expect(restarted.standing()).toMatch(/do not load/);
});

const request = {
  inbox_id: null,
  action: "policy.adopt",
  input: "{}",
  plan: "{}",
  digest: "d",
  policy_version: "1",
  policies: "[]",
  needs: "[]",
  requester: "ann",
  place: "{}",
  state: "running" as const,
  because: null,
  cancel_by: null,
};
