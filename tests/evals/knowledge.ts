/**
 * How well runbooks are found, and how well the library knows when it has nothing: `node tests/evals/knowledge.ts`.
 * Measures the public collection in ../shared/data/runbooks (if it is there) and this project's own runbooks.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { openCorpus } from "../../knowledge/corpus.ts";
import { index } from "../../knowledge/index.ts";
import { load } from "../../knowledge/load.ts";
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

interface Question {
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
  /** Milliseconds to read the folder and build the index, and per question on average. */
  readonly openMs: number;
  readonly askMs: number;
}

/** Reads the collection and asks all of its questions. Hand = symptom and how-to, as in the collection's own scorer. */
export async function measure(folder: string): Promise<Measured> {
  const lines = readFileSync(path.join(folder, "queries.jsonl"), "utf8").trim().split("\n");
  const questions = lines.map((line) => JSON.parse(line) as Question);
  const start = performance.now();
  const search = await openCorpus(path.join(folder, "corpus"));
  const opened = performance.now();
  const asked = questions.map((question) => ({ question, ranking: search(question.text) }));
  const done = performance.now();

  const rows = [...Map.groupBy(asked, ({ question }) => kindOf(question))]
    .filter(([kind]) => kind !== "unanswerable")
    .map(([kind, group]): Row => {
      const scores = group.map(({ question, ranking }) => {
        const docs = ranking.docs.filter((doc) => !question.exclude?.includes(doc));
        const gold = new Set(question.gold);
        const within = (k: number): number => Number(docs.slice(0, k).some((doc) => gold.has(doc)));
        return { success1: within(1), success3: within(3), ndcg10: ndcg10(docs, gold) };
      });
      const of = (key: "success1" | "success3" | "ndcg10"): number => mean(scores.map((score) => score[key]));
      return { kind, n: group.length, success1: of("success1"), success3: of("success3"), ndcg10: of("ndcg10") };
    });
  const confidences = (kind: string): number[] =>
    asked.filter(({ question }) => kindOf(question) === kind).map(({ ranking }) => ranking.confidence);
  return {
    rows,
    auroc: auroc(confidences("hand"), confidences("unanswerable")),
    openMs: opened - start,
    askMs: (done - opened) / questions.length,
  };
}

/** The project's own runbooks: how many of the questions find theirs first, and the abstention's AUROC. */
export async function measureOwn(
  yes: readonly (readonly [string, string])[],
  no: readonly string[],
): Promise<{ readonly first: number; readonly auroc: number }> {
  const own = index((await load(ownSet)).runbooks);
  const confidence = (question: string): number => own.search(question)[0]?.grade().confidence ?? 0;
  return {
    first: mean(yes.map(([question, runbook]) => Number(own.search(question)[0]?.runbook.path === `${runbook}.md`))),
    auroc: auroc(
      yes.map(([question]) => confidence(question)),
      no.map(confidence),
    ),
  };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const rounded = (row: object): object =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key, typeof value === "number" ? round(value) : value]),
  );

if (import.meta.main) {
  console.table({
    "own runbooks, tuned on": rounded(await measureOwn(answerable, unanswerable)),
    "own runbooks, written later": rounded(await measureOwn(answerableLater, unanswerableLater)),
    "own runbooks, the newer ones": rounded(await measureOwn(answerableNew, unanswerableNew)),
  });
  if (existsSync(publicSet)) {
    const measured = await measure(publicSet);
    console.table(measured.rows.map(rounded));
    console.log(`abstention AUROC ${measured.auroc.toFixed(3)}`);
    console.log(`read and indexed in ${measured.openMs.toFixed(0)} ms, ${measured.askMs.toFixed(1)} ms a question`);
  } else {
    console.log(`The public collection is not in ${publicSet}: left out.`);
  }
}
