/**
 * Tests that need a server which not every machine has. Where it is missing they are skipped and named at the end of
 * the run; with SIGNALBOX_TEST_ALL=1 (as in CI) a missing one is a failure.
 */
import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { describe } from "vitest";

/** The program's path, looked for on PATH and in the places where Debian keeps daemons; null if it is not here. */
export function find(program: string): string | null {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/sbin", "/usr/local/sbin"];
  for (const folder of folders) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not here: the next folder.
    }
  }
  return null;
}

/** `describe`, if every one of these programs is here; a named skip if not; a failure under SIGNALBOX_TEST_ALL=1. */
export function describeWith(programs: readonly string[], name: string, body: () => void): void {
  const missing = programs.filter((program) => find(program) === null);
  if (missing.length === 0) describe(name, body);
  else if (process.env["SIGNALBOX_TEST_ALL"] === "1") throw new Error(`${name} needs ${missing.join(", ")}`);
  else describe.skip(`${name} [left out: needs ${missing.join(", ")}]`, body);
}

/** `describe`, if this folder of test data is here; a named skip if not. Third-party data is not part of the project. */
export function describeWithData(folder: string, name: string, body: () => void): void {
  if (existsSync(folder)) describe(name, body);
  else describe.skip(`${name} [left out: no data in ${folder}]`, body);
}
