/** Files that a demonstration site needs, so that there is something real to look at and to change. */
import { existsSync } from "node:fs";
import { mkdir, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Config } from "./config.ts";

/** Writes what is missing; leaves what is there. */
export async function plantSeed(seed: Config["seed"]): Promise<void> {
  for (const { path: file, text, size, age } of seed) {
    if (existsSync(file)) continue;
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text ?? Buffer.alloc(size ?? 0));
    if (age === undefined) continue;
    const then = new Date(Date.now() - age * 1000);
    await utimes(file, then, then);
  }
}
