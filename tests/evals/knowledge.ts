/**
 * How well runbooks are found, and how well the library knows when it has nothing: `npm run evals:knowledge`.
 * Measures the public collection in ../shared/data/runbooks (if it is there) and this project's own runbooks.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { readRules } from "../../knowledge/alerts.ts";
import { openCorpus } from "../../knowledge/corpus.ts";
import type { SiteLibrary } from "../../knowledge/library.ts";
import { qdrantEngine } from "../../knowledge/qdrant/engine.ts";
import type { Scope } from "../../knowledge/scope.ts";
import { fakeQdrant } from "../fakes/qdrant/server.ts";
import { everything, libraryIn } from "../support/library.ts";
import {
  answerable,
  answerableLater,
  answerableNew,
  unanswerable,
  unanswerableLater,
  unanswerableNew,
} from "./questions.ts";

const root = path.join(import.meta.dirname, "../..");
export const publicSet = path.join(root, "../shared/data/runbooks");
export const ownSet = path.join(root, "knowledge/runbooks");

export interface Question {
  readonly qid: string;
  readonly kind: string;
  readonly text: string;
  readonly gold: readonly string[];
  /** Documents that do not count: the page the question was taken from. */
  readonly exclude?: readonly string[];
}

export interface Row {
  readonly kind: string;
  readonly n: number;
  /** Share with a right document first, and among the first three. */
  readonly success1: number;
  readonly success3: number;
  readonly ndcg10: number;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

const gain = (rank: number): number => 1 / Math.log2(rank + 2);

/** Normalised discounted cumulative gain over the first ten, binary gains (Järvelin & Kekäläinen, TOIS 2002). */
function ndcg10(docs: readonly string[], gold: ReadonlySet<string>): number {
  const got = docs.slice(0, 10).reduce((sum, doc, rank) => sum + (gold.has(doc) ? gain(rank) : 0), 0);
  const most = Array.from({ length: Math.min(10, gold.size) }, (_, rank) => gain(rank));
  return got / most.reduce((sum, value) => sum + value, 0);
}

/** The chance that an answerable question gets a higher confidence than an unanswerable one. */
export function auroc(answerables: readonly number[], unanswerables: readonly number[]): number {
  const wins = answerables.flatMap((a) => unanswerables.map((u) => (a > u ? 1 : a === u ? 0.5 : 0)));
  return mean(wins);
}

const kindOf = ({ kind }: Question): string => (kind === "symptom" || kind === "howto" ? "hand" : kind);

export interface Measured {
  readonly rows: readonly Row[];
  readonly auroc: number;
  /** What the scorer of the collection reads: qid → documents, best first, and qid → confidence. */
  readonly run: Readonly<Record<string, readonly string[]>>;
  readonly confidence: Readonly<Record<string, number>>;
  /** Milliseconds a question, in order. */
  readonly took: readonly number[];
}

export const questionsOf = (folder: string): Question[] =>
  readFileSync(path.join(folder, "queries.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Question);

/** Only the sources that hold an answer, as somebody would say who knows where to look. */
export const bySource = ({ gold }: Question): Scope => ({
  audiences: [],
  about: gold.length > 0 ? [...new Set(gold.map((doc) => doc.split("/")[0] ?? ""))] : null,
});

/** Asks all questions of the collection. Hand = symptom and how-to, as in the collection's own scorer. */
export async function measure(
  { search }: Pick<SiteLibrary, "search">,
  questions: readonly Question[],
  scopeOf: (question: Question) => Scope = () => everything,
): Promise<Measured> {
  const asked: { question: Question; docs: string[]; confidence: number; ms: number }[] = [];
  for (const question of questions) {
    const began = performance.now();
    const hits = await search(question.text, scopeOf(question));
    const ms = performance.now() - began;
    asked.push({ question, docs: hits.map(({ id }) => id), confidence: hits[0]?.grade?.confidence ?? 0, ms });
  }
  const rows = [...Map.groupBy(asked, ({ question }) => kindOf(question))]
    .filter(([kind]) => kind !== "unanswerable")
    .map(([kind, group]): Row => {
      const scores = group.map(({ question, docs: all }) => {
        const docs = all.filter((doc) => !question.exclude?.includes(doc));
        const gold = new Set(question.gold);
        const within = (k: number): number => Number(docs.slice(0, k).some((doc) => gold.has(doc)));
        return { success1: within(1), success3: within(3), ndcg10: ndcg10(docs, gold) };
      });
      const of = (key: "success1" | "success3" | "ndcg10"): number => mean(scores.map((score) => score[key]));
      return { kind, n: group.length, success1: of("success1"), success3: of("success3"), ndcg10: of("ndcg10") };
    });
  const confidences = (kind: string): number[] =>
    asked.filter(({ question }) => kindOf(question) === kind).map(({ confidence }) => confidence);
  return {
    rows,
    auroc: auroc(confidences("hand"), confidences("unanswerable")),
    run: Object.fromEntries(asked.map(({ question, docs }) => [question.qid, docs])),
    confidence: Object.fromEntries(asked.map(({ question, confidence }) => [question.qid, confidence])),
    took: asked.map(({ ms }) => ms).toSorted((a, b) => a - b),
  };
}

/** The project's own runbooks: how many of the questions find theirs first, and the abstention's AUROC. */
export async function measureOwn(
  yes: readonly (readonly [string, string])[],
  no: readonly string[],
): Promise<{ readonly first: number; readonly auroc: number }> {
  const own = await libraryIn(ownSet);
  const best = async (question: string) => (await own.search(question, everything))[0];
  const found = await Promise.all(yes.map(async ([question, runbook]) => ({ runbook, hit: await best(question) })));
  const not = await Promise.all(no.map(best));
  await own.close();
  return {
    first: mean(found.map(({ runbook, hit }) => Number(hit?.id === runbook))),
    auroc: auroc(
      found.map(({ hit }) => hit?.grade?.confidence ?? 0),
      not.map((hit) => hit?.grade?.confidence ?? 0),
    ),
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const rounded = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? round(value) : value]),
  );

/** Alert rules as the collection has them: the text of an alert, and the documents that it leads to. */
export const rulesOf = (questions: readonly Question[]): Awaited<ReturnType<typeof readRules>> => ({
  rules: questions
    .filter(({ kind }) => kind === "alert-description")
    .flatMap(({ text, gold }) =>
      gold.map((doc) => ({
        name: path.posix.basename(doc),
        expr: "",
        summary: text,
        description: "",
        runbook: null,
        url: `https://runbooks.invalid/${doc}`,
        file: "queries.jsonl",
        line: 1,
      })),
    ),
  problems: [],
});

/** The same words and weights, put to a server that keeps to Qdrant's own description of itself. */
async function measureQdrant(questions: readonly Question[]): Promise<Measured> {
  const server = await fakeQdrant();
  const engine = qdrantEngine({ url: server.url, key: null, collection: "evals", questionMs: 60_000 }, null);
  const library = await openCorpus(path.join(publicSet, "corpus"), { server: engine });
  try {
    if (library.problems.length > 0) throw library.problems[0];
    const measured = await measure(library, questions);
    // What memory would have answered instead is not Qdrant's.
    if (library.where.startsWith("in memory")) throw new Error(`Qdrant did not answer: ${library.where}`);
    return measured;
  } finally {
    await library.close();
    await server.stop();
  }
}

/** The collection's own scorer has the word; ours is what the tests hold on to. */
function report(what: string, { run, confidence, took, auroc: area }: Measured): void {
  const folder = mkdtempSync(path.join(tmpdir(), "evals-"));
  const [runs, scores] = [path.join(folder, "run.json"), path.join(folder, "scores.json")];
  writeFileSync(runs, JSON.stringify(run));
  writeFileSync(scores, JSON.stringify(confidence));
  console.log(`\n── ${what}`);
  const scorer = path.join(publicSet, "score.mjs");
  console.log(execFileSync(process.execPath, [scorer, runs, "--scores", scores], { encoding: "utf8" }).trim());
  rmSync(folder, { recursive: true });
  const at = (share: number): string => (took[Math.floor((took.length - 1) * share)] ?? 0).toFixed(1);
  console.log(`AUROC ${area.toFixed(3)}; a question took ${at(0.5)} ms (median), ${at(0.99)} ms (p99)`);
}

if (import.meta.main) {
  console.table({
    "own runbooks, tuned on": rounded(await measureOwn(answerable, unanswerable)),
    "own runbooks, written later": rounded(await measureOwn(answerableLater, unanswerableLater)),
    "own runbooks, the newer ones": rounded(await measureOwn(answerableNew, unanswerableNew)),
  });
  if (existsSync(publicSet)) {
    const questions = questionsOf(publicSet);
    const began = performance.now();
    const library = await openCorpus(path.join(publicSet, "corpus"));
    console.log(`${library.shelf.cards.size} documents read in ${((performance.now() - began) / 1000).toFixed(1)} s`);
    const plain = await measure(library, questions);
    report("in memory", plain);
    report("in memory, only the sources that hold an answer", await measure(library, questions, bySource));
    await library.close();
    const joined = await openCorpus(path.join(publicSet, "corpus"), { rules: async () => rulesOf(questions) });
    // Of the alert texts nothing is measured here: they are what was joined.
    const others = questions.filter(({ kind }) => kind !== "alert-description");
    report("in memory, with alerts that lead to documents", await measure(joined, others));
    await joined.close();
    report("by Qdrant's lexical leg", await measureQdrant(questions));
  } else {
    console.log(`The public collection is not in ${publicSet}: left out.`);
  }
}
