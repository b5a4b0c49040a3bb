/** How far a runbook can be trusted to hold the answer, and so when to say that nothing was found. */
import { subjects } from "./analyse.ts";
import type { Bm25 } from "./bm25.ts";
import { synonymsOf } from "./synonyms.ts";

export interface Grade {
  /** 0 to 1. */
  readonly confidence: number;
  /** What it was computed from, each from 0 to 1. */
  readonly signals: Signals;
}

/** Shares are of the question's weight: the sum of how telling each of its words is. */
export interface Signals {
  /** 1 if the question names the runbook. */
  readonly named: number;
  /** Share that stands in no runbook at all. */
  readonly unknown: number;
  /** Share that stands in this runbook. */
  readonly covered: number;
  /** Share that stands in its title, path, tags or services. */
  readonly titled: number;
  /** How much stands together in one of its chunks: one common word is little, whatever its share. */
  readonly evidence: number;
}

/**
 * A site has ten runbooks or a thousand. Weights are computed as if there were so many more that hold none of the
 * words, so that with ten a word is not thought rare or common because of one text.
 */
const background = 100;
/** A synonym in the text is less than the word itself. */
const synonymShare = 0.7;
/** About three rare words: more than that convinces nobody further. */
const plenty = 10;

type Terms = readonly string[];
const setsOf = (texts: readonly Terms[]): ReadonlySet<string>[] => texts.map((terms) => new Set(terms));

export function grader(
  byDocument: Bm25,
  documents: readonly Terms[],
  chunks: readonly Terms[],
  labels: readonly Terms[],
): (question: string) => (document: number, near: readonly number[], named: boolean) => Grade {
  const [inDocument, inChunk, inLabel] = [setsOf(documents), setsOf(chunks), setsOf(labels)];
  const total = documents.length + background;
  const weigh = (term: string): number => {
    const count = byDocument.frequency(term);
    return Math.log(1 + (total - count + 0.5) / (count + 0.5));
  };
  return (question) => {
    // Numbers that no runbook holds are of this one case: a process id, a percentage, a time.
    const asked = subjects(question).filter((term) => !/\d/.test(term) || byDocument.frequency(term) > 0);
    const weights = asked.map((term) => ({ term, weight: weigh(term), others: synonymsOf(term) }));
    const whole = weights.reduce((sum, { weight }) => sum + weight, 0);
    const matched = (holds: (term: string) => boolean): number =>
      weights.reduce((sum, { term, weight, others }) => {
        const how = holds(term) ? 1 : others.some(holds) ? synonymShare : 0;
        return sum + how * weight;
      }, 0);
    const share = (terms: ReadonlySet<string> | undefined): number =>
      terms && whole > 0 ? matched((term) => terms.has(term)) / whole : 0;
    const unknown = whole > 0 ? 1 - matched((term) => byDocument.frequency(term) > 0) / whole : 1;
    return (document, near, named) => {
      const together = Math.max(0, ...near.map((chunk) => share(inChunk[chunk])));
      const signals: Signals = {
        named: named ? 1 : 0,
        unknown,
        covered: share(inDocument[document]),
        titled: share(inLabel[document]),
        evidence: Math.min(1, (together * whole) / plenty),
      };
      return { confidence: judge(signals), signals };
    };
  };
}

/**
 * A logistic of the signals, fitted on questions with and without an answer, half of the weight on the runbooks of this
 * project and half on 1,386 public ones (tests/evals/knowledge.ts measures both), and rounded.
 */
const judge = ({ named, unknown, covered, titled, evidence }: Signals): number => {
  const z = -3.5 - 3 * unknown + covered + 2.5 * titled + 5.5 * evidence + 4 * named;
  return 1 / (1 + Math.exp(-z));
};
