/** A section taken apart into what it states, one sentence or line of code each, with what its surroundings make of it. */
import type { Passage } from "../chunk.ts";
import { codeIn, denies, narrows, wordsIn, type Word } from "./word.ts";

/** One part of a document that may answer. */
export interface Section {
  /** What it is cited by. */
  readonly n: number;
  /** From the document's title down. */
  readonly headings: readonly string[];
  readonly passages: readonly Pick<Passage, "kind" | "text">[];
}

export interface Statement {
  readonly text: string;
  readonly words: readonly Word[];
  readonly isCode: boolean;
  /**
   * Unless it says so itself. denial: it stands under "Do not", and whoever repeats it must say so. caution: it stands
   * under "Caution", and nobody knows whether it is what to do.
   */
  readonly under: "denial" | "caution" | null;
  /** The line that leads to it, if that line limits it: "If the replica is gone for good:". */
  readonly lead: Statement | null;
}

/** Everything under such a heading is what not to do. */
const denial =
  /^(?:do not|don.t|dont|never|avoid|must not|what not|things not|not to|anti-?patterns?|(?:common )?mistakes|forbidden|prohibited)\b|\bnot to do\b|\bto avoid\b/i;
const caution = /^(?:pitfalls?|cautions?|warnings?|dangers?)\b/i;

export function statementsOf({ headings, passages }: Section): Statement[] {
  const said = (pattern: RegExp): boolean => headings.slice(1).some((heading) => pattern.test(heading));
  const heading = said(denial) ? "denial" : said(caution) ? "caution" : null;
  let lead: Statement | null = null;
  return passages.flatMap((passage) => {
    const { kind, text } = passage;
    if (kind === "text") lead = null;
    const parts = kind === "code" || kind === "table" ? linesOf(text) : sentencesIn(withoutMarker(text));
    const made = parts.map((part) => ({
      text: part,
      words: kind === "code" ? commandIn(part) : proseIn(passage, part),
    }));
    const led: Statement | null = lead;
    const above = led?.words.some(denies) ? "denial" : heading;
    const under = made.some(({ words }) => words.some(denies)) ? null : above;
    const statements = made.map((one): Statement => ({ ...one, isCode: kind === "code", under, lead: led }));
    const last = statements.at(-1);
    if (kind !== "code" && last?.text.endsWith(":")) lead = last.words.some(narrows) ? last : null;
    return statements;
  });
}

const proseIn = ({ kind }: Pick<Passage, "kind">, text: string): Word[] =>
  wordsIn(kind === "table" ? text.replaceAll("|", ", ") : text);

/** A line of a command block; what a comment says in it counts like prose. */
function commandIn(line: string): Word[] {
  const [, command = "", comment = ""] = /^(.*?)(?:(?:^|\s)(?:#+|\/\/|--)\s(.*))?$/.exec(line) ?? [];
  return [...codeIn(command, "command"), ...wordsIn(comment)];
}

const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));

/** The number or dash of an item. */
const withoutMarker = (text: string): string => text.replace(/^(?:-|\d+\.)\s+/, "");

/** Sentences, and what stands between semicolons; not within backticks. */
export const sentencesIn = (text: string): string[] =>
  text
    .replaceAll(/\s+/g, " ")
    .trim()
    .split(/(?<=[.!?]["'”’)]?)(?<!\b(?:e\.g|i\.e|etc|vs|approx)\.) (?=[\p{Lu}\p{Lo}`"“'(])|(?<=;) /u)
    .reduce<string[]>((all, part) => {
      const last = all.at(-1);
      // A backtick that is still open: that was no end.
      if (last !== undefined && last.split("`").length % 2 === 0) all[all.length - 1] = `${last} ${part}`;
      else if (part !== "") all.push(part);
      return all;
    }, []);
