/** The Library: the runbooks of one folder, answering each person from what that person may read. */
import type { Problem } from "../src/problem.ts";
import type { Library } from "../src/providers/library.ts";
import { answer } from "./answer.ts";
import { index, type Index } from "./index.ts";
import { load } from "./load.ts";

export interface LoadedLibrary extends Library {
  /** How many runbooks are in use. */
  readonly size: number;
  /** Files that were left out, each a RUNBOOKS_BROKEN. */
  readonly problems: readonly Problem[];
}

/**
 * Reads the folder once and keeps it in memory. Who may not read a runbook gets answers as if it did not exist: the
 * index a question is put to holds only what the asker may read, so hidden words count in no statistic either.
 */
export async function createLibrary(options: {
  readonly folder: string;
  /** The day ages are counted to; for tests. */
  readonly today?: () => Temporal.PlainDate;
}): Promise<LoadedLibrary> {
  const { runbooks, problems } = await load(options.folder);
  const today = options.today ?? (() => Temporal.Now.plainDateISO());
  const matters = new Set(runbooks.flatMap((runbook) => runbook.roles ?? []));
  const indexes = new Map<string, Index>();
  const indexFor = (audiences: readonly (readonly string[])[]): Index => {
    const kinds = audiences.map((roles) => [...new Set(roles)].filter((role) => matters.has(role)).toSorted());
    const key = JSON.stringify(kinds);
    const reads = (needed: readonly string[]): boolean =>
      audiences.every((roles) => needed.some((role) => roles.includes(role)));
    const made =
      indexes.get(key) ?? index(runbooks.filter((runbook) => runbook.roles === null || reads(runbook.roles)));
    indexes.set(key, made);
    return made;
  };
  return {
    size: runbooks.length,
    problems,
    answer: async ({ text, audiences }) => answer(text, indexFor(audiences).search(text), today()),
  };
}
