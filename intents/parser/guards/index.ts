/**
 * What kind of saying a sentence is, before anybody looks at what it is about. A veto forbids every later stage to
 * propose a change; exact commands alone are exempt, for they cannot be said by accident.
 */
import { phraseSet, type Phrases } from "../phrases.ts";
import type { Word } from "../words.ts";
import * as english from "./english.ts";
import { foreignness } from "./language.ts";

export type Veto =
  | "how-to"
  | "pasted"
  | "language"
  | "exclusion"
  | "negation"
  | "reported"
  | "report"
  | "conditional"
  | "capability"
  | "question"
  | "hypothetical"
  | "uncertain";

export interface Speech {
  /** The strongest reason why this is no order, or null. */
  readonly veto: Veto | null;
  /** The word that says so. */
  readonly because: string;
  /** Asks how or why. */
  readonly howTo: boolean;
  /** Asks what the bot can do or a person may do. */
  readonly capable: boolean;
  readonly question: boolean;
  /** Set if it is not English. */
  readonly foreign: ReturnType<typeof foreignness>;
  /** The first word after greetings and "can you please". */
  readonly opening: string;
  /** The index of the word after them, and after "maybe we should". */
  readonly start: number;
}

const sets: readonly (readonly [Veto, Phrases<string>])[] = [
  // "not sure" denies nothing.
  ["uncertain", phraseSet(["not sure", "not certain"])],
  ["exclusion", phraseSet(english.exclusion)],
  ["negation", phraseSet(english.negation)],
  ["conditional", phraseSet(english.conditional)],
  ["report", phraseSet(english.report)],
  ["reported", phraseSet(english.reported)],
  ["capability", phraseSet(english.capability)],
  ["hypothetical", phraseSet(english.hypothetical)],
  ["uncertain", phraseSet(english.uncertain)],
];
const openings = phraseSet(english.openings);
const askings = phraseSet(english.askings);
const asked =
  /^(?:what|what's|whats|which|who|who's|how|how's|if|whether|when|where|is|are|do|does|did|has|have|the|my|our|any|all)$/;
const courtesies = phraseSet(english.courtesies);
const hedges = phraseSet(english.hedges);
const requests = phraseSet(english.requests);
const howTo = phraseSet(english.howTo);
const questionStarts = phraseSet(english.questionStarts);

/**
 * Reads the person's own words. `names` tells which words belong to a name of the inventory or to "without changing
 * anything": those say nothing about the sentence they stand in.
 */
export function listen(text: string, words: readonly Word[], named: readonly boolean[], pasted: boolean): Speech {
  const polite = within(courtesies, words);
  const mild = within(harmless, words);
  const spoken = words.map((word, at) => (named[at] || word.quote ? { ...silent, pause: word.pause } : word));
  let start = 0;
  let requested = false;
  let heard: readonly Word[] = spoken;
  for (let opening = openingAt(spoken, 0); opening; opening = openingAt(spoken, start)) {
    requested ||= requests.at(spoken, start) !== null;
    // "could you" and "when you can" have been understood, and veto nothing any more; "just now" still does.
    const end = start + opening.length;
    if (opening.length > 1) heard = heard.map((word, at) => (at >= start && at < end ? silent : word));
    start = end;
  }
  const rest = spoken.slice(start);
  const asksWithMark = words.some((word) => word.pause === "?");
  const startsAsQuestion = questionStarts.at(rest, 0) !== null && !isNoQuestion(rest, asksWithMark);
  const question = startsAsQuestion || (asksWithMark && !requested);
  const foreign = foreignness(text, spoken);

  const [veto, because] = vetoOf(
    heard.map((word, at) => (polite[at] || mild[at] ? silent : word)),
    { pasted, foreign: foreign?.language, startsAsQuestion, question },
  );
  return {
    veto,
    because,
    capable: firstOf(capabilities, spoken) !== null,
    howTo: firstOf(howTo, spoken) !== null || (question && /^means?$/.test(words.at(-1)?.lower ?? "")),
    question,
    foreign,
    opening: words[start]?.lower ?? "",
    start: hedgeEnd(words, start),
  };
}

function openingAt(words: readonly Word[], at: number): { readonly length: number } | null {
  const opening = openings.at(words, at);
  const asking = askings.at(words, at);
  const behind = words[at + (asking?.length ?? 0)];
  return asking && behind && asked.test(behind.lower) ? asking : opening;
}

function hedgeEnd(words: readonly Word[], from: number): number {
  let start = from;
  for (let hedge = hedges.at(words, start); hedge; hedge = hedges.at(words, start)) start += hedge.length;
  return start;
}

/** Where greetings and "can you please" end, and the sentence begins. */
export function openingOf(words: readonly Word[]): number {
  let start = 0;
  for (let opening = openingAt(words, 0); opening; opening = openingAt(words, start)) start += opening.length;
  return start;
}

const auxiliary = /^(?:is|are|was|were|will|would|does|do|did|can|could|should|has|have|had|may|might|'s)$/;
/** "when db-1 is up again run …" and "had to cancel it" only begin like questions. */
function isNoQuestion([first, second, third]: readonly Word[], marked: boolean): boolean {
  if (marked) return false;
  if (first?.lower === "when" || first?.lower === "where") return !auxiliary.test(second?.lower ?? "");
  if (/^(?:had|has|have)$/.test(first?.lower ?? "")) return second?.lower === "to";
  return /^(?:might|may|could|would)$/.test(first?.lower ?? "") && second?.lower === "be" && third?.lower !== undefined;
}

/** For each word whether it belongs to one of the phrases. */
function within(phrases: Phrases<string>, words: readonly Word[]): boolean[] {
  const found = words.map(() => false);
  words.forEach((_, at) => {
    const length = phrases.at(words, at)?.length ?? 0;
    if (length > 0) found.fill(true, at, at + length);
  });
  return found;
}

/** The first reason in the order of this function, and the word that gives it. */
function vetoOf(
  words: readonly Word[],
  is: { pasted: boolean; foreign: string | undefined; startsAsQuestion: boolean; question: boolean },
): readonly [Veto | null, string] {
  if (is.pasted) return ["pasted", "pasted output"];
  if (is.foreign !== undefined) return ["language", is.foreign];
  // What begins as a question is one, whatever else it says; a mark at the end leaves "don't" and "bob said" in force.
  if (is.startsAsQuestion) return ["question", "?"];
  const contracted = words.find((word) => word.lower.endsWith("n't"));
  if (contracted) return ["negation", contracted.lower];
  for (const [veto, set] of sets) {
    const because = firstOf(set, words);
    if (because !== null) return [veto, because];
  }
  return is.question ? ["question", "?"] : [null, ""];
}

/** Denials that deny no order. */
const capabilities = phraseSet(english.capability);

const harmless = phraseSet(english.harmless);

const silent: Word = { text: "", lower: "", pause: "" };

function firstOf(set: Phrases<string>, words: readonly Word[]): string | null {
  const at = set.firstIn(words);
  return at < 0 ? null : (set.at(words, at)?.values[0] ?? null);
}
