/** The alerting rules that come with Signalbox, and the runbooks that they lead to. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { ownSet } from "../evals/knowledge.ts";
import { describeWith, find } from "../servers/needs.ts";
import { libraryIn } from "../support/library.ts";

const folder = path.join(ownSet, "../alerts");
const tests = path.join(import.meta.dirname, "alerts");
const filesIn = (where: string): string[] => readdirSync(where).map((file) => path.join(where, file));

const sentence = z.string().min(10);
const rules = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(["critical", "warning", "info"]) }),
          annotations: z.strictObject({ summary: sentence, description: sentence, runbook_url: z.url() }),
        }),
      ),
    }),
  ),
});

const alerts = filesIn(folder).flatMap((file) =>
  rules.parse(parse(readFileSync(file, "utf8"))).groups.flatMap((group) => group.rules),
);
const { shelf } = await libraryIn(ownSet);
const runbooks = [...shelf.cards.keys()].flatMap((id) => shelf.book(id)?.runbook ?? []);

it("are there, each with a name of its own", () => {
  const names = alerts.map(({ alert }) => alert);
  expect(names.length).toBeGreaterThanOrEqual(80);
  expect(new Set(names).size).toBe(names.length);
});

it.each(alerts)("$alert leads to a section of a runbook that names it", ({ alert, annotations }) => {
  const { pathname, hash } = new URL(annotations.runbook_url);
  const runbook = runbooks.find(({ path: file }) => file === path.posix.basename(pathname));
  expect(runbook?.tags).toContain(alert);
  expect(runbook?.chunks.map(({ anchor }) => `#${anchor}`)).toContain(hash);
});

it("are all that the runbooks name as alerts", () => {
  const named = runbooks.flatMap(({ tags }) => tags.filter((tag) => /^[A-Z][a-z]+(?:[A-Z]\w*)+$/.test(tag)));
  expect(named.toSorted()).toEqual(alerts.map(({ alert }) => alert).toSorted());
});

const promtool = (...args: string[]): string =>
  execFileSync(find("promtool") ?? "promtool", args, { encoding: "utf8", stdio: "pipe" });

describeWith(["promtool"], "Prometheus", () => {
  it("takes every rule", () => {
    expect(promtool("check", "rules", "--lint=all", "--lint-fatal", ...filesIn(folder))).not.toContain("FAILED");
  });

  describe("fires, and keeps silent, as it should", () => {
    it.each(readdirSync(tests))("in %s", (file) => {
      expect(promtool("test", "rules", path.join(tests, file))).toContain("SUCCESS");
    });
  });
});
