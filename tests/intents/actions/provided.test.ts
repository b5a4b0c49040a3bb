/** Actions that a playbook carries out: real files, planned and run on this machine. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import * as alert from "../../../intents/actions/alert.ts";
import * as deploy from "../../../intents/actions/deploy.ts";
import * as firewall from "../../../intents/actions/firewall.ts";
import * as schedule from "../../../intents/actions/schedule.ts";
import * as service from "../../../intents/actions/service.ts";
import type { Action, ReadContext } from "../../../src/action.ts";
import { readInput } from "../../../src/catalog.ts";
import type { Inventory } from "../../../src/inventory.ts";
import type { Plan } from "../../../src/plan.ts";
import { plannedOf } from "../../../src/providers/playbook/planned.ts";
import type { Providers } from "../../../src/providers/index.ts";
import { createShells } from "../../../src/providers/shells.ts";
import { contextOf, engineOf } from "../../providers/playbook/bench.ts";
import { host } from "./site.ts";

const folder = mkdtempSync(path.join(tmpdir(), "signalbox-provided-"));
const note = path.join(folder, "note");
afterAll(() => rmSync(folder, { recursive: true }));

const remote = (name: string, environment: string) =>
  host(name, { transport: "ssh", address: "127.0.0.1", port: 1, environment, labels: ["far"] });
const inventory: Inventory = {
  environments: ["dev", "staging", "prod"],
  hosts: [
    host("here", { environment: "dev", vars: { note } }),
    remote("web-1", "prod"),
    remote("web-2", "prod"),
    remote("stage-1", "staging"),
  ],
  groups: { web: ["web-1", "web-2"], odd: ["web-1", "here"], none: [] },
  services: [
    { name: "shop", environment: "prod", hosts: ["web-1", "web-2"], aliases: ["web shop"] },
    { name: "search", hosts: ["web-1", "stage-1"], aliases: [] },
    { name: "cron", hosts: ["here"], aliases: [] },
    { name: "lambda", hosts: [], aliases: [] },
  ],
  zones: [{ name: "example.test", provider: "cloudflare", environment: "prod" }],
  playbooks: [],
};

/** A playbook that writes its parameters down, NAME=VALUE a line, in the file that the host names. */
const notes = (provides: string, parameters: readonly string[], more = ""): string => `
name: ${provides.replaceAll(".", "-")}
summary: Writes down what it is told
effect: write
provides: ${provides}
${more}
parameters:
${parameters.map((name) => `  ${name}: { type: string, default: "", pattern: ".*" }`).join("\n")}
steps:
  - name: Write it down
    run: [sh, -c, 'printf "%s\\n" "$@" >"$0"', "${note}", ${parameters.map((name) => `"${name}=\${${name}}"`).join(", ")}]
    retry: idempotent
`;

const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);

const deed = (action: Action) => {
  if (action.kind !== "deed") throw new Error(`${action.name} is no deed`);
  return action;
};

function siteWith(...files: readonly string[]) {
  const playbooks = engineOf(shells, Object.fromEntries(files.map((text, index) => [`p${index}`, text])));
  const context: ReadContext = { ...contextOf(inventory), providers: { playbooks } as unknown as Providers };
  return {
    playbooks,
    plan: async (action: Action, params: Record<string, unknown>) =>
      deed(action).plan(readInput(action, params), context),
    apply: (action: Action, plan: Plan) =>
      deed(action).apply(JSON.parse(JSON.stringify(plan)) as Plan, {
        ...contextOf(inventory),
        providers: context.providers,
      }),
  };
}

const things = ({ resources }: Plan): string[] =>
  resources.map(({ kind, id, environment }) => `${kind} ${id}${environment ? ` ${environment}` : ""}`);
const hostsOf = (plan: Plan): string[] => plannedOf(plan).hosts.map((one) => one.host);
/** What the playbook would be told, read off the command that it would run. */
const told = (plan: Plan): Record<string, string> => {
  const words = plannedOf(plan).hosts[0]?.steps[0]?.run.argv.slice(4) ?? [];
  const pairs = words.map((word) => [word.split("=")[0] ?? "", word.slice(word.indexOf("=") + 1)]);
  return Object.fromEntries(pairs.filter(([, value]) => value !== "")) as Record<string, string>;
};

