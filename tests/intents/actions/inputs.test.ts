/** What the actions take and what they refuse, before anything is looked at. */
import path from "node:path";
import { expect, test } from "vitest";
import { createParser } from "../../../intents/parser/index.ts";
import { loadCatalog, readInput } from "../../../src/catalog.ts";
import { namesOf } from "../../../src/inventory.ts";
import { openSite } from "./site.ts";

const catalog = await loadCatalog(path.join(import.meta.dirname, "../../../intents/actions"));
const read = (action: string, params: Record<string, unknown>) => readInput(catalog.get(action), params);

const shop = { service: "shop" };
const ip = "203.0.113.7";
const when = { playbook: "p", targets: "web" };

test.each([
  ["service.restart", { ...shop, strategy: "rolling", host: "web-1" }, {}],
  ["service.scale", { ...shop, replicas: "5" }, { replicas: 5 }],
  ["service.scale", { ...shop, replicas: 1000 }, {}],
  ["service.scale", { ...shop, delta: "-3" }, { delta: -3 }],
  ["service.scale", { ...shop, factor: "0.5" }, { factor: 0.5 }],
  ["service.scale", { ...shop, factor: 10 }, {}],
  ["deploy.rollback", { ...shop, version: "sha256:abc/1.4.2+x" }, {}],
  ["deploy.promote", { ...shop, to: "prod" }, {}],
  ["alert.list", { state: "resolved", severity: "info", window: "1w" }, { window: 604_800 }],
  ["alert.silence", { alert: "HostDown", duration: " 2H " }, { duration: "2h" }],
  ["alert.silence", { target: "web", duration: "30d", reason: "we move" }, {}],
  ["logs.search", { query: "out of memory", level: "fatal", window: "10s", limit: "50" }, { window: 10, limit: 50 }],
  [
    "cert.status",
    { domain: "Shop.Example.test.", within_days: "14" },
    { domain: "shop.example.test", within_days: 14 },
  ],
  ["cert.status", {}, {}],
  ["firewall.list", { zone: "Example.test.", ip: "203.0.113.0/24" }, { zone: "example.test" }],
  ["firewall.block", { ip }, {}],
  ["firewall.block", { ip: "203.0.113.7/32" }, { ip }],
  ["firewall.block", { ip: "12.0.0.0/8" }, {}],
  ["firewall.block", { ip: "2001:DB8:0:0::/32" }, { ip: "2001:db8::/32" }],
  ["firewall.block", { ip: "10.1.2.3" }, {}],
  ["firewall.block", { ips: `${ip}, 198.51.100.0/24,${ip}` }, { ips: [ip, "198.51.100.0/24"] }],
  ["firewall.unblock", { ip: "127.0.0.1" }, {}],
  ["host.list", { state: "down" }, {}],
  ["playbook.schedule", { ...when, when: "Tomorrow  03:00" }, { targets: ["web"], when: "tomorrow 03:00" }],
  ["playbook.schedule", { ...when, when: "*/15 8-18 1,15 jan-mar mon-fri" }, { targets: ["web"] }],
  [
    "playbook.schedule",
    { ...when, when: "2028-02-29 2:00", tz: "Europe/Berlin", check: "yes" },
    { targets: ["web"], check: true },
  ],
] as [string, Record<string, unknown>, Record<string, unknown>][])("%s takes %j", (action, params, expected) => {
  const once = read(action, params);
  expect(once).toEqual({ ...params, ...expected });
  // What is kept with a request is read again before it is carried out.
  expect(read(action, once)).toEqual(once);
});

const range = /must be an address or a range/;

