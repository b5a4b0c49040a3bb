/** How far a document can be trusted to hold the answer, and so when to say that nothing was found. */
import { subjects } from "./analyse.ts";
import type { Statistics } from "./engine.ts";
import { idf } from "./inverted.ts";
import { synonymsOf } from "./synonyms.ts";

export interface Grade {
  /** 0 to 1. */
  readonly confidence: number;
  /** What it was computed from, each from 0 to 1. */
  readonly signals: Signals;
}

/** Shares are of the question's weight: the sum of how telling each of its words is. */
export interface Signals {
  /** 1 if the question names the document. */
  readonly named: number;
  /** Share that stands in no document at all. */
  readonly unknown: number;
  /** Share that stands in this document. */
  readonly covered: number;
  /** Share that stands in its title, path, tags or services. */
  readonly titled: number;
  /** How much stands together in one of its chunks: one common word is little, whatever its share. */
  readonly evidence: number;
}

/** One document's terms. */
export interface Evidence {
  readonly label: ReadonlySet<string>;
  readonly chunks: readonly ReadonlySet<string>[];
  readonly named: boolean;
}

/**
 * A site has ten runbooks or a thousand. Weights are computed as if there were so many more that hold none of the
 * words, so that with ten a word is not thought rare or common because of one text.
 */
const background = 100;
/** A synonym in the text is less evidence than the word itself. */
const synonymShare = 0.5;
/** About three rare words: more than that convinces nobody further. */
const plenty = 10;

/**
 * The more documents there are, the more of any question stands in one of them by chance. Measured on eight public
 * collections of 57 to 405 documents, and on unions of them: what was right to be sure of in sixty is so in a thousand
 * only with this much more.
 */
const crowd = (documents: number): number => 0.25 * Math.max(0, Math.log2(documents / 64));

/**
 * Grades any document for this question. `offset` is what this site's own labelled questions have shown to be missing
 * (positive) or too much, in the units of the logistic.
 */
export function grader(question: string, { total, frequency }: Statistics, offset = 0): (evidence: Evidence) => Grade {
  const of = (term: string): number => frequency.get(term) ?? 0;
  // Numbers that no document holds are of this one case: a process id, a percentage, a time.
  const asked = subjects(question).filter((term) => !/\d/.test(term) || of(term) > 0);
  const weights = asked.map((term) => ({ term, weight: idf(total + background, of(term)), others: synonymsOf(term) }));
  const whole = weights.reduce((sum, { weight }) => sum + weight, 0);
  const share = (holds: (term: string) => boolean): number => {
    if (whole === 0) return 0;
    const matched = weights.reduce((sum, { term, weight, others }) => {
      const how = holds(term) ? 1 : others.some(holds) ? synonymShare : 0;
      return sum + how * weight;
    }, 0);
    return matched / whole;
  };
  const strange = 1 - share((term) => of(term) > 0);
  return ({ label, chunks, named }) => {
    const together = Math.max(0, ...chunks.map((terms) => share((term) => terms.has(term))));
    const signals: Signals = {
      named: named ? 1 : 0,
      // A name need not be made of words that stand anywhere.
      unknown: named ? 0 : strange,
      covered: share((term) => label.has(term) || chunks.some((terms) => terms.has(term))),
      titled: share((term) => label.has(term)),
      evidence: Math.min(1, (together * whole) / plenty),
    };
    return { confidence: judge(signals, offset - crowd(total)), signals };
  };
}

/**
 * A logistic of the signals, fitted on questions with and without an answer, half of the weight on the runbooks of this
 * project and half on 1,386 public ones (tests/evals/knowledge.ts measures both), and rounded.
 */
const judge = ({ named, unknown, covered, titled, evidence }: Signals, shift: number): number => {
  const z = shift - 3.5 - 3 * unknown + covered + 2.5 * titled + 5.5 * evidence + 4 * named;
  return 1 / (1 + Math.exp(-z));
};
