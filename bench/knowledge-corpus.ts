/** What every engine is given: documents taken from their Markdown, as many as are wanted, and questions about them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { idOf } from "../knowledge/address.ts";
import { analyse } from "../knowledge/analyse.ts";
import type { Chunk } from "../knowledge/chunk.ts";
import { readForeign, type Runbook } from "../knowledge/runbook.ts";
import { ownSet, publicSet, questionsOf, type Question } from "../tests/evals/knowledge.ts";
import { answerable, unanswerable } from "../tests/evals/questions.ts";

/** The public collection, if it is at hand; it is other people's, so not part of the project. */
export const isPublic = existsSync(publicSet);
export const folder = isPublic ? path.join(publicSet, "corpus") : ownSet;

export const questions: readonly Question[] = isPublic
  ? questionsOf(publicSet)
  : [...answerable, ...unanswerable.map((text) => [text, ""] as const)].map(([text, runbook], index) => ({
      qid: `q${index}`,
      kind: runbook ? "own" : "unanswerable",
      text,
      gold: runbook ? [runbook] : [],
    }));

/** Every second document is for some only, so that it can be seen whether it shapes what the others get. */
export const readDocuments = (): Runbook[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.md$/i.test(file))
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted()
    .map((file, index) => ({
      ...readForeign(file, readFileSync(path.join(folder, file), "utf8")),
      roles: index % 2 === 0 ? null : ["some"],
    }));

/** A document as peers are given it. */
export interface Text {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** Each with the headings that it stands under, the title first. */
  readonly sections: readonly string[];
  /** Everybody may read it. */
  readonly open: boolean;
}

const textOf = ({ passages }: Chunk): string => passages.map(({ text }) => text).join("\n");

export const plain = ({ path: file, title, roles, chunks }: Runbook): Text => ({
  id: idOf("", file),
  title,
  body: [...new Set(chunks.flatMap(({ breadcrumb }) => breadcrumb)), ...chunks.map(textOf)].join("\n"),
  sections: chunks.map((chunk) => [title, ...chunk.breadcrumb, textOf(chunk)].join("\n")),
  open: roles === null,
});

export const chunksIn = (documents: readonly Runbook[]): number =>
  documents.reduce((sum, { chunks }) => sum + chunks.length, 0);

/** Teams that each may read a part of an enlarged corpus. */
export const teams = 16;

/**
 * As many documents as hold this many chunks, the same ones every time. The first are real. After those come passes over
 * them: documents with as many chunks as the real ones, made of all real chunks in another order. Each pass gives a share
 * of the words that are rare in the real ones a new form, drawn such that the vocabulary grows by Heaps' law as that of the
 * real ones does. Half of the documents are for everybody, half for one of the teams.
 */
export function enlarged(documents: readonly Runbook[], wanted: number): Runbook[] {
  const random = seeded(1);
  const originals = shuffled(documents, random);
  const rare = rareIn(originals);
  const vocabulary = termsIn(originals);
  const growth = Math.log2(vocabulary / termsIn(originals.slice(0, originals.length / 2)));
  // A new form of an identifier is two terms: itself, and its new part.
  const possible = rare.reduce((sum, word) => sum + Math.min(2, analyse(word).length), 0);
  let made = 10_000;
  const formsFor = (pass: number): Map<string, string> => {
    const share = (((pass + 1) ** growth - pass ** growth) * vocabulary) / possible;
    return new Map(rare.filter(() => random() < share).map((word) => [word, madeUp(made++)]));
  };
  const taken: Runbook[] = [];
  let count = 0;
  for (let pass = 0; count < wanted; pass++) {
    const forms = pass === 0 ? new Map<string, string>() : formsFor(pass);
    const pool = shuffled(
      originals.flatMap(({ chunks }) => chunks),
      random,
    );
    for (const original of originals) {
      if (count >= wanted) break;
      const chunks = pass === 0 ? original.chunks : pool.splice(-original.chunks.length, original.chunks.length);
      taken.push({
        ...original,
        path: pass === 0 ? original.path : `pass-${pass}/${respelt(original.path, forms)}`,
        title: respelt(original.title, forms),
        chunks: pass === 0 ? chunks : chunks.map((chunk) => respeltChunk(chunk, forms)),
        roles: taken.length % 2 === 0 ? null : [`team-${((taken.length - 1) / 2) % teams}`],
      });
      count += chunks.length;
    }
  }
  return taken;
}

/** A linear congruential generator (Press et al., "Numerical Recipes", 7.1): the same numbers everywhere, 0 to 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item);
}

/** Runs of letters and digits, held together by what holds identifiers together. */
const words = /[\p{L}\p{N}]+(?:[._\-/:@][\p{L}\p{N}]+)*/gu;
/** The last part of an identifier. */
const ending = /(?:\p{Lu}?\p{Ll}+|\p{Lu}+|\p{N}+|[\p{L}\p{N}])$/u;

/** Those that only one or two of the documents hold. */
function rareIn(documents: readonly Runbook[]): string[] {
  const holders = new Map<string, number>();
  for (const document of documents) {
    const { title, body } = plain(document);
    const own = new Set(Array.from(`${title}\n${body}`.matchAll(words), ([word]) => word));
    for (const word of own) holders.set(word, (holders.get(word) ?? 0) + 1);
  }
  return [...holders].filter(([, count]) => count <= 2).map(([word]) => word);
}

const termsIn = (documents: readonly Runbook[]): number =>
  new Set(documents.flatMap((document) => plain(document).sections.flatMap(analyse))).size;

/** An identifier keeps all but its last part: "kube-pod-restarts" → "kube-pod-doka". */
const respelt = (text: string, forms: ReadonlyMap<string, string>): string =>
  text.replaceAll(words, (word) => {
    const form = forms.get(word);
    if (form === undefined) return word;
    const isJoined = /[^\p{L}\p{N}]|\p{Ll}\p{Lu}/u.test(word);
    return isJoined ? word.replace(ending, form.charAt(0).toUpperCase() + form.slice(1)) : form;
  });

const respeltChunk = (chunk: Chunk, forms: ReadonlyMap<string, string>): Chunk => ({
  ...chunk,
  breadcrumb: chunk.breadcrumb.map((heading) => respelt(heading, forms)),
  passages: chunk.passages.map((passage) => {
    const text = respelt(passage.text, forms);
    return { ...passage, text, raw: text };
  }),
});

/** A word of its own for each number. */
function madeUp(number: number): string {
  const [consonants, vowels] = ["bdfghjklmnprstvwzcqx", "aiou"];
  let word = "";
  for (let rest = number; rest > 0; rest = Math.floor(rest / 80)) {
    word += `${consonants[rest % 20]}${vowels[Math.floor(rest / 20) % 4]}`;
  }
  return word;
}