test.each([
  ["service.restart", {}, /service/],
  ["service.restart", { ...shop, host: "a", group: "b" }, /group: one at a time, and host is given/],
  ["service.restart", { ...shop, strategy: "gently" }, /strategy: must be one of rolling, graceful, force/],
  ["service.restart", { ...shop, hosts: "a" }, /hosts: there is no such parameter/],
  ["service.scale", shop, /replicas: say replicas, delta or factor/],
  ["service.scale", { ...shop, replicas: 2, delta: 1 }, /delta: one at a time, and replicas is given/],
  ["service.scale", { ...shop, delta: 2, factor: 2 }, /factor: one at a time, and delta is given/],
  ["service.scale", { ...shop, replicas: -1 }, /replicas: must be 0 to 1000/],
  ["service.scale", { ...shop, replicas: 1001 }, /replicas: must be 0 to 1000/],
  ["service.scale", { ...shop, replicas: 2.5 }, /replicas: must be a whole number/],
  ["service.scale", { ...shop, replicas: "many" }, /replicas: must be a whole number/],
  ["service.scale", { ...shop, delta: 0 }, /delta: must not be 0/],
  ["service.scale", { ...shop, factor: 0 }, /factor: must be more than 0/],
  ["service.scale", { ...shop, factor: 11 }, /factor: must be 10 at most/],
  ["service.scale", { ...shop, factor: 1 }, /factor: must not be 1/],
  ["deploy.rollback", { ...shop, version: "-x" }, /version: must be a version like 1\.4\.2/],
  ["deploy.promote", shop, /to: /],
  ["alert.list", { state: "red" }, /state: must be one of firing, pending, silenced, resolved/],
  ["alert.list", { severity: "bad" }, /severity: must be one of critical, warning, info/],
  ["alert.list", { window: "5s" }, /window: must be at least 10s/],
  ["alert.silence", { duration: "2h" }, /alert: say alert or target/],
  ["alert.silence", { alert: "x" }, /duration: must be a time like 30m/],
  ["alert.silence", { alert: "x", duration: "30s" }, /duration: must be at least 1m/],
  ["alert.silence", { alert: "x", duration: "5w" }, /duration: must be 30d at most/],
  // Minutes? Seconds? Whoever does not say is asked.
  ["alert.silence", { alert: "x", duration: "30" }, /duration: must be a time like 30m, 2h or 1d/],
  ["alert.silence", { alert: "x", duration: 3600 }, /duration: must be a time like 30m/],
  ["alert.silence", { alert: "a b", duration: "2h" }, /alert: must be an alert's name/],
  ["alert.silence", { alert: "x", duration: "2h", reason: "a\nb" }, /reason: must be one line/],
  ["logs.search", { level: "loud" }, /level: must be one of debug/],
  ["logs.search", { limit: 0 }, /limit: must be 1 to 1000/],
  ["logs.search", { limit: 1001 }, /limit: must be 1 to 1000/],
  ["logs.search", { window: "31d" }, /window: must be 30d at most/],
  ["cert.status", { domain: "https://example.test/" }, /domain: must be a host name/],
  ["cert.status", { within_days: -1 }, /within_days: must be 0 to 3650/],
  ["firewall.block", {}, /ip: say ip or ips/],
  ["firewall.block", { ip, ips: [ip] }, /ips: one at a time, and ip is given/],
  ["firewall.block", { ips: "" }, /ips: must name at least one/],
  ["firewall.block", { ips: Array.from({ length: 101 }, (_, index) => `10.0.0.${index}`) }, /ips: must be 100 at most/],
  ["firewall.block", { ips: [ip, "nobody"] }, range],
  ["firewall.block", { ip: "0x7f000001" }, range],
  ["firewall.block", { ip: "127.1" }, range],
  ["firewall.block", { ip: "0177.0.0.1" }, range],
  ["firewall.block", { ip: "2130706433" }, range],
  ["firewall.block", { ip: "fe80::1%eth0" }, range],
  ["firewall.block", { ip: `${ip}/33` }, range],
  ["firewall.block", { ip: "all" }, range],
  ["firewall.block", { ip: "12.0.0.0/7" }, /must not be wider than \/8/],
  ["firewall.block", { ip: "0.0.0.0/0" }, /must not be wider than \/8/],
  ["firewall.block", { ip: "::/0" }, /must not be wider than \/32/],
  ["firewall.block", { ip: "2001:db8::/31" }, /must not be wider than \/32/],
  ["firewall.block", { ip: "203.0.113.7/24" }, /must be a range; the one around it is 203\.0\.113\.0\/24/],
  ["firewall.block", { ip: "127.0.0.1" }, /must not be blocked: 127\.0\.0\.1 is loopback/],
  ["firewall.block", { ip: "127.200.0.0/16" }, /is loopback/],
  ["firewall.block", { ip: "0.0.0.0" }, /means “this host”/],
  ["firewall.block", { ip: "0.0.0.0/8" }, /means “this host”/],
  ["firewall.block", { ip: "169.254.169.254" }, /is link-local/],
  // Wide enough to hold what must not be blocked.
  ["firewall.block", { ip: "169.0.0.0/8" }, /is link-local/],
  ["firewall.block", { ip: "224.0.0.1" }, /is multicast/],
  ["firewall.block", { ip: "239.0.0.0/8" }, /is multicast/],
  ["firewall.block", { ip: "255.255.255.255" }, /is broadcast/],
  ["firewall.block", { ip: "::1" }, /is loopback/],
  ["firewall.block", { ip: "::" }, /means “this host”/],
  ["firewall.block", { ip: "::ffff:127.0.0.1" }, /write it as IPv4/],
  ["firewall.block", { ip: "fe80::1" }, /is link-local/],
  ["firewall.block", { ip: "ff02::1" }, /is multicast/],
  ["firewall.block", { ips: [ip, "127.0.0.1"] }, /is loopback/],
  ["firewall.unblock", { ip: "0.0.0.0/0" }, /must not be wider than \/8/],
  ["host.list", { state: "sideways" }, /state: must be up or down/],
  ["playbook.schedule", { playbook: "p", targets: "web" }, /when/],
  ["playbook.schedule", { ...when, when: "soon" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "tomorrow" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "2027-02-29 02:00" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "24:00" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "60 3 * * *" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "0 3 * * 8" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "0 3 0 * *" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "0 5-3 * * *" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "0 3 * *" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "0 3 * * *; rm -rf /" }, /when: must be a time like/],
  ["playbook.schedule", { ...when, when: "03:00", tz: "Mars/Olympus" }, /tz: must be a time zone/],
  ["playbook.schedule", { ...when, when: "03:00", tz: "+02:00" }, /tz: must be a time zone/],
  ["playbook.schedule", { ...when, when: "03:00", targets: " , " }, /targets: must name at least one/],
  ["playbook.schedule", { ...when, when: "03:00", vars: { "a b": 1 } }, /vars/],
] as [string, Record<string, unknown>, RegExp][])("%s refuses %j", (action, params, why) => {
  expect(() => read(action, params)).toThrow(why);
  expect(() => read(action, params)).toThrow(/does not accept/);
});

const families = /^(?:service|deploy|alert|logs|cert|firewall)\.|^playbook\.schedule$|^host\.list$/;
const commands = catalog.all
  .filter(({ name }) => families.test(name))
  .flatMap((action) =>
    action.examples.filter((one) => one.startsWith(action.name)).map((one) => [one, action] as const),
  );

test.each(commands)("“%s” is an exact command, and policy is told what it is about", async (example, action) => {
  const site = await openSite();
  const intent = createParser({ actions: catalog.all, names: namesOf(site.inventory) })(example);
  expect(intent).toMatchObject({ kind: "act", action: action.name });
  const input = readInput(action, intent.kind === "act" ? intent.params : {});
  expect(action.resources(input, site.inventory).length).toBeGreaterThan(0);
  await site.close();
});

test("a time stays text in the intent", async () => {
  const site = await openSite();
  const parse = createParser({ actions: catalog.all, names: namesOf(site.inventory) });
  expect(parse("alert.list window=2h")).toMatchObject({ params: { window: "2h" } });
  expect(parse("alert.silence HostDown duration=1d")).toMatchObject({ params: { duration: "1d" } });
  await site.close();
});

test.each([
  ["logs.search", { service: "shop" }, "Nothing here keeps logs that I can search yet."],
  ["firewall.list", {}, "Nothing here can list what a firewall blocks yet."],
])("%s says honestly that there is no source for it", async (name, params, sentence) => {
  const site = await openSite();
  await expect(site.answer(catalog.get(name), params)).rejects.toMatchObject({ code: "NOT_PROVIDED", sentence });
  await site.close();
});
