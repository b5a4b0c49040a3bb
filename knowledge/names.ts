/** Runbooks by their names: a question that names one is answered from that one. */
import { almost } from "./almost.ts";
import { fold } from "./analyse.ts";
import { inScope, type Scope, type Scoped } from "./scope.ts";

export interface NamedDocument extends Scoped {
  readonly id: string;
  /** Title, path, file name, and the alerts that lead to it. */
  readonly names: readonly string[];
}

/** The longest run of words that is looked up; alert names have at most about eight parts. */
const longest = 8;
/** Letters of the shortest name that a slip of the finger is forgiven in. */
const forgiven = 10;

/**
 * A finder of the documents in scope that a question names: as the whole question, as consecutive words of it
 * ("kube pod crash looping"), or as one identifier in it ("KubePodCrashLooping"), with at most one slip of the finger.
 */
export function nameFinder(documents: Iterable<NamedDocument>): (question: string, scope: Scope) => Set<string> {
  const names = new Map<string, NamedDocument[]>();
  for (const document of documents) {
    for (const name of new Set(document.names.map(fold).filter(({ length }) => length > 2))) {
      names.set(name, [...(names.get(name) ?? []), document]);
    }
  }
  return (question, scope) => {
    const found = new Set<string>();
    const take = (these: readonly NamedDocument[] = []): void => {
      for (const document of these) if (inScope(document, scope)) found.add(document.id);
    };
    take(names.get(fold(question)));
    const words = question.split(/[\s,;:!?()"'`]+/).filter(Boolean);
    const misspelt: string[] = [];
    for (let from = 0; from < words.length; from++) {
      for (let to = from + 1; to <= Math.min(words.length, from + longest); to++) {
        const run = words.slice(from, to);
        // A single plain word ("memory") is a subject, not a name.
        const isName = run.length > 1 || /[a-z][A-Z]|\w[-_./]\w/.test(run[0] ?? "");
        if (!isName) continue;
        const name = fold(run.join(""));
        take(names.get(name));
        if (run.length === 1 && name.length >= forgiven) misspelt.push(name);
      }
    }
    if (found.size === 0 && misspelt.length > 0) {
      const isMeant = (name: string): boolean =>
        misspelt.some((word) => Math.abs(word.length - name.length) < 2 && almost(name, word));
      for (const [name, these] of names) if (isMeant(name)) take(these);
    }
    return found;
  };
}
