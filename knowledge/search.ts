/**
 * From a question to documents. What an engine finds by all words of a document, by the words of its chunks and, if it
 * can, by meaning, is fused; names come first; and the first few are voted on once more by how far they can be trusted.
 */
import { analyse } from "./analyse.ts";
import { grader, type Grade } from "./confidence.ts";
import type { Engine } from "./engine.ts";
import { nameFinder, type NamedDocument } from "./names.ts";
import { inScope, type Scope } from "./scope.ts";
import { expand, synonymsOf } from "./synonyms.ts";

export interface Hit {
  readonly id: string;
  /** How well it meets the question. Of the first ones only: of others nobody asks. */
  readonly grade: Grade | null;
  /** Which of its chunks were found, best first. */
  readonly ordinals: readonly number[];
}

/** What is known of a document besides its place in the index. */
export interface Contents {
  readonly label: readonly string[];
  readonly chunks: readonly (readonly string[])[];
}

/** Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009); over short lists a steeper curve than their 60 serves better. */
const reciprocal = (rank: number): number => 1 / (10 + rank);
/** Characters; a pasted alert fits, a pasted log is cut. */
const longestQuestion = 4000;
const mostHits = 100;
const trustDepth = 10;

export function createSearch(options: {
  readonly engine: Engine;
  readonly documents: Iterable<NamedDocument>;
  readonly contents: (id: string) => Contents | null;
  /** What labelled questions have shown: see calibration.ts. */
  readonly offset: number;
}): (question: string, scope: Scope) => Promise<Hit[]> {
  const { engine, contents, offset } = options;
  const documents = new Map(Array.from(options.documents, (document) => [document.id, document]));
  const named = nameFinder(documents.values());
  return async (text, scope) => {
    const question = text.slice(0, longestQuestion);
    const terms = [...new Set(analyse(question))];
    const wanted = new Set(terms.flatMap((term) => [term, ...synonymsOf(term)]));
    const statistics = await engine.count([...wanted], scope);
    const weights = expand(terms, (term) => (statistics.frequency.get(term) ?? 0) > 0);
    const found = await engine.search({ weights, text: question }, scope);
    // A server may not yet know what is gone, or who may not read it any more.
    const counts = (id: string): boolean => {
      const document = documents.get(id);
      return document !== undefined && inScope(document, scope);
    };
    const fused = new Map<string, number>();
    const vote = (ranking: Iterable<string>): void => {
      [...new Set(ranking)]
        .filter(counts)
        .forEach((id, rank) => fused.set(id, (fused.get(id) ?? 0) + reciprocal(rank)));
    };
    const places = [...found.chunks, ...(found.meant ?? [])];
    vote(found.documents);
    vote(found.chunks.map(({ document }) => document));
    vote((found.meant ?? []).map(({ document }) => document));
    const names = named(question, scope);
    for (const id of names) fused.set(id, (fused.get(id) ?? 0) + 1);

    const gradeOf = grader(question, statistics, offset);
    const only = (these: readonly string[]): Set<string> => {
      const held = new Set<string>();
      for (const term of these) if (wanted.has(term)) held.add(term);
      return held;
    };
    const grades = new Map<string, Grade>();
    for (const id of best(fused).slice(0, trustDepth)) {
      const { label, chunks } = contents(id) ?? {};
      if (label && chunks)
        grades.set(id, gradeOf({ label: only(label), chunks: chunks.map(only), named: names.has(id) }));
    }
    vote(best(new Map([...grades].map(([id, { confidence }]) => [id, confidence]))));
    const placesOf = Map.groupBy(places, ({ document }) => document);
    return best(fused)
      .slice(0, mostHits)
      .map((id) => ({
        id,
        grade: grades.get(id) ?? null,
        ordinals: [...new Set(placesOf.get(id)?.map(({ ordinal }) => ordinal))],
      }));
  };
}

/** Keys by descending value; equal ones by name, so that the same question always gets the same answer. */
const best = (scores: ReadonlyMap<string, number>): string[] =>
  [...scores].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([key]) => key);
