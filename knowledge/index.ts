/**
 * The search index over some runbooks, in memory and derived from them alone. A runbook is found by the whole of its
 * words and by its best chunk; the two rankings are fused, and the first few of them once more with the order of trust.
 */
import { analyse } from "./analyse.ts";
import { bm25 } from "./bm25.ts";
import type { Chunk } from "./chunk.ts";
import { grader, type Grade } from "./confidence.ts";
import { idOf, nameFinder } from "./names.ts";
import type { Runbook } from "./runbook.ts";
import { expand } from "./synonyms.ts";

export interface Hit {
  readonly runbook: Runbook;
  /** How well it meets the question. */
  readonly grade: () => Grade;
  /** Its chunks that share a term with the question, best first. */
  readonly chunks: readonly Chunk[];
}

export interface Index {
  /** Best first; at most a hundred. Nothing of the question in any runbook: none. */
  search(question: string): Hit[];
}

/** Reciprocal rank fusion (Cormack, Clarke & Büttcher, SIGIR 2009); over short lists a steeper curve than their 60 serves better. */
const reciprocal = (rank: number): number => 1 / (10 + rank);
/** Characters; a pasted alert fits, a pasted log is cut. */
const longestQuestion = 4000;
const documentDepth = 100;
const chunkDepth = 200;
const trustDepth = 10;

export function index(runbooks: readonly Runbook[]): Index {
  const labels = runbooks.map((runbook) =>
    analyse([runbook.title, idOf(runbook), ...runbook.tags, ...runbook.services].join("\n")),
  );
  const chunks = runbooks.flatMap((runbook, book) => runbook.chunks.map((chunk) => ({ book, chunk })));
  const chunkTerms = chunks.map(({ book, chunk }) =>
    analyse([runbooks[book]?.title, ...chunk.breadcrumb, ...chunk.passages.map(({ text }) => text)].join("\n")),
  );
  const documentTerms = labels.map((label) => [...label, ...label, ...label]);
  chunkTerms.forEach((terms, at) => {
    for (const term of terms) documentTerms[chunks[at]?.book ?? 0]?.push(term);
  });
  const byDocument = bm25(documentTerms);
  const byChunk = bm25(chunkTerms);
  const named = nameFinder(runbooks);
  const grade = grader(byDocument, documentTerms, chunkTerms, labels);

  return {
    search(text) {
      const question = text.slice(0, longestQuestion);
      const terms = expand([...new Set(analyse(question))]);
      const chunkRanking = best(byChunk.score(terms));
      const chunksOf = Map.groupBy(chunkRanking, (at) => chunks[at]?.book ?? 0);
      const nearest = chunkRanking.slice(0, chunkDepth).map((at) => chunks[at]?.book ?? 0);
      const fused = new Map<number, number>();
      const vote = (ranking: readonly number[]): void =>
        ranking.forEach((book, rank) => fused.set(book, (fused.get(book) ?? 0) + reciprocal(rank)));
      vote(best(byDocument.score(terms)).slice(0, documentDepth));
      vote([...new Set(nearest)]);
      const names = named(question);
      for (const book of names) fused.set(book, (fused.get(book) ?? 0) + 1);
      const gradeOf = grade(question);
      const trust = (book: number): Grade => gradeOf(book, chunksOf.get(book) ?? [], names.has(book));
      const first = best(fused).slice(0, trustDepth);
      vote(best(new Map(first.map((book) => [book, trust(book).confidence]))));
      return best(fused)
        .slice(0, documentDepth)
        .flatMap((book) => {
          const runbook = runbooks[book];
          const found = (chunksOf.get(book) ?? []).flatMap((at) => chunks[at]?.chunk ?? []);
          return runbook ? [{ runbook, grade: () => trust(book), chunks: found }] : [];
        });
    },
  };
}

/** Keys by descending value; equal ones in their own order, so that the same question always gets the same answer. */
const best = (scores: ReadonlyMap<number, number>): number[] =>
  [...scores].toSorted(([a, x], [b, y]) => y - x || a - b).map(([key]) => key);
