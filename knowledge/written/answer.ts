/** An answer in a model's words: each sentence with what it cites, beside the documents' own commands and buttons. */
import type { Answer } from "../../src/providers/library.ts";
import { findsNothing, isSure, sourceOf, upkeep, type Candidate } from "../answer.ts";
import type { Chunk } from "../chunk.ts";
import { answering, warns } from "../section.ts";
import type { createWriter } from "./write.ts";

/** How many documents, and how many sections of each, a model is shown. */
const mostDocuments = 3;
const mostSections = 3;
/** Command blocks under an answer. */
const mostBlocks = 2;

/** Null where nothing is near enough, or what the model wrote is not supported: then the documents speak for themselves. */
export async function writtenAnswer(
  write: ReturnType<typeof createWriter>,
  question: string,
  candidates: readonly Candidate[],
  today: Temporal.PlainDate,
): Promise<Answer | null> {
  const near = candidates.filter(({ grade }) => grade.confidence >= findsNothing).slice(0, mostDocuments);
  const parts = near.flatMap((candidate) => sectionsOf(candidate, question).map((chunk) => ({ candidate, chunk })));
  const written = await write({
    question,
    sections: parts.map(({ candidate: { runbook }, chunk: { breadcrumb, passages } }, at) => ({
      n: at + 1,
      headings: [runbook.title, ...breadcrumb],
      passages,
    })),
  });
  const [best] = near;
  if (!written || !best) return null;
  // As they are first cited: [1] is the first one that a reader meets.
  const cited = [...new Set(written.sentences.flatMap(({ cites }) => cites))];
  const shown = cited.flatMap((n) => parts[n - 1] ?? []);
  const number = (n: number): string => `[${cited.indexOf(n) + 1}]`;
  const books = [...new Set(shown.map(({ candidate }) => candidate))];
  // Out of its section nobody sees that a command is one not to run.
  const safe = shown.filter(({ chunk }) => !warns(chunk));
  const commands = safe.flatMap(({ chunk }) => chunk.passages.find(({ kind }) => kind === "code") ?? []);
  return {
    reply: "answer",
    text: written.sentences.map(({ text, cites }) => `${text} ${cites.map(number).join("")}`).join("\n"),
    abstained: false,
    confidence: Math.round(best.grade.confidence * 100) / 100,
    blocks: [
      ...commands.slice(0, mostBlocks).map(({ text }) => ({ kind: "code", text }) as const),
      { kind: "text", text: books.map(({ runbook }) => `${runbook.title}. ${upkeep(runbook, today)}`).join("\n") },
    ],
    sources: shown.map(({ candidate, chunk }) => sourceOf(candidate, chunk, question)),
    suggestions: shown
      .filter(({ candidate }) => candidate.grade.confidence >= isSure)
      .flatMap(({ candidate, chunk }) => [...chunk.actions, ...candidate.runbook.actions]),
  };
}

/** What says what to do first, then what else was found. */
function sectionsOf(candidate: Candidate, question: string): Chunk[] {
  const first = answering(candidate, question);
  return [...new Set([...(first ? [first] : []), ...candidate.chunks])].slice(0, mostSections);
}
