/** The runbooks of a folder: every Markdown file below it. */
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { problem, type Problem } from "../src/problem.ts";
import { readRunbook, type Runbook } from "./runbook.ts";

/** Beyond this a file is a book or an accident. */
const maxBytes = 1_000_000;

/**
 * Reads them all, in the order of their paths. A file that cannot be used is a Problem RUNBOOKS_BROKEN and the others
 * are there all the same; so is a folder that cannot be read.
 */
export async function load(
  folder: string,
  read: (file: string, text: string) => Runbook = readRunbook,
): Promise<{ readonly runbooks: readonly Runbook[]; readonly problems: readonly Problem[] }> {
  const runbooks: Runbook[] = [];
  const problems: Problem[] = [];
  const refuse = (file: string, why: string): void => void problems.push(problem("RUNBOOKS_BROKEN", { file, why }));
  for (const file of await markdownFiles(folder, refuse)) {
    try {
      runbooks.push(read(file, await textOf(folder, file)));
    } catch (error) {
      refuse(file, error instanceof Error ? error.message : String(error));
    }
  }
  return { runbooks, problems };
}

async function markdownFiles(folder: string, refuse: (file: string, why: string) => void): Promise<string[]> {
  try {
    const all = await readdir(folder, { recursive: true });
    return all
      .map((file) => file.split(path.sep).join("/"))
      .filter((file) => /\.md$/i.test(file) && !/(?:^|\/)\./.test(file))
      .toSorted();
  } catch (error) {
    refuse(folder, error instanceof Error ? error.message : String(error));
    return [];
  }
}

/** Links are followed (Kubernetes mounts files as links), but not out of the folder. */
async function textOf(folder: string, file: string): Promise<string> {
  const real = await realpath(path.join(folder, file));
  const inside = path.relative(await realpath(folder), real);
  if (inside.split(path.sep)[0] === ".." || path.isAbsolute(inside))
    throw new RangeError("it is a link out of the folder");
  const { size } = await stat(real);
  if (size > maxBytes) throw new RangeError(`it has ${size} bytes, more than ${maxBytes}`);
  return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real));
}
