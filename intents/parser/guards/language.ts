/** Whether a sentence is in a language for which there are no rules of orders, and what can be told of it all the same. */
import type { Word } from "../words.ts";
import { alsoEnglish, chinese, japanese, latin, russian, type Language } from "./foreign.ts";
import { earOf, entriesOf, fold, senseOf, spacelessEar, type Ear, type Said, type Sense } from "./sense.ts";

export interface Foreign {
  readonly language: string;
  readonly sense: Sense;
  /** It speaks of servers, disks, certificates. */
  readonly trade: boolean;
  /** It sounds like an order to change something. */
  readonly orders: boolean;
  /** Nothing is wished: it is denied, or told of what happened. */
  readonly denies: boolean;
  /** A question, or something that is wrong. */
  readonly asks: boolean;
  /** Its small words, for reads: they carry no meaning of their own. */
  readonly marks: ReadonlySet<string>;
}

/** Small words of English: more of them than of the other language, and it is English. */
const english = new Set(
  (
    "the of on for to is are in at with from and please what how can you my me show it this that be do by which i we if has have not there when any or your all " +
    "a an as so was were will would should could our its no over come who why where than then but up out into only now did does get got go him his her they"
  ).split(" "),
);
const shared = new Set(alsoEnglish.split("|"));

interface Tongue {
  readonly ear: Ear;
  readonly marks: ReadonlySet<string>;
  /** Words, without accents, and how much each says for this language. */
  readonly weights: ReadonlyMap<string, number>;
}

const wordsOf = (entries: readonly string[]): string[] =>
  entries
    .flatMap(entriesOf)
    .flatMap((entry) => entry.split(/[\^ ]/))
    .filter((word) => /^\p{L}+$/u.test(word));
/** As words are compared: without accents, but for the shortest, of which they are all. */
const plainOf = (word: string): string => (word.length > 2 && /[^ -~]/.test(word) ? fold(word) : word);

function tongueOf([language, table]: readonly [string, Language]): Tongue {
  const { marks, orders, ...others } = table;
  const weights = new Map<string, number>();
  for (const word of wordsOf([marks, ...Object.values(others)])) weights.set(plainOf(word), 1);
  for (const word of wordsOf([orders])) weights.set(plainOf(word), 2);
  for (const word of shared) if (weights.has(word)) weights.set(word, 0.5);
  return { ear: earOf(language, table), marks: new Set(marks.split("|")), weights };
}

const tongues = Object.entries(latin).map(tongueOf);
const cyrillic = tongueOf(["russian", russian]);
const nothing: ReadonlySet<string> = new Set();
/** Any letter that is neither Latin nor common to all scripts. */
const otherScript = /(?!\p{Script=Latin})\p{L}/u;
const scripts: readonly (readonly [letters: RegExp, ear: Ear, marks: ReadonlySet<string>])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, spacelessEar("japanese", japanese), nothing],
  [/\p{Script=Han}/u, spacelessEar("chinese", chinese), nothing],
  [/\p{Script=Cyrillic}/u, cyrillic.ear, cyrillic.marks],
];

/** Null for English, and for what is too short to tell. */
export function foreignness(text: string, words: readonly Word[]): Foreign | null {
  if (otherScript.test(text)) {
    const [, ear, marks] = scripts.find(([letters]) => letters.test(text)) ?? [];
    return ear ? foreignOf(ear, marks ?? nothing, words) : unknown(words);
  }
  const spoken = new Set(words.flatMap((word) => word.lower.split(/[-'¿¡]/)).filter((word) => word !== ""));
  const inEnglish = [...spoken].filter((word) => english.has(word)).length;
  let best: { score: number; tongue: Tongue } | null = null;
  for (const tongue of tongues) {
    const weights = [...spoken].map((word) => weightOf(word, tongue));
    const score = weights.reduce((sum, weight) => sum + weight, 0);
    // What English has too may add to the evidence, and is none alone.
    if (score < 1.5 || score <= inEnglish || !weights.some((weight) => weight >= 1)) continue;
    if (score > (best?.score ?? 0)) best = { score, tongue };
  }
  return best && foreignOf(best.tongue.ear, best.tongue.marks, words);
}

function weightOf(word: string, { weights }: Tongue): number {
  const plain = plainOf(word);
  const weight = weights.get(plain) ?? 0;
  return weight > 0 && plain !== word ? weight + 1 : weight;
}

function foreignOf(ear: Ear, marks: ReadonlySet<string>, words: readonly Word[]): Foreign {
  const said = sentencesIn(words);
  const sense = senseOf(ear, said);
  return {
    language: ear.language,
    sense,
    trade: said.some(({ clauses }) => clauses.some((clause) => ear.hears("trade", ear.plain(clause)))),
    orders: sense === "order",
    denies: sense === "denial" || sense === "report",
    asks: sense === "howTo" || sense === "question" || sense === "symptom",
    marks,
  };
}

/** A script of which nothing is known. */
function unknown(words: readonly Word[]): Foreign {
  const asks = words.some((word) => /[?؟;]/.test(word.pause + word.text.slice(-1)));
  return {
    language: "another script",
    sense: asks ? "question" : "other",
    trade: false,
    orders: false,
    denies: false,
    asks,
    marks: nothing,
  };
}

/** Names and quotations become "·": they are there, and say nothing. */
function sentencesIn(words: readonly Word[]): Said[] {
  const text = words.map(({ lower, pause }) => `${lower || "·"}${pause}`).join(" ");
  return text
    .split(/(?<=[.!?;\n。！？；])(?= |$|[^ -~])/u)
    .filter((sentence) => /\p{L}/u.test(sentence))
    .map((sentence) => ({
      asked: /\?/.test(sentence),
      clauses: sentence.split(/[,:、，：.!?;\n。！？；]+(?= |$|[^ -~])/u).filter((clause) => clause.trim() !== ""),
    }));
}
