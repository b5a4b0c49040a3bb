/** A playbook's plan is for these hosts, where they are now; and each of its steps happens once, however late its runner wakes. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { Host } from "../../src/inventory.ts";
import { digest } from "../../src/plan.ts";
import { createShells } from "../../src/providers/shells.ts";
import { contextOf, engineOf, inventoryOf, newLedger } from "../providers/playbook/bench.ts";
import { localhost } from "../providers/localhost.ts";

const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
afterAll(() => shells.close());

const mark = `
name: mark
summary: Leaves a mark
effect: write
parameters: { folder: { type: string, from_host_var: folder } }
steps:
  - { name: Mark, run: [sh, -c, 'echo marked >>"$1/trace"', sh, "\${folder}"], retry: once }
`;

let folder: string;
let host: Host;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "signalbox-late-"));
  host = { ...localhost, vars: { folder } };
  return () => rmSync(folder, { recursive: true, force: true });
});

const planOn = (target: Host) =>
  engineOf(shells, { mark }).plan(
    { playbook: "mark", targets: [target.name], vars: {}, check: false },
    inventoryOf(target),
    new AbortController().signal,
  );
const digestOn = async (target: Host) => digest("playbook.run", {}, await planOn(target), "v1");
const trace = (): string => {
  try {
    return readFileSync(path.join(folder, "trace"), "utf8");
  } catch {
    return "";
  }
};

test.each([{ address: "192.0.2.9" }, { port: 2222 }, { user: "root" }])(
  "a yes for a host is not a yes for another under its name: %j",
  async (moved) => {
    expect(await digestOn({ ...host, ...moved })).not.toBe(await digestOn(host));
  },
);

test("what was begun on a host does not go on at another one under its name", async () => {
  const plan = await planOn(host);
  const moved = contextOf(inventoryOf({ ...host, address: "192.0.2.9" }));
  await expect(engineOf(shells, { mark }).apply(plan, moved)).rejects.toThrow(/is not where it was/);
  expect(trace()).toBe("");
});

test("a runner that was frozen before it started a step does not start it after another has done it", async () => {
  const engine = engineOf(shells, { mark });
  const plan = await engine.plan(
    { playbook: "mark", targets: ["localhost"], vars: {}, check: false },
    inventoryOf(host),
    new AbortController().signal,
  );
  const request = `r-late-${process.pid}`;
  await engine.apply(plan, contextOf(inventoryOf(host), { request }));
  // It had written down that it begins, was frozen, and knows nothing of what came after.
  await engine.apply(plan, contextOf(inventoryOf(host), { request, ledger: newLedger() }));
  expect(trace()).toBe("marked\n");
});
