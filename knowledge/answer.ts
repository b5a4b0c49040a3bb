/** From what was found to what is said: the runbook's own words and where they stand, or that nothing was found. */
import type { Block, Source } from "../src/reply.ts";
import type { Answer } from "../src/providers/library.ts";
import type { Chunk, Passage } from "./chunk.ts";
import type { Grade } from "./confidence.ts";
import type { Runbook } from "./runbook.ts";
import { answering, excerpt, quote } from "./section.ts";

/** A runbook that may answer. */
export interface Candidate {
  /** Its path, and its source where that is not the main folder: "team:hosts/disk-full.md". */
  readonly address: string;
  readonly runbook: Runbook;
  readonly grade: Grade;
  /** Those of its chunks that were found, best first. */
  readonly chunks: readonly Chunk[];
  /** Where a person reads it, if anywhere but in the file. */
  readonly link: string | null;
}

/** Below this nothing is shown: in an incident a wrong runbook costs more than none. Measured in tests/evals/knowledge.ts. */
export const findsNothing = 0.35;
/** From here on one runbook is given as the answer; between the two, the closest ones are named. */
export const isSure = 0.6;
const mostAlternatives = 3;

export function answer(question: string, hits: readonly Candidate[], today: Temporal.PlainDate): Answer {
  const [hit] = hits;
  const chunk = hit && answering(hit, question);
  const confidence = Math.round((hit?.grade.confidence ?? 0) * 100) / 100;
  if (!hit || !chunk || confidence < findsNothing) {
    const text = "I found nothing about that in the runbooks. Other words, or the name of the alert, may find more.";
    return { reply: "answer", text, abstained: true, confidence, blocks: [], sources: [], suggestions: [] };
  }
  const others = hits.slice(1, 1 + mostAlternatives);
  if (confidence < isSure) {
    const close = others.filter((other) => other.grade.confidence >= findsNothing);
    return closest([hit, ...close.slice(0, mostAlternatives - 1)], question, confidence);
  }
  const also = others.filter(isClose).map(({ runbook, address }) => `${runbook.title} (${address})`);
  const { passages, whole } = excerpt(chunk, question);
  // The words before the first command block are the text, so that it makes sense alone.
  const turn = passages.findIndex(({ kind }) => kind === "code" || kind === "table");
  const lead = turn === -1 ? passages : passages.slice(0, turn);
  const notes = [
    whole ? "" : `More in ${hit.address}${fragment(chunk)}.`,
    upkeep(hit.runbook, today),
    also.length > 0 ? `See also: ${also.join(", ")}.` : "",
  ];
  return {
    reply: "answer",
    text: [titled(hit.runbook, chunk), ...lead.map(({ text }) => text)].join("\n"),
    abstained: false,
    confidence,
    blocks: [
      ...blocksOf(passages.slice(lead.length)),
      { kind: "text", text: notes.filter((note) => note !== "").join("\n") },
    ],
    sources: [sourceOf(hit, chunk, question)],
    // What the section itself offers comes first.
    suggestions: [...chunk.actions, ...hit.runbook.actions],
  };
}

/** No answer, but where one might be. No buttons: which runbook is right is for a person to say first. */
function closest(hits: readonly Candidate[], question: string, confidence: number): Answer {
  const found = hits.flatMap((hit) => {
    const chunk = answering(hit, question);
    return chunk ? [{ heading: titled(hit.runbook, chunk), source: sourceOf(hit, chunk, question) }] : [];
  });
  const one = found.length === 1;
  return {
    reply: "answer",
    text: `I am not sure that a runbook answers this. ${one ? "This one comes" : "These come"} closest:`,
    abstained: false,
    confidence,
    blocks: found.map(({ heading, source }): Block => ({ kind: "text", text: `${heading}\n“${source.quote}”` })),
    sources: found.map(({ source }) => source),
    suggestions: [],
  };
}

/** Worth a second look: trusted, and either about it by its title or holding nearly all of what was asked. */
function isClose({ grade }: Candidate): boolean {
  const { confidence, signals } = grade;
  return confidence >= isSure && (signals.titled > 0 || signals.covered > 0.8);
}

const titled = (runbook: Runbook, chunk: Chunk): string => [runbook.title, ...chunk.breadcrumb].join(" › ");

const fragment = ({ anchor }: Chunk): string => anchor && `#${anchor}`;

export function sourceOf({ address, runbook, grade, link }: Candidate, chunk: Chunk, question: string): Source {
  return {
    doc: address,
    section: (chunk.breadcrumb.at(-1) ?? runbook.title) + fragment(chunk),
    quote: quote(chunk, question, runbook.title),
    score: Math.round(grade.confidence * 1000) / 1000,
    ...(link === null ? {} : { link: link + fragment(chunk) }),
  };
}

/** Words run together as one block; each command block and table stands alone, verbatim. */
function blocksOf(passages: readonly Passage[]): Block[] {
  const blocks: Block[] = [];
  for (const { kind, text } of passages) {
    const last = blocks.at(-1);
    if (kind === "code" || kind === "table") blocks.push({ kind: "code", text });
    else if (last?.kind === "text") blocks[blocks.length - 1] = { kind: "text", text: `${last.text}\n${text}` };
    else blocks.push({ kind: "text", text });
  }
  return blocks;
}

/** Who keeps it, how old its last review is, and a warning where the promised next one is overdue. */
export function upkeep({ owner, reviewed, due }: Runbook, today: Temporal.PlainDate): string {
  const keeper = owner ? `Owner: ${owner}` : "No owner is named";
  if (!reviewed) return `${keeper}; no review is on record.`;
  const days = Math.max(0, reviewed.until(today).days);
  const age = days === 0 ? "today" : days === 1 ? "yesterday" : `${days} days ago`;
  const overdue = due !== null && Temporal.PlainDate.compare(due, today) < 0;
  const warning = overdue ? ` Its next review was due on ${due.toString()}: check before you trust it.` : "";
  return `${keeper}; reviewed ${age} (${reviewed.toString()}).${warning}`;
}
