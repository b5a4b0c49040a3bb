/** From text to terms. The same function reads documents and questions, or they would not meet. */
import { stem } from "./stem.ts";

/** Grows whenever the same text gives other terms: what was indexed with another one is indexed again. */
export const analyserVersion = 1;

/** Words that say nothing about what a text is about. */
const stopwords = new Set(
  (
    "a about after again all also am an and any anyone are as at be because been before being but by can could " +
    "did do does doing done for from get gets getting give go goes going got had has have having he help her " +
    "here hers hi him his how i if in into is it its just keep keeps know let like look looking make makes me " +
    "more most much my need no not now of off ok on one only or other our ours out over please really same see " +
    "seeing she should so some somebody someone something still such tell than thank thanks that the their them " +
    "then there these they thing things this those to too up us use very want was way we were what when where which " +
    "while who whom whose why will with would yes you your yours anybody everybody bit currently lot lots maybe " +
    "today tonight run runs ran running don doesn didn isn aren wasn won couldn shouldn ve ll re s t d m gb mb kb"
  ).split(" "),
);

/** Runs of letters and digits, held together by what holds identifiers together. */
const words = /[\p{L}\p{N}]+(?:[._\-/:@'’][\p{L}\p{N}]+)*/gu;

/** Where an identifier comes apart: at its punctuation and where its case turns. */
const joints = /[^\p{L}\p{N}]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;

/** One word as it stands, and the terms of its parts: "KubePodCrashLooping" → kube, pod, crash, loop. */
interface Word {
  readonly whole: string;
  readonly parts: readonly string[];
}

const take = (word: string): Word => ({
  whole: word.toLowerCase(),
  parts: word
    .split(joints)
    .map((part) => part.toLowerCase())
    .filter((part) => part !== "" && !stopwords.has(part))
    .map(stem),
});

/** Words come again and again: those seen lately need not be taken apart a second time. */
const seen = new Map<string, Word>();
const mostSeen = 50_000;

function wordOf(text: string): Word {
  const known = seen.get(text);
  if (known) return known;
  if (seen.size >= mostSeen) seen.clear();
  const word = take(text);
  seen.set(text, word);
  return word;
}

const wordsOf = (text: string): Word[] => Array.from(text.normalize("NFKC").matchAll(words), ([word]) => wordOf(word));

/**
 * Terms in the order they stand. An identifier gives itself whole and each of its parts, for people write it both
 * ways. Digits are kept: 5xx, 429.
 */
export const analyse = (text: string): string[] =>
  wordsOf(text).flatMap(({ whole, parts }) => (parts.length > 1 ? [whole, ...parts] : parts));

/** The parts alone, each once: what a question asks about. */
export const subjects = (text: string): string[] => [...new Set(wordsOf(text).flatMap(({ parts }) => parts))];

/** Letters and digits alone: how names are compared. "kube pod crash-looping" → "kubepodcrashlooping". */
export const fold = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "");
