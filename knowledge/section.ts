/** Which part of a runbook answers, and which of its words. Nothing is rewritten: words are chosen, never made. */
import { analyse, subjects } from "./analyse.ts";
import type { Chunk, Passage } from "./chunk.ts";
import type { Candidate } from "./answer.ts";

/** Sections that say when or why, or what comes after: they find the runbook but do not say what to do now. */
const asides =
  /^(?:symptoms?|meaning|impact|overview|summary|background|introduction|description|about|context|when to use|verif|afterwards|references?|see also|related|further reading|table of contents)/i;
const warnings = /^(?:do not|don.t|never|what not to do|pitfalls|caution|warning)/i;
/** Questions that ask leave are answered by a warning; others want something to do. */
const asksLeave = /^\W*(?:can|may|should|could|is it (?:ok|okay|safe|fine|allowed))\b/i;

/** What stands there is not to be done. */
export const warns = (chunk: Chunk): boolean => chunk.breadcrumb.some((heading) => warnings.test(heading));

const headingOf = (chunk: Chunk): string => chunk.breadcrumb.at(-1) ?? "";
const saysHow = (chunk: Chunk): boolean => chunk.passages.some(({ kind }) => kind === "code" || kind === "item");

/**
 * How much a heading speaks of what is asked: fully if it begins with a word of the question ("Roll back"), for any
 * other word a little, since "host" or "change" stand in many headings.
 */
function spokenOf(heading: string, asked: readonly string[]): number {
  const terms = analyse(heading);
  const [first] = subjects(heading.split(" ")[0] ?? "");
  return asked.filter((term) => terms.includes(term)).reduce((sum, term) => sum + (term === first ? 1 : 0.6), 0);
}

/**
 * The section whose heading the question speaks of; else the best one, unless it only describes: then the first that
 * says what to do. Undefined for a runbook without text.
 */
export function answering(
  { runbook, chunks }: Pick<Candidate, "runbook" | "chunks">,
  question: string,
): Chunk | undefined {
  const asked = subjects(question);
  const spoken = (chunk: Chunk): number => spokenOf(headingOf(chunk), asked);
  const [best = runbook.chunks[0]] = chunks;
  if (best && warnings.test(headingOf(best)) && asksLeave.test(question)) return best;
  const [closest] = chunks.toSorted((a, b) => spoken(b) - spoken(a));
  if (closest && spoken(closest) >= 1) return closest;
  const aside = (chunk: Chunk): boolean =>
    chunk.anchor === "" || asides.test(headingOf(chunk)) || warnings.test(headingOf(chunk));
  if (!best || !aside(best)) return best;
  return runbook.chunks.find((chunk) => !aside(chunk) && saysHow(chunk)) ?? best;
}

/** How many characters of a section are shown before the rest is left to the document. */
const room = 900;

/**
 * The section from its start, through its first command block at least, for as long as there is room. Where the words
 * before that block alone are too many, those that share most with the question.
 */
export function excerpt(
  chunk: Chunk,
  question: string,
): { readonly passages: readonly Passage[]; readonly whole: boolean } {
  const all = chunk.passages;
  const firstCode = all.findIndex(({ kind }) => kind === "code");
  const head = all.slice(0, firstCode + 1);
  const kept = new Set(fitting(size(head) > room ? byOverlap(head.slice(0, -1), question) : head));
  if (firstCode !== -1) kept.add(head.at(-1) as Passage);
  for (const passage of all.slice(firstCode + 1)) {
    if (kept.size > 0 && size([...kept, passage]) > room) break;
    kept.add(passage);
  }
  return { passages: all.filter((passage) => kept.has(passage)), whole: kept.size === all.length };
}

const longestQuote = 300;

/**
 * What to quote as evidence, as it is written: the paragraph or item of the section that shares most with the
 * question, or of a long one its best sentence.
 */
export function quote(chunk: Chunk, question: string, title: string): string {
  const inTitle = new Set(analyse(title));
  const beyond = subjects(question)
    .filter((term) => !inTitle.has(term))
    .join(" ");
  const prose = chunk.passages.filter(({ kind }) => kind === "text" || kind === "item");
  const raw = (byOverlap(prose, beyond)[0] ?? chunk.passages[0])?.raw ?? "";
  if (raw.length <= longestQuote) return raw;
  const sentences = raw.split(/(?<=[.!?:])\s+|\n/).map((text) => ({ text }));
  return byOverlap(sentences, beyond)[0]?.text.slice(0, longestQuote) ?? "";
}

const size = (passages: readonly Passage[]): number => passages.reduce((sum, { text }) => sum + text.length, 0);

/** The first of these, and those after it that there is still room for. */
function fitting(passages: readonly Passage[]): Passage[] {
  const kept: Passage[] = [];
  for (const passage of passages) if (kept.length === 0 || size([...kept, passage]) <= room) kept.push(passage);
  return kept;
}

/** Most terms shared with the question first; equal ones as they stand. */
function byOverlap<T extends { readonly text: string }>(things: readonly T[], question: string): T[] {
  const asked = subjects(question);
  const shared = new Map(
    things.map((thing) => {
      const terms = new Set(analyse(thing.text));
      return [thing, asked.filter((term) => terms.has(term)).length];
    }),
  );
  return things.toSorted((a, b) => (shared.get(b) ?? 0) - (shared.get(a) ?? 0));
}
