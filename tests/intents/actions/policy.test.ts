/** The policy actions over real policies that live in a folder: what they say, what they change, and when they do not. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { policyAdopt, policyCan, policyWhy } from "../../../intents/actions/policy.ts";
import { createParser } from "../../../intents/parser/index.ts";
import { loadActions } from "../../../src/catalog.ts";
import { loadPolicy } from "../../../src/cedar.ts";
import { namesOf } from "../../../src/inventory.ts";
import { createLog } from "../../../src/log.ts";
import { directory } from "../../../src/people.ts";
import { ordinary, type Bundle } from "../../../src/policy.ts";
import { createPolicyDesk } from "../../../src/policy-desk.ts";
import { openPolicies, type LivePolicies } from "../../../src/policy-live.ts";
import type { Requests } from "../../../src/providers/requests.ts";
import type { Reply } from "../../../src/reply.ts";
import { testDatabase } from "../../support/database.ts";
import { shipped, someone } from "../../policies/questions.ts";
import { openSite, type Site } from "./site.ts";

const { db } = await testDatabase();
const catalog = await loadActions();
const people = directory([someone("ann", "operator"), someone("bob", "operator", "approver"), someone("eve")]);

const now = () => ({ ...ordinary, words: { freeze: "", window: "" } });
const can = (person: string, action: string, params = {}) => site.answer(policyCan, { person, action, with: params });

let folder: string;
let site: Site;
let policies: LivePolicies;

async function open(changes: "reloaded" | "approved"): Promise<void> {
  const load = (bundle: Bundle) => loadPolicy({ folder, actions: catalog.all, bundle });
  policies = await openPolicies({ db, log: createLog("silent"), folder, changes, first: null, load });
  const roster = { now: async () => people };
  const { inventory } = site;
  const desk = createPolicyDesk({ db, roster, catalog, inventory, policies, folder, circumstances: now });
  await site.close();
  const request = {
    id: "r-1",
    state: "waiting",
    because: null,
    policyVersion: policies.now().version,
    policies: ["change", "no-way-back", "long-gone"],
    needs: [{ count: 1, role: "approver" }],
    terms: { valid: 900 },
  };
  const requests = { get: async (id: string) => (id === "r-1" ? request : null) } as unknown as Requests;
  site = await openSite({ policies: desk, requests });
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), "signalbox-policy-"));
  cpSync(shipped, folder, { recursive: true });
  await db.deleteFrom("policy_bundles").execute();
  site = await openSite();
});
afterEach(async () => {
  await site.close();
  rmSync(folder, { recursive: true });
});

const change = (file: string, from: string, to: string): void => {
  const name = path.join(folder, file);
  const text = readFileSync(name, "utf8");
  if (!text.includes(from)) throw new Error(`${file} does not say ${from}`);
  writeFileSync(name, text.replace(from, to));
};

const textOf = (reply: Reply): string =>
  reply.reply === "text" ? [reply.text, ...(reply.blocks ?? []).map((block) => JSON.stringify(block))].join("\n") : "";

test("policy.can says what would be decided, by what, who could say yes, and what it took for granted", async () => {
  await open("reloaded");
  const parse = createParser({ actions: catalog.all, names: namesOf(site.inventory) });
  const intent = parse("/policy.can ann cache.purge with.zone=shop.example.test with.scope=everything");
  if (intent.kind !== "act") throw new Error(`it is read as ${intent.kind}`);
  const said = textOf(await site.answer(policyCan, intent.params));
  expect(said).toContain("ann asking for cache.purge here and now: ask 1 of approver.");
  expect(said).toContain("change (writes.cedar:4)");
  expect(said).toContain('["1 of approver","bob"]');
  expect(said).toContain("its plan says nothing of everything");
  expect(said).toContain("if its plan is destructive: ask 1 of approver within 1h, valid for 1h");
});

test("policy.can: no is an answer; nobody, no such action and bad parameters are mistakes", async () => {
  await open("reloaded");
  expect(textOf(await can("eve", "help"))).toContain("deny because no policy lets somebody without a role do help");
  await expect(can("zoe", "help")).rejects.toMatchObject({ code: "UNKNOWN_PERSON" });
  await expect(can("ann", "root.shell")).rejects.toMatchObject({ code: "UNKNOWN_ACTION" });
  await expect(can("ann", "help", { moon: 1 })).rejects.toMatchObject({ code: "BAD_INPUT" });
});

test("policy.why quotes the policies as they stood when it was decided, whatever they are now", async () => {
  await open("reloaded");
  change("writes.cedar", '@id("no-way-back")', '@id("gone")');
  await policies.look();
  const said = textOf(await site.answer(policyWhy, { request: "r-1" }));
  expect(said).toContain("r-1 is waiting. It takes 1 approver; valid for 15m.");
  expect(said).toMatch(/\["no-way-back","writes\.cedar:\d+"\]/);
  expect(said).toContain('["long-gone","its text was not kept"]');
  expect(said).toContain('@id(\\"no-way-back\\")\\n@approve(\\"1 of approver\\")');
  await expect(site.answer(policyWhy, { request: "r-2" })).rejects.toMatchObject({ code: "UNKNOWN_REQUEST" });
});

test("RB-5 policy.adopt shows what changes, and is out of date once the folder has changed again", async () => {
  await open("approved");
  await expect(site.plan(policyAdopt, {})).rejects.toMatchObject({ code: "NOTHING_TO_DO" });
  const old = policies.now().version;
  change("writes.cedar", '@id("far-reaching")\n@approve("2', '@id("far-reaching")\n@approve("3');
  const plan = await site.plan(policyAdopt, {});
  expect(plan.changes[0]).toMatchObject({
    kind: "update",
    subject: "policy far-reaching",
    before: expect.stringContaining("2 of approver"),
    after: expect.stringContaining("3 of approver"),
  });
  expect(plan.changes.map(({ subject }) => subject).join("\n")).toContain("to six things");
  expect(plan.changes.every(({ before, after }) => before !== after)).toBe(true);

  change("writes.cedar", '@approve("3 of approver")', '@approve("1 of approver")');
  await expect(site.apply(policyAdopt, plan)).rejects.toMatchObject({ code: "POLICIES_MOVED" });
  expect(policies.now().version).toBe(old);
  expect((await site.plan(policyAdopt, {})).data).not.toEqual(plan.data);
});

test("RB-5 policy.adopt puts them in force, once", async () => {
  await open("approved");
  change("reads.cedar", 'Role::"operator"', 'Role::"viewer"');
  const plan = await site.plan(policyAdopt, {});
  await db
    .insertInto("requests")
    .values({
      id: "r-TEST",
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
      state: "running",
      because: null,
      cancel_by: null,
    })
    .execute();
  expect(await site.apply(policyAdopt, plan)).toMatchObject({ state: "done" });
  expect(policies.now().version).toBe((plan.data as { version: string }).version);
  const [effect] = site.effects();
  expect(await effect?.look?.()).toEqual({ happened: true, value: true });
  await expect(site.plan(policyAdopt, {})).rejects.toMatchObject({ code: "NOTHING_TO_DO" });
});

test("where changes are reloaded there is nothing to adopt", async () => {
  await open("reloaded");
  change("reads.cedar", 'Role::"operator"', 'Role::"viewer"');
  await expect(site.plan(policyAdopt, {})).rejects.toThrow("come into force by themselves");
});
