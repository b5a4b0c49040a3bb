/** Vitest's global set-up: creates one migrated embedded database; tests copy its folder instead of creating their own. */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { migrate, openDatabase } from "../../src/store/database.ts";

declare module "vitest" {
  export interface ProvidedContext {
    databaseTemplate: string;
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "signalbox-template-"));
  const { db, close } = await openDatabase(folder, null);
  await migrate(db);
  await close();
  project.provide("databaseTemplate", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
