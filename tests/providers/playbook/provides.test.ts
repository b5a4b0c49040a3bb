/** Which playbook carries out which action. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createPlaybooks } from "../../../src/providers/playbook/engine.ts";
import { createShells } from "../../../src/providers/shells.ts";

const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);

const text = (name: string, more: string): string => `name: ${name}
summary: Does something
effect: write
${more}
parameters:
  service: { type: string }
  span: { type: duration, default: 2w }
steps:
  - name: Do it
    run: [echo, "\${service}", "\${span}"]
`;

function engineOf(files: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-provides-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return createPlaybooks({ folder, shells, secrets: [] });
}

test("is told by its capability, with what it takes and where it is made to run", () => {
  const engine = engineOf({
    "a.yml": text("a", "provides: service.restart"),
    "b.yml": text("b", "provides: service.scale\ntargets: { hosts: [web-1], max: 2 }"),
    "c.yml": text("c", "provides: cache.warm\ntargets: { max: 2 }"),
    "d.yml": text("d", ""),
  });
  expect(engine.problems).toEqual([]);
  expect(engine.providing("service.restart")).toEqual({
    playbook: "a",
    parameters: ["service", "span"],
    targets: null,
  });
  expect(engine.providing("service.scale")).toMatchObject({ targets: { hosts: ["web-1"], groups: [], labels: [] } });
  expect(engine.providing("cache.warm")).toMatchObject({ targets: null });
  expect(engine.providing("service.stop")).toBeUndefined();
});

test("two that provide the same are a mistake in the second, by file and line; the first counts", () => {
  const engine = engineOf({
    "a.yml": text("a", "provides: service.restart"),
    "b.yml": text("b", "aliases: [x]\nprovides: service.restart"),
    "c.yml": text("a", ""),
  });
  expect(engine.problems.map(({ sentence }) => path.basename(sentence))).toEqual([
    "b.yml:5:1: a.yml provides service.restart too.",
    "c.yml:1:1: a.yml is called a too.",
  ]);
  expect(engine.providing("service.restart")?.playbook).toBe("a");
});
