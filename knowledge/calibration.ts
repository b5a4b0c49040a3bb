/** What a site's own labelled questions say of how sure to be, kept with the index that they were put to. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { findsNothing, isSure } from "./answer.ts";
import type { SiteLibrary } from "./library.ts";
import type { Scope } from "./scope.ts";
import type { Shelf } from "./shelf.ts";

export interface Labelled {
  readonly text: string;
  /** Documents that answer it; none: nothing does. */
  readonly docs: readonly string[];
}

const kept = z.object({
  /** Added to the logistic of every grade. */
  offset: z.number(),
  /** Says which questions, and which state of the index. */
  id: z.string(),
  answerable: z.int(),
  unanswerable: z.int(),
  documents: z.int(),
  /** Shares, with the offset: of answerable questions answered, and of the others refused. */
  answered: z.number(),
  refused: z.number(),
});

export type Calibration = z.output<typeof kept>;

/** Fewer of a kind than this say nothing. */
export const fewest = 8;

const note = "calibration";
const logit = (confidence: number): number => Math.log(confidence / (1 - confidence));
const share = (values: readonly number[], holds: (value: number) => boolean): number =>
  values.filter(holds).length / values.length;

/** Null: none was made for this index. */
export function calibrationOf(shelf: Pick<Shelf, "note">): Calibration | null {
  const text = shelf.note(note);
  return text === null ? null : (kept.safeParse(JSON.parse(text)).data ?? null);
}

/**
 * Puts the line between "I found nothing" and "I am not sure" where it parts the answerable from the unanswerable best
 * (Youden, "Index for rating diagnostic tests", 1950). Questions are counted as everybody's who may read everything.
 */
export async function calibrate(library: SiteLibrary, questions: readonly Labelled[]): Promise<Calibration> {
  const { shelf } = library;
  const scope: Scope = { audiences: [], about: null };
  const before = calibrationOf(shelf)?.offset ?? 0;
  const graded: { readonly isAnswerable: boolean; readonly z: number }[] = [];
  for (const { text, docs } of questions) {
    const confidence = (await library.search(text, scope))[0]?.grade?.confidence ?? 0;
    graded.push({ isAnswerable: docs.length > 0, z: logit(Math.min(0.9999, Math.max(0.0001, confidence))) - before });
  }
  const of = (which: boolean) =>
    graded.filter(({ isAnswerable }) => isAnswerable === which).map(({ z: value }) => value);
  const [yes, no] = [of(true), of(false)];
  const youden = (line: number): number => share(yes, (value) => value >= line) + share(no, (value) => value < line);
  const lines = graded.map(({ z: value }) => value).toSorted((a, b) => a - b);
  const line = lines.reduce((best, one) => (youden(one) > youden(best) ? one : best), lines[0] ?? 0);
  const offset = (logit(findsNothing) + logit(isSure)) / 2 - line;
  const made: Calibration = {
    offset: Math.round(offset * 1000) / 1000,
    id: createHash("sha256")
      .update(JSON.stringify([questions, [...shelf.cards.values()].map(({ hash }) => hash)]))
      .digest("hex")
      .slice(0, 12),
    answerable: yes.length,
    unanswerable: no.length,
    documents: shelf.cards.size,
    answered: share(yes, (value) => value >= line),
    refused: share(no, (value) => value < line),
  };
  shelf.setNote(note, JSON.stringify(made));
  return made;
}
