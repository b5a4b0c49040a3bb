/**
 * Whether a source says what a sentence says. It does if one of its statements, or two that follow one another, hold
 * every word that says something, in the same order; identifiers, numbers and commands letter by letter; and if what is
 * not, only, if or before applies to the same words, and not too much of the statement is left out.
 */
import { statementsOf, type Section, type Statement } from "./statement.ts";
import { windowsOf, type Window } from "./window.ts";
import { boundLimits, isContent, wordsIn, type Word } from "./word.ts";

export interface Source {
  readonly windows: readonly Window[];
  /** All of it on one line. */
  readonly text: string;
  /** Commands and inline code, each whole and on one line. */
  readonly code: ReadonlySet<string>;
}

export function sourceOf(section: Section): Source {
  const statements = statementsOf(section);
  const [title = "", heading = title] = [section.headings[0], section.headings.at(-1)];
  const above = [...new Set([heading, title])].map((text): Statement => ({
    text,
    words: wordsIn(text),
    isCode: false,
    under: null,
    lead: null,
  }));
  const inline = section.passages.flatMap(({ kind, text }) => (kind === "code" ? [] : spansIn(text)));
  const lines = statements.filter(({ isCode }) => isCode).map(({ text }) => text);
  return {
    windows: windowsOf(statements, above),
    text: oneLine(section.passages.map(({ text }) => text).join("\n")),
    code: new Set([...inline, ...lines].map(oneLine)),
  };
}

export const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

const spansIn = (text: string): string[] => text.split("`").filter((_, i) => i % 2 === 1);

export type Support =
  | { readonly supported: true; readonly from: number; readonly to: number }
  /** `why` ends where the section's number follows; `near` is how many of its words came closest. */
  | { readonly supported: false; readonly why: string; readonly near: number };

/** `whole`: the share of a statement's words that the sentence must hold. */
export function supportFor(sentence: string, source: Source, whole: number): Support {
  const why = forgery(sentence, source);
  let best: Support = { supported: false, why: why ?? "nothing is said in", near: -1 };
  if (why !== null) return best;
  const readings = readingsOf(sentence);
  for (const window of source.windows) {
    for (const reading of readings) {
      const found = objection(reading, window, whole);
      if (found === null) return { supported: true, from: window.from, to: window.to };
      if (found.near > best.near) best = { supported: false, ...found };
    }
  }
  return best;
}

