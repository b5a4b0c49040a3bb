/** A migrated embedded database of the test's own, in a folder of its own that goes with the test file. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, inject } from "vitest";
import { openDatabase, type Opened } from "../../src/store/database.ts";

/** A folder that is removed when the test file is done. */
export function temporaryFolder(under = os.tmpdir()): string {
  const folder = mkdtempSync(path.join(under, "signalbox-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A data folder with a database in it, not opened. */
export function dataFolder(under = os.tmpdir()): string {
  const folder = temporaryFolder(under);
  cpSync(inject("databaseTemplate"), folder, { recursive: true });
  return folder;
}

export async function testDatabase(): Promise<Opened> {
  const opened = await openDatabase(dataFolder(), null);
  afterAll(() => opened.close());
  return opened;
}
