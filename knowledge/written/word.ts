/**
 * The words of a sentence as they are compared: what must stand in the source letter by letter, what may be inflected,
 * what limits or turns around what is said, and what says nothing.
 */
import { stem } from "../stem.ts";

export interface Word {
  readonly text: string;
  /** What two words must share to be the same. */
  readonly key: string;
  /**
   * exact: an identifier, a flag, a path, a number, an address, anything in code. plain: any other word that says
   * something. limit: turns around, limits or conditions; its key is how. link: says how the others belong together.
   * glue: says nothing.
   */
  readonly kind: "exact" | "plain" | "limit" | "link" | "glue";
  /** prose: it may be said otherwise. code: it stands in backticks. command: it stands in a command block. */
  readonly place: "prose" | "code" | "command";
  /** A comma, a colon, a bracket, the end: what comes next does not go with it. */
  readonly stop: string;
}

const list = (words: string): string[] => words.split(" ");

const glue = new Set(
  list("a an the this that it its is are was were be been has have and so also then please for who s"),
);

const links = new Set(
  list(
    "to of in at with as than which whose what how these those both they them their there here i you your we our us itself themselves " +
      "being am do does did doing done having had will can shall should must need needs",
  ),
);

const limits = new Map(
  Object.entries({
    not: "not no never without avoid avoids avoided avoiding",
    nothing: "nothing none",
    nobody: "nobody",
    nowhere: "nowhere",
    nor: "neither nor",
    if: "if when whenever while once provided assuming",
    unless: "unless except excluding besides but although though",
    only: "only solely merely",
    instead: "instead rather",
    wrong: "wrong bad dangerous unsafe incorrect harmful forbidden prohibited",
    until: "until till",
    before: "before",
    after: "after",
    from: "from",
    by: "by",
    or: "or",
    would: "would",
    perhaps: "may might could perhaps maybe possibly probably likely",
    mostly: "usually often mostly normally generally typically sometimes",
    hardly: "rarely seldom hardly barely",
    nearly: "almost nearly",
  }).flatMap(([key, words]) => list(words).map((word) => [word, key] as const)),
);

const numbers = new Set(
  list(
    "zero one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy " +
      "eighty ninety hundred thousand million half third quarter twice double triple dozen",
  ),
);

/** Marks around a word that are no part of it. */
const opening = /^["'“”‘’«»([{]+(?=.)/u;
const closing = /(?<=.)["'“”‘’«»)\]}.,;:!?…]+$/u;
const mark = /^[-–—•·…=→"'“”‘’.,;:!?()[\]]*$/u;
/** A mark after which something else begins; of several the colon, which says the most. */
const signIn = (marks: string): string => (marks.includes(":") ? ":" : (/[,;.!?()\-–—…]/.exec(marks)?.[0] ?? ""));

/** Words of prose with its inline code. */
export function wordsIn(text: string): Word[] {
  const words: Word[] = [];
  const stop = (sign: string): void => {
    const last = words.pop();
    if (last) words.push({ ...last, stop: last.stop || sign });
  };
  // "20 %" is "20%", "in case" is "if", and "can't" is "can not".
  const plain = text
    .replaceAll(/(?<=\d)\s+(?=%)/g, "")
    .replaceAll(/\b(?:in case|as (?:long|soon) as)\b/gi, "if")
    .replaceAll(/\b(?:cannot|can['’]t)\b/gi, "can not")
    .replaceAll(/\bwon['’]t\b/gi, "will not")
    .replaceAll(/(?<=\b(?:do|does|did|is|are|was|were|has|have|had|should|would|could|must|need))n['’]t\b/gi, " not");
  const parts = plain.split("`");
  parts.forEach((part, i) => {
    if (i % 2 === 1 && i < parts.length - 1) return void words.push(...codeIn(part, "code"));
    for (const token of tokens(part)) {
      const bare = token.replace(opening, "").replace(closing, "");
      const isMark = mark.test(bare);
      if (isMark || /^["'“‘]*\(/.test(token)) stop(signIn(token));
      if (isMark) continue;
      words.push(wordOf(bare));
      stop(signIn(closing.exec(token)?.[0] ?? ""));
    }
  });
  stop(".");
  return words;
}

/** Each letter of code counts; of a word without any other sign, what it comes from is known as well. */
export const codeIn = (text: string, place: "code" | "command"): Word[] =>
  tokens(text).map((token) => ({
    text: token,
    key: /^\p{L}+$/u.test(token) ? stem(token.toLowerCase()) : token,
    kind: "exact",
    place,
    stop: "",
  }));

const tokens = (text: string): string[] => text.split(/\s+/).filter((token) => token !== "");

function wordOf(text: string): Word {
  const lower = text.toLowerCase().replaceAll("’", "'");
  const word = (kind: Word["kind"], key: string): Word => ({ text, key, kind, place: "prose", stop: "" });
  const limit = limits.get(lower);
  if (limit !== undefined) return word("limit", limit);
  const bare = lower.replace(/'s?$/, "");
  if (glue.has(bare)) return word("glue", bare);
  if (links.has(bare)) return word("link", bare);
  if (numbers.has(bare)) return word("exact", bare);
  if (/^\p{Lu}?[\p{Ll}\p{Lo}\p{M}]+(?:['’]\p{L}*)?$/u.test(text)) return word("plain", stem(bare));
  // "Read-only" begins a sentence; "PVC" and "maxSize" are what they are.
  return word("exact", /^\p{Lu}[\p{Ll}-]+$/u.test(text) ? lower : text);
}

/** It says something by itself. */
export const isContent = ({ kind }: Word): boolean => kind === "exact" || kind === "plain";

/** Each limit with what it applies to, the next word that says something: "not delet". */
export const boundLimits = (words: readonly Word[]): string[] =>
  words.flatMap(({ kind, key }, i) =>
    kind === "limit" ? [`${key} ${words.slice(i + 1).find(isContent)?.key ?? ""}`] : [],
  );

const among = (keys: string): ((word: Word) => boolean) => {
  const all = new Set(list(keys));
  return ({ kind, key }) => kind === "limit" && all.has(key);
};

export const denies = among("not nothing nobody nowhere nor wrong");
/** What follows such a word is not meant for always, or not at all. */
export const narrows = among("not nothing nobody nowhere nor wrong if unless only");
/** Such a word may take back what was said before it. */
export const takesBack = among("only unless until before instead wrong");
