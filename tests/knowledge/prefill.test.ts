import * as fc from "fast-check";
import { expect, it } from "vitest";
import { exactCommand } from "../../knowledge/command.ts";
import { prefill, type KnownNames } from "../../knowledge/prefill.ts";

const names: KnownNames = {
  hosts: ["web-1", "web-10", "db-1", "localhost"],
  groups: { web: ["web-1", "web-10"], all: [] },
  services: ["shop", "api"],
  zones: ["example.test"],
  playbooks: { "disk-report": ["disk usage"], "clean-temp": [] },
  envs: ["production", "staging"],
  aliases: { primary: "db-1", storefront: "shop" },
};
const commands = (template: string, question: string): string[] =>
  prefill([{ label: template, command: template }], question, names).map(({ command }) => command);
const report = "playbook.run disk-report targets={host}";

it.each([
  ["web-1 is out of disk", "web-1"],
  ["what fills web-1?", "web-1"],
  ["InstanceDown on web-1:9100.", "web-1"],
  ["Web-1 is full, and I mean web-1!", "web-1"],
  ["(web-10)", "web-10"],
  ["the primary is slow", "db-1"],
])("closes an opening with the host that %j names", (question, host) => {
  expect(commands(report, question)).toEqual([`playbook.run disk-report targets=${host}`]);
});

it.each([
  "the disk is full",
  "web-1 and db-1 are full",
  "web-2 is full",
  "old-web-1 is full",
  "web-1.example.test is full",
  "web-1x is full",
  "web is full",
  "api.web-1 is full",
])("leaves a command out that %j does not close", (question) => {
  expect(commands(report, question)).toEqual([]);
});

it("knows every kind of name", () => {
  expect(
    commands(
      "playbook.run {playbook} targets={group} host={host} service={service} zone={zone} env={environment} at={instance}",
      "disk usage of web in production: storefront at example.test is down, see localhost",
    ),
  ).toEqual([
    "playbook.run disk-report targets=web host=localhost service=shop zone=example.test env=production at=localhost",
  ]);
});

it("falls back to a default where nothing is named, and not where two are", () => {
  const template = "playbook.run disk-report targets={host:localhost}";
  expect(commands(template, "the disk is full")).toEqual(["playbook.run disk-report targets=localhost"]);
  expect(commands(template, "web-1 is full")).toEqual(["playbook.run disk-report targets=web-1"]);
  expect(commands(template, "web-1 or db-1 is full")).toEqual([]);
});

it("does not take a word that everybody says for a name", () => {
  expect(commands("playbook.run disk-report targets={group}", "all disks are full")).toEqual([]);
});

it("fills the label as well, and offers each command once", () => {
  const label = "Look at {host}";
  const command = "playbook.run disk-report targets={host:localhost}";
  expect(
    prefill(
      [
        { label, command },
        { label: "Again", command: "playbook.run disk-report targets=web-1" },
      ],
      "web-1",
      names,
    ),
  ).toEqual([{ label: "Look at web-1", command: "playbook.run disk-report targets=web-1" }]);
});

it("leaves a name out that the grammar would read as more than one word", () => {
  const odd = { ...names, hosts: ["web 1", "a,b", 'q"', "x targets=all", "{group}"], aliases: {} };
  const questions = ["web 1", "a,b", 'q"', "x targets=all", "{group} web"];
  for (const question of questions) expect(prefill([{ label: "x", command: report }], question, odd)).toEqual([]);
});

it("puts nothing into a command but names of the inventory, whatever the question says", () => {
  const template = "playbook.run {playbook} targets={host} env={environment}";
  const allowed =
    /^playbook\.run (?:disk-report|clean-temp) targets=(?:web-1|web-10|db-1|localhost) env=(?:production|staging)$/;
  const word = fc.constantFrom(
    "web-1",
    "disk-report",
    "production",
    "{host}",
    "targets=all",
    "$&",
    "$1",
    "\n",
    '"',
    "“",
    "{playbook}",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(word, fc.string({ unit: "grapheme" }))), (words) => {
      for (const command of commands(template, words.join(" "))) {
        expect(command).toMatch(allowed);
        expect(exactCommand(command)).toBe(true);
      }
    }),
    { examples: [[["web-1", "disk-report", "production"]]] },
  );
});
