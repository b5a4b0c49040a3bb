/** The repository as data: what the checks of the house look at. A fixture is a Map of a few lines. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

/** Path from the root, with "/", → text. */
export type Tree = ReadonlyMap<string, string>;

export const root = path.join(import.meta.dirname, "../..");

/** Every file that is or could be committed; binary ones as empty text. */
export function readTree(): Tree {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  const files = [...new Set(list.split("\0"))].filter((file) => file !== "" && existsSync(path.join(root, file)));
  return new Map(files.toSorted().map((file) => [file, readText(path.join(root, file))]));
}

function readText(file: string): string {
  const bytes = readFileSync(file);
  return bytes.subarray(0, 8000).includes(0) ? "" : bytes.toString("utf8");
}

export const tree = (files: Readonly<Record<string, string>>): Tree => new Map(Object.entries(files));