const at = (targets: string) => siteWith(notes("service.restart", ["service", "env"], `targets: ${targets}`));
const restarts = notes("service.restart", ["service", "env"]);

describe("without a playbook that provides it", () => {
  test.each([
    [service.serviceRestart, { service: "shop" }],
    [service.serviceScale, { service: "shop", replicas: 3 }],
    [deploy.deployRollback, { service: "shop" }],
    [deploy.deployPromote, { service: "shop", to: "prod" }],
    [alert.alertSilence, { alert: "HostDown", duration: "2h" }],
    [firewall.firewallBlock, { ip: "203.0.113.7" }],
    [firewall.firewallUnblock, { ip: "203.0.113.7" }],
    [schedule.playbookSchedule, { playbook: "service-restart", targets: "here", when: "03:00" }],
  ] as [Action, Record<string, unknown>][])("$name says that nothing here does it", async (action, params) => {
    // Another capability is no help.
    const site = siteWith(notes("cache.warm", ["service"]));
    const error: unknown = await site.plan(action, params).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: "NOT_PROVIDED",
      sentence: `Nothing here does ${action.name} yet.`,
      hint: `A playbook that says \`provides: ${action.name}\` would do it; docs/playbooks.md shows how to write one.`,
    });
  });
});

describe("a service", () => {
  test("is restarted by its playbook: planned, carried out, and told exactly what was said", async () => {
    const site = siteWith(restarts);
    const plan = await site.plan(service.serviceRestart, { service: "cron" });
    expect(plan).toMatchObject({
      sentence: "Restart the service cron: run service-restart on here: Write it down (cannot be checked beforehand)",
      effect: "write",
      facts: { targetCount: 1, provides: "service.restart" },
    });
    expect(things(plan)).toEqual(["service cron", "playbook service-restart", "host here dev"]);
    expect(await site.apply(service.serviceRestart, plan)).toMatchObject({
      state: "done",
      summary: "Ran service-restart on here: Write it down",
    });
    expect(readFileSync(note, "utf8")).toBe("service=cron\nenv=\n");
  });

  test.each([
    ["all of its hosts", { service: "shop" }, ["web-1", "web-2"]],
    ["another word for it", { service: "web shop" }, ["web-1", "web-2"]],
    ["one host", { service: "shop", host: "web-2" }, ["web-2"]],
    ["a group", { service: "shop", group: "web" }, ["web-1", "web-2"]],
    ["a group, as far as it runs there", { service: "shop", group: "odd" }, ["web-1"]],
    ["its own environment", { service: "shop", env: "prod" }, ["web-1", "web-2"]],
    ["the hosts in an environment", { service: "search", env: "staging" }, ["stage-1"]],
    ["the machine we run on, where nothing is known", { service: "lambda" }, ["here"]],
    ["a host that was said, where nothing is known", { service: "lambda", host: "web-1" }, ["web-1"]],
  ] as [string, Record<string, unknown>, string[]][])("acts on %s", async (_, params, hosts) => {
    const plan = await siteWith(restarts).plan(service.serviceRestart, params);
    expect(hostsOf(plan)).toEqual(hosts);
    expect(things(plan).filter((one) => one.startsWith("host ")).length).toBe(hosts.length);
  });

  test("tells policy the environment: its own, or the one that was said", async () => {
    const site = siteWith(restarts);
    const own = await site.plan(service.serviceRestart, { service: "shop" });
    expect(things(own)[0]).toBe("service shop prod");
    expect(own.sentence).toMatch(/^Restart the service shop in prod: run service-restart on web-1 and web-2: /);
    const said = await site.plan(service.serviceRestart, { service: "search", env: "staging" });
    expect(things(said)[0]).toBe("service search staging");
    expect(told(said)).toEqual({ service: "search", env: "staging" });
  });

  test("runs where the playbook is made to run, if the inventory does not say where the service does", async () => {
    const params = { service: "lambda" };
    const hosts = async (targets: string) => hostsOf(await at(targets).plan(service.serviceRestart, params));
    expect(await hosts("{ hosts: [stage-1] }")).toEqual(["stage-1"]);
    expect(await hosts("{ groups: [web] }")).toEqual(["web-1", "web-2"]);
    expect(await hosts("{ labels: [far] }")).toEqual(["web-1", "web-2", "stage-1"]);
    // A bound alone says nothing of the place.
    expect(await hosts("{ max: 1 }")).toEqual(["here"]);
    await expect(hosts("{ groups: [none] }")).rejects.toMatchObject({ code: "NO_TARGETS" });
  });

  test.each([
    [{ service: "nginx" }, "UNKNOWN_SERVICE", /no service called nginx/],
    [{ service: "shop", host: "db-9" }, "UNKNOWN_HOST", /db-9/],
    [{ service: "shop", group: "db" }, "UNKNOWN_TARGET", /db/],
    [{ service: "shop", host: "here" }, "BAD_INPUT", /host: shop does not run on here/],
    [{ service: "shop", group: "none" }, "BAD_INPUT", /group: shop does not run on none/],
    [{ service: "shop", env: "staging" }, "BAD_INPUT", /env: shop runs in prod/],
    [{ service: "shop", env: "qa" }, "BAD_INPUT", /env: there is no environment qa; there are: dev, staging, prod/],
    [{ service: "search", env: "dev" }, "BAD_INPUT", /env: search has no host in dev/],
    [
      { service: "search", host: "web-1", env: "staging" },
      "BAD_INPUT",
      /host: search does not run on web-1 in staging/,
    ],
    [
      { service: "lambda", host: "web-1", env: "staging" },
      "BAD_INPUT",
      /host: lambda does not run on web-1 in staging/,
    ],
    [
      { service: "shop", strategy: "rolling" },
      "BAD_INPUT",
      /strategy: the playbook service-restart, which does this here, has no such parameter/,
    ],
  ])("%j is refused: %s", async (params, code, why) => {
    const asking = siteWith(restarts).plan(service.serviceRestart, params);
    await expect(asking).rejects.toMatchObject({ code });
    await expect(asking).rejects.toThrow(why);
  });

  test("an environment that chose the hosts needs no parameter; one that chose nothing does", async () => {
    const site = siteWith(notes("service.restart", ["service"]));
    expect(hostsOf(await site.plan(service.serviceRestart, { service: "search", env: "staging" }))).toEqual([
      "stage-1",
    ]);
    const lost = site.plan(service.serviceRestart, { service: "lambda", env: "staging" });
    await expect(lost).rejects.toThrow(/env: the playbook service-restart/);
    const plan = await siteWith(restarts).plan(service.serviceRestart, { service: "lambda", env: "staging" });
    expect(told(plan)).toEqual({ service: "lambda", env: "staging" });
    expect(things(plan)[0]).toBe("service lambda staging");
  });

  test("a playbook that restarts one service whatever was asked is no way to restart another", async () => {
    const site = siteWith(notes("service.restart", ["other"]));
    await expect(site.plan(service.serviceRestart, { service: "shop" })).rejects.toThrow(/service: the playbook/);
  });

  test("a playbook that calls itself harmless is still a change", async () => {
    const harmless = restarts.replace("effect: write", "effect: read").replace("retry: idempotent", "retry: read");
    expect(await siteWith(harmless).plan(service.serviceRestart, { service: "cron" })).toMatchObject({
      effect: "write",
    });
    const grave = restarts.replace("effect: write", "effect: destructive");
    expect(await siteWith(grave).plan(service.serviceRestart, { service: "cron" })).toMatchObject({
      effect: "destructive",
    });
  });

  test.each([
    [{ replicas: 5 }, "to 5 replicas", { replicas: "5" }],
    [{ replicas: 1 }, "to 1 replica", { replicas: "1" }],
    [{ replicas: 0 }, "to 0 replicas", { replicas: "0" }],
    [{ delta: "-1" }, "by 1 fewer", { delta: "-1" }],
    [{ delta: "+2" }, "by 2 more", { delta: "2" }],
    [{ factor: 0.5 }, "to 0.5 times as many replicas", { factor: "0.5" }],
  ])("is scaled by %j", async (params, words, vars) => {
    const site = siteWith(notes("service.scale", ["service", "replicas", "delta", "factor"]));
    const plan = await site.plan(service.serviceScale, { service: "shop", ...params });
    expect(plan.sentence).toMatch(new RegExp(`^Scale the service shop in prod ${words}: run service-scale on`));
    expect(told(plan)).toEqual({ service: "shop", ...vars });
  });

  test("is rolled back", async () => {
    const site = siteWith(notes("deploy.rollback", ["service", "version"]));
    const plan = await site.plan(deploy.deployRollback, { service: "shop", version: "1.4.2" });
    expect(plan.sentence).toMatch(/^Roll the service shop in prod back to version 1\.4\.2: run deploy-rollback/);
    expect(told(plan)).toEqual({ service: "shop", version: "1.4.2" });
    const before = await site.plan(deploy.deployRollback, { service: "cron" });
    expect(before.sentence).toMatch(/^Roll the service cron back to the version before: /);
  });

  test("is promoted: policy rules on where it goes to, and it runs there", async () => {
    const site = siteWith(notes("deploy.promote", ["service", "version", "from", "to"]));
    const params = { service: "search", version: "v7", from: "staging", to: "prod" };
    const plan = await site.plan(deploy.deployPromote, params);
    expect(plan.sentence).toMatch(/^Promote the service search v7 from staging to prod: run deploy-promote on web-1: /);
    expect(things(plan)).toEqual(["service search prod", "playbook deploy-promote", "host web-1 prod"]);
    expect(told(plan)).toEqual(params);
    // Its hosts are in another environment: the playbook runs where it is made for.
    expect(hostsOf(await site.plan(deploy.deployPromote, { service: "shop", to: "staging" }))).toEqual(["here"]);
    await expect(site.plan(deploy.deployPromote, { service: "shop", from: "prod", to: "prod" })).rejects.toThrow(
      /from: it is prod already/,
    );
    await expect(site.plan(deploy.deployPromote, { service: "shop", to: "moon" })).rejects.toThrow(/to: there is no/);
    await expect(site.plan(deploy.deployPromote, { service: "shop", from: "moon", to: "prod" })).rejects.toThrow(
      /from: there is no/,
    );
  });
});

