/** What is less than what was asked for: nobody makes something else of it. */
import { expect, test } from "vitest";
import { narrower, type Plan } from "../src/plan.ts";

const planOf = (hosts: readonly string[], after: string, facts: Plan["facts"] = {}): Plan => ({
  sentence: `${after} on ${hosts.join()}`,
  effect: "write",
  resources: hosts.map((id) => ({ kind: "host", id })),
  changes: hosts.map((subject) => ({ kind: "run", subject, before: null, after })),
  facts: { targetCount: hosts.length, ...facts },
  undo: null,
  inverse: null,
  checked: true,
  data: null,
});
const both = ["web-1", "web-2"];

test("AP-9 fewer targets are less", () => {
  expect(narrower(planOf(both, "v7.2.0"), planOf(["web-1"], "v7.2.0"))).toBe(null);
});

test("AP-5 AP-9 fewer targets with something else on them are not less", () => {
  expect(narrower(planOf(both, "v7.2.0"), planOf(["web-1"], "v6.6.6"))).toBe("web-1 would become something else");
});

test("AP-9 the same for a shorter time is less", () => {
  const [long, short] = [planOf(both, "for 4h", { lasts: 14_400 }), planOf(both, "for 1h", { lasts: 3600 })];
  expect(narrower(long, short)).toBe(null);
  expect(narrower(short, long)).not.toBe(null);
});
