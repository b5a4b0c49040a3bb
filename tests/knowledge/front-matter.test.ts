import { expect, it } from "vitest";
import { commandTemplate, exactCommand } from "../../knowledge/command.ts";
import { readFrontMatter, split } from "../../knowledge/front-matter.ts";

it("reads every key of the guide", () => {
  const front = readFrontMatter(
    "title: T\nowner: O\nreviewed: 2026-05-31\nreview_in: 6 months\nservices: web\ntags: [a, b]\nroles: [sre]\n" +
      "actions:\n  - playbook.run disk-report targets=localhost\n  - { label: Clean, command: playbook.run clean-temp targets=localhost }",
  );
  expect(front.reviewed?.toString()).toBe("2026-05-31");
  expect(front.review_in?.months).toBe(6);
  expect(front).toMatchObject({ title: "T", owner: "O", services: ["web"], tags: ["a", "b"], roles: ["sre"] });
  expect(front.actions.map(({ label }) => label)).toEqual(["playbook.run disk-report targets=localhost", "Clean"]);
});

it.each([
  ["reviewed: soon", "reviewed: must be a date like 2026-05-31"],
  ["reviewed: 2026-02-31", "reviewed: 2026-02-31 is no day of the calendar"],
  ["review_in: 90", "review_in"],
  ["review_in: 90m", "review_in: must be a time like 90d, 12w or 6 months"],
  ["title: [", "the front matter is not YAML"],
  ["just words", "the front matter"],
  ["actions: [rm -rf /]", "actions.0"],
  ["actions: [{ label: x, command: say hello }]", "actions.0"],
  ["actions:\n  - playbook.run disk-report targets={who}", "actions.0"],
  ['actions: [{ label: "Clean {host}", command: playbook.run clean-temp }]', "the label leaves a name open"],
  ["roles: 7", "roles"],
])("says what is wrong with %s", (yaml, why) => {
  expect(() => readFrontMatter(yaml)).toThrow(why);
});

it.each(["role", "Roles", "rolse", "roless", "rols"])("does not take %s for a key of another tool", (key) => {
  // Silently ignored, it would show the page to everybody.
  expect(() => readFrontMatter(`${key}: [sre]`)).toThrow("is it roles?");
});

it("leaves the keys of other tools alone", () => {
  expect(readFrontMatter("layout: page\nweight: 5\nlast_reviewed_on: 2025-01-01").roles).toBeUndefined();
});

it("finds the block only at the very top", () => {
  expect(split("---\ntitle: T\n---\nText")).toEqual({ yaml: "title: T\n", markdown: "Text" });
  expect(split("---\n---\nText")).toEqual({ yaml: "", markdown: "Text" });
  expect(split("Text\n---\ntitle: T\n---\n").yaml).toBeNull();
});

it.each([
  ["playbook.run clean-temp targets=localhost vars.days=7", true],
  ['dns.record.update zone=example.test name=api value="v=spf1 -all"', true],
  ["cache.purge zone=example.test urls=https://www.example.test/app.css", true],
  ["help", false],
  ["please playbook.run clean-temp, now!", false],
  ["playbook.run a\nplaybook.run b", false],
  ["playbook.run $(reboot)", false],
  ["playbook.run <@U123>", false],
  [`playbook.run ${"a".repeat(200)}`, false],
  ["playbook.run disk-report targets={host}", false],
  // Read as straight ones, these would end the value and begin another parameter.
  ['dns.record.update name=api value="a” zone=example.test ttl=“1"', false],
  ['dns.record.update name=api value="a\uff02 ttl=1"', false],
])("offers %s as a button: %s", (text, offered) => {
  expect(exactCommand(text)).toBe(offered);
});

it.each([
  ["playbook.run disk-report targets={host}", true],
  ["playbook.run {playbook:disk-report} targets={group},{host}", true],
  ['dns.record.list zone={zone} note="for {environment}"', true],
  ["playbook.run disk-report targets=localhost", true],
  ["playbook.run disk-report targets={Host}", false],
  ["playbook.run disk-report targets={host:}", false],
  ["playbook.run disk-report targets={host:a b}", false],
  ["playbook.run disk-report targets={host:{group}}", false],
  ["playbook.run disk-report targets={{host}}", false],
  ['playbook.run disk-report note="{anything}"', false],
  ["playbook.run disk-report targets={host:a} vars.x={host:a}", true],
  ["playbook.run disk-report targets={host:a} vars.x={host:b}", false],
  ["playbook.run disk-report targets={host:a} vars.x={host}", false],
  ["{playbook}.run disk-report", false],
  ["{playbook:host.list}", false],
  ["host.list\n{host}", false],
  [`host.list ${"{host} ".repeat(30).trim()}`, false],
])("takes %s for a command that may leave names open: %s", (text, taken) => {
  expect(commandTemplate(text)).toBe(taken);
});