describe("a firewall", () => {
  const blocks = notes("firewall.block", ["ip", "ips", "zone", "duration"]);

  test("blocks one address or several, in a zone, for a while", async () => {
    const site = siteWith(blocks);
    const one = await site.plan(firewall.firewallBlock, { ip: "203.0.113.7", zone: "Example.test.", duration: "1w" });
    expect(one.sentence).toMatch(
      /^Block 203\.0\.113\.7 in the zone example\.test for 1w: run firewall-block on here: /,
    );
    expect(things(one)).toEqual(["zone example.test prod", "playbook firewall-block", "host here dev"]);
    expect(told(one)).toEqual({ ip: "203.0.113.7", zone: "example.test", duration: "1w" });
    const addresses = Array.from({ length: 7 }, (_, index) => `203.0.113.${index}`);
    const many = await site.plan(firewall.firewallBlock, { ips: addresses.join(",") });
    expect(many).toMatchObject({ facts: { targetCount: 7 } });
    expect(many.sentence).toMatch(/^Block 7 addresses \(203\.0\.113\.0, .*203\.0\.113\.4 and 2 more\): /);
    expect(things(many)[0]).toBe("site firewall");
    expect(told(many)).toEqual({ ips: addresses.join(",") });
  });

  test("takes one address as a list of one, where the playbook wants a list", async () => {
    const site = siteWith(notes("firewall.unblock", ["ips"]));
    expect(told(await site.plan(firewall.firewallUnblock, { ip: "2001:DB8::1" }))).toEqual({ ips: "2001:db8::1" });
    const single = siteWith(notes("firewall.unblock", ["ip"]));
    expect(told(await single.plan(firewall.firewallUnblock, { ips: ["203.0.113.7"] }))).toEqual({ ip: "203.0.113.7" });
    const two = single.plan(firewall.firewallUnblock, { ips: ["203.0.113.7", "203.0.113.8"] });
    await expect(two).rejects.toThrow(/ips: the playbook firewall-unblock/);
  });

  test("drops neither a zone nor a reason that its playbook cannot heed", async () => {
    const site = siteWith(blocks);
    const params = { ip: "203.0.113.7", reason: "scans us" };
    await expect(site.plan(firewall.firewallBlock, params)).rejects.toThrow(/reason: the playbook firewall-block/);
    await expect(site.plan(firewall.firewallBlock, { ip: "203.0.113.7", zone: "else.test" })).rejects.toMatchObject({
      code: "UNKNOWN_ZONE",
    });
  });
});

