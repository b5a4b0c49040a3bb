import { afterEach, beforeEach, expect, test } from "vitest";
import { slackGroups } from "../../../adapters/slack/groups.ts";
import { NotNow } from "../../../src/adapter.ts";
import { startFakeSlack, tokens, type FakeSlack } from "../../fakes/slack/index.ts";
import { log, secret } from "./room.ts";

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
  slack.world.groups.set("S0SRE", { users: ["U0ANN", "U0BOB"], enabled: true });
});
afterEach(async () => {
  await slack.close();
  if (slack.violations.length > 0) throw new Error(slack.violations.join("\n"));
});

const members = (group: string, withinMs = 5000, token = secret(tokens.bot)): Promise<readonly string[]> => {
  const config = { bot_token: token, app_token: null, signing_secret: null, host: "", connections: 2 };
  return slackGroups({ ...config, api_url: slack.url }, log).members(group, AbortSignal.timeout(withinMs));
};

test("S-105 a user group's members are asked for by its id, and nothing is kept between two questions", async () => {
  expect(await members("S0SRE")).toEqual(["U0ANN", "U0BOB"]);
  slack.world.groups.set("S0SRE", { users: ["U0BOB"], enabled: true });
  expect(await members("S0SRE")).toEqual(["U0BOB"]);
  expect(slack.calls.map(({ method, args }) => [method, args])).toEqual([
    ["usergroups.users.list", { usergroup: "S0SRE" }],
    ["usergroups.users.list", { usergroup: "S0SRE" }],
  ]);
});

test("an empty group is an answer; one that is unknown or disabled is none", async () => {
  slack.world.groups.set("S0EMPTY", { users: [], enabled: true });
  slack.world.groups.set("S0OLD", { users: ["U0ANN"], enabled: false });
  expect(await members("S0EMPTY")).toEqual([]);
  await expect(members("S0OLD")).rejects.toThrow("no_such_subteam");
  await expect(members("S0NONE")).rejects.toThrow("no_such_subteam");
});

test("S-105 a quiet that Slack asks for is passed on with its length, and the call is not repeated", async () => {
  slack.faults.plant("usergroups.users.list", { kind: "status", status: 429, retryAfter: 17 });
  const error: unknown = await members("S0SRE").catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotNow);
  expect(error).toMatchObject({ seconds: 17 });
  expect(slack.calls).toHaveLength(1);
});

test("a missing scope is named, and the token is not", async () => {
  slack.scopes.delete("usergroups:read");
  const error = await members("S0SRE").catch((thrown: unknown) => String(thrown));
  expect(error).toContain("needs the scope usergroups:read");
  expect(error).not.toContain(tokens.bot);
});

test("who waits is let go when their time is up, however slow Slack is", async () => {
  slack.faults.plant("usergroups.users.list", { kind: "slow", ms: 3000 });
  const before = performance.now();
  await expect(members("S0SRE", 200)).rejects.toThrow("timeout");
  expect(performance.now() - before).toBeLessThan(2000);
});

test("Slack out of reach is an error, and so is an answer without members", async () => {
  slack.faults.plant("usergroups.users.list", { kind: "cut" });
  await expect(members("S0SRE")).rejects.toThrow("A request error occurred");
  slack.faults.plant("usergroups.users.list", { kind: "error", error: "plan_upgrade_required" });
  await expect(members("S0SRE")).rejects.toThrow("plan_upgrade_required");
});