/** Something in backticks or quotation marks that does not stand there as it is. */
function forgery(sentence: string, { text, code }: Source): string | null {
  if (/:\/\/|\bwww\./.test(sentence)) return "addresses are not shown, from";
  if (sentence.split("`").length % 2 === 0) return "a backtick is left open, against";
  const made = spansIn(sentence).find((span) => /\s/.test(span.trim()) && !code.has(oneLine(span)));
  if (made !== undefined) return `\`${made}\` is no command of`;
  const quoted = [...sentence.matchAll(/["“]([^"”]+)["”]/g)].map(([, words = ""]) => words);
  const forged = quoted.find((words) => !text.includes(words.replace(/[.,;:!?]$/, "")));
  return forged === undefined ? null : `“${forged}” is not quoted from`;
}

/** A sentence, or what is left of it without its opening, if what follows is the beginning of what the source says. */
interface Reading {
  readonly words: readonly Word[];
  readonly opening: "none" | "advice" | "case";
  readonly isQuestion: boolean;
}

/** What people and models put before what a document says. */
const pointer = /^(?:according to (?:the|this) (?:runbook|section|document)|note that|please)[,:]? /i;
const advice = /^you (?:should|can|must|need to|have to) /i;
/** "The replica is missing: rebuild it" is often told so. */
const inCase = /^(?:if|when|for) /i;

function readingsOf(sentence: string): Reading[] {
  const isQuestion = sentence.endsWith("?");
  const reading = (text: string, opening: Reading["opening"]): Reading => ({
    words: wordsIn(text),
    opening,
    isQuestion,
  });
  const rest = sentence.replace(pointer, "");
  return [
    reading(sentence, "none"),
    ...(rest === sentence ? [] : [reading(rest, "none")]),
    ...(advice.test(rest) ? [reading(rest.replace(advice, ""), "advice")] : []),
    ...(inCase.test(rest) ? [reading(rest.replace(inCase, ""), "case")] : []),
  ];
}

/** Why these statements do not say it, and how many of its words they share; null if they do. */
function objection(
  { words: written, opening, isQuestion }: Reading,
  { statements, keys }: Window,
  whole: number,
): { readonly near: number; readonly why: string } | null {
  const content = written.filter(isContent);
  const near = content.filter(({ key }) => keys.has(key)).length;
  const because = (why: string) => ({ near, why });
  const absent = content.find(({ key }) => !keys.has(key));
  if (absent) return because(`“${absent.text}” does not stand in`);
  const stated = statements.flatMap(({ words }) => words);
  const strange = content.find((word) => !stated.some((there) => same(word, there)));
  if (strange) return because(`“${strange.text}” stands otherwise in`);
  if (near < 2) return because("it says next to nothing of");
  const [last, before] = [written.at(-1), written.at(-2)];
  if (last && !isContent(last) && before?.stop !== "") return because("it breaks off, against");
  const torn = written.find((word, i) => !goesOn(word, written[i + 1], stated));
  if (torn) return because(`“${torn.text}” goes on differently in`);
  const under = statements.map((one) => one.under);
  const said = under.includes("denial") ? withoutDenial(written, stated) : written;
  if (said === null || under.includes("caution")) return because("it is warned of in");
  if (!inOrder(tied(said), stated) && !inOrder(tied(turned(said)), stated))
    return because("its words stand in another order in");
  for (const { words, isCode } of statements) {
    const all = words.filter(isContent);
    const left = all.filter((there) => !content.some((word) => same(word, there)));
    if (!isCode && left.length > (1 - whole) * all.length) return because("too much is left out of");
    const missed = left.find(({ key }) => weighty.has(key));
    if (missed) return because(`“${missed.text}” is left out of`);
  }
  if (!sameLimits(said, statements)) return because("it is denied or limited differently in");
  if (opening === "advice" && !beginsAlike(written, stated)) return because("it begins differently in");
  const first = stated.find(isContent);
  if (opening === "case" && (content[0]?.key !== first?.key || !stated.some(({ stop }) => stop === ":")))
    return because("it is no case in");
  if (isQuestion !== statements.some(({ text }) => text.endsWith("?"))) return because("a question is none in");
  return null;
}

/** Whoever leaves these out says something else. */
const weighty = new Set(
  wordsIn(
    "fail failure refuse unable lack missing forget prevent deny skip ignore disable stop impossible hold wait enough",
  ).map(({ key }) => key),
);

/** Code is what it is; a word of prose may be inflected, and no word of a command is one. */
const same = (written: Word, there: Word): boolean => {
  if (written.place === "code") return there.text === written.text;
  const isFlag = written.key.startsWith("-");
  return there.key === written.key && there.place !== "command" && !(isFlag && there.place === "code");
};

/** Two words that mean something together go on as they do there: parts of a command, a number and its unit. */
function goesOn(word: Word, next: Word | undefined, stated: readonly Word[]): boolean {
  const bound = (one: Word, other: Word | undefined): string | null =>
    one.stop === "" && other && (other.kind === "exact" || (isNumber(one) && other.kind === "plain"))
      ? other.key
      : null;
  if (word.kind !== "exact") return true;
  const wanted = bound(word, next);
  if (wanted === null && !isNumber(word)) return true;
  return stated.some((there, i) => same(word, there) && bound(there, stated[i + 1]) === wanted);
}

const isNumber = ({ key, kind, place }: Word): boolean =>
  kind === "exact" && place === "prose" && /^(?:[\d.,]+|[a-z]+)$/.test(key);

/** With the same word; and not with "The host is …", which asks nobody to do anything. */
function beginsAlike(written: readonly Word[], stated: readonly Word[]): boolean {
  const at = stated.findIndex(isContent);
  const isSubject = /^(?:is|are|was|were|has|have|had|can|will|shall|should|must|would|perhaps|not)$/;
  return (
    written[0]?.kind !== "glue" &&
    written.find(isContent)?.key === stated[at]?.key &&
    !isSubject.test(stated[at + 1]?.key ?? "")
  );
}

/** Words whose order says something; but "to" may begin a clause that began otherwise. */
const tied = (words: readonly Word[]): Word[] =>
  words.filter(({ kind, key }, i) => {
    const begins = i === 0 || words[i - 1]?.stop !== "";
    return kind !== "glue" && !(begins && /^(?:to|do)$/.test(key));
  });

/** All of these stand there, one after another. */
function inOrder(words: readonly Word[], stated: readonly Word[]): boolean {
  let at = 0;
  return words.every((word) => {
    at = stated.findIndex((there, i) => i >= at && same(word, there)) + 1;
    return at > 0;
  });
}

/** "If it is full, grow it" is "grow it if it is full". */
function turned(written: readonly Word[]): readonly Word[] {
  const end = written[0]?.kind === "limit" ? written.findIndex(({ stop }) => stop !== "") + 1 : 0;
  return [...written.slice(end), ...written.slice(0, end)];
}

function sameLimits(written: readonly Word[], statements: readonly Statement[]): boolean {
  const wanted = statements.flatMap(({ words }) => boundLimits(words));
  return boundLimits(written).toSorted().join("\n") === wanted.toSorted().join("\n");
}

/** "Do not delete …" without its "not", where the source orders to delete; null if it is anything else. */
function withoutDenial(written: readonly Word[], stated: readonly Word[]): readonly Word[] | null {
  const at = written.findIndex((word) => isContent(word) || word.key === "not");
  const isOrder = stated[0] !== undefined && isContent(stated[0]) && written.find(isContent)?.key === stated[0].key;
  return isOrder && written[at]?.key === "not" ? written.toSpliced(at, 1) : null;
}
