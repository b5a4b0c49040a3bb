/** Runbooks by their names: a question that names one is answered from that one. */
import path from "node:path";
import { fold } from "./analyse.ts";
import type { Runbook } from "./runbook.ts";

/** A runbook's path without its ending: "hosts/disk-full". */
export const idOf = (runbook: Runbook): string => runbook.path.replace(/\.md$/i, "");

/** The longest run of words that is looked up; alert names have at most about eight parts. */
const longest = 8;

/**
 * A finder of the runbooks, by position, that a question names: by path, file name or title, as the whole question,
 * as consecutive words of it ("kube pod crash looping"), or as one identifier in it ("KubePodCrashLooping").
 */
export function nameFinder(runbooks: readonly Runbook[]): (question: string) => ReadonlySet<number> {
  const names = new Map<string, Set<number>>();
  runbooks.forEach((runbook, book) => {
    const id = idOf(runbook);
    for (const name of [id, path.posix.basename(id), runbook.title].map(fold)) {
      if (name.length > 2) names.set(name, (names.get(name) ?? new Set<number>()).add(book));
    }
  });
  return (question) => {
    const words = question.split(/[\s,;:!?()"'`]+/).filter(Boolean);
    const found = new Set<number>(names.get(fold(question)));
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= Math.min(words.length, from + longest); to++) {
        const run = words.slice(from, to);
        // A single plain word ("memory") is a subject, not a name.
        const isName = run.length > 1 || /[a-z][A-Z]|\w[-_./]\w/.test(run[0] ?? "");
        if (isName) for (const book of names.get(fold(run.join(""))) ?? []) found.add(book);
      }
    }
    return found;
  };
}