test("an alert is silenced: the hosts it is about are ruled on, the playbook runs where it is made for", async () => {
  const site = siteWith(notes("alert.silence", ["alert", "target", "duration", "reason"]));
  const params = { alert: "HostDown", target: "web", duration: "2h", reason: "moving house" };
  const plan = await site.plan(alert.alertSilence, params);
  expect(plan.sentence).toMatch(/^Silence HostDown on web for 2h \(“moving house”\): run alert-silence on here: /);
  expect(things(plan)).toEqual([
    "site alerts",
    "host web-1 prod",
    "host web-2 prod",
    "playbook alert-silence",
    "host here dev",
  ]);
  expect(plan.facts).toMatchObject({ targetCount: 2 });
  expect(told(plan)).toEqual(params);
  const every = await site.plan(alert.alertSilence, { target: "web-1", duration: "30m" });
  expect(every.sentence).toMatch(/^Silence every alert on web-1 for 30m: /);
  await expect(site.plan(alert.alertSilence, { target: "moon", duration: "30m" })).rejects.toMatchObject({
    code: "UNKNOWN_TARGET",
  });
});

describe("a schedule", () => {
  const keeps = notes("playbook.schedule", ["playbook", "targets", "when", "tz", "check", "vars"]);
  const grave = notes("disk.wipe", ["service"]).replace("effect: write", "effect: destructive");
  const params = { playbook: "disk-wipe", targets: "web,here", when: "0 3 * * sun" };

  test("says what will run, where and when, and is as grave as that", async () => {
    const site = siteWith(keeps, grave);
    const plan = await site.plan(schedule.playbookSchedule, { ...params, tz: "Europe/Berlin", vars: { service: "x" } });
    expect(plan).toMatchObject({ effect: "destructive", facts: { targetCount: 3 } });
    expect(plan.sentence).toMatch(
      /^Schedule disk-wipe on web, here for “0 3 \* \* sun” \(Europe\/Berlin\), with service=x: run playbook-schedule on here: /,
    );
    expect(things(plan)).toEqual([
      "playbook disk-wipe",
      "host here dev",
      "host web-1 prod",
      "host web-2 prod",
      "playbook playbook-schedule",
      "host here dev",
    ]);
    expect(told(plan)).toEqual({
      ...params,
      tz: "Europe/Berlin",
      check: "false",
      vars: '{"service":"x"}',
    });
  });

  test("says that “tomorrow” counts from when it is carried out; a check alone is not grave", async () => {
    const site = siteWith(keeps, grave);
    const soon = await site.plan(schedule.playbookSchedule, { ...params, when: "tomorrow 03:00", check: "yes" });
    expect(soon.effect).toBe("write");
    expect(soon.sentence).toMatch(
      /^Schedule a check of disk-wipe on web, here for “tomorrow 03:00”, counted from when this is carried out: /,
    );
    expect(told(soon)).toMatchObject({ check: "true" });
  });

  test("of what is not there is refused, and so is a dry run that nothing would heed", async () => {
    const site = siteWith(notes("playbook.schedule", ["playbook", "targets", "when"]), grave);
    const refused = (more: Record<string, unknown>) => site.plan(schedule.playbookSchedule, { ...params, ...more });
    await expect(refused({ playbook: "nothing" })).rejects.toThrow(/playbook: there is no playbook called nothing/);
    await expect(refused({ targets: "moon" })).rejects.toMatchObject({ code: "UNKNOWN_TARGET" });
    await expect(refused({ targets: "none" })).rejects.toMatchObject({ code: "NO_TARGETS" });
    await expect(refused({ check: true })).rejects.toThrow(/check: the playbook playbook-schedule/);
    await expect(refused({ vars: { days: 7 } })).rejects.toThrow(/vars: the playbook playbook-schedule/);
    expect(await refused({ check: false })).toMatchObject({ effect: "destructive" });
  });
});
