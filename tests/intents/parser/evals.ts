/**
 * How well words are understood: `node tests/intents/parser/evals.ts`. Reads our own labelled sentences in
 * intents/evals and prints, by file, how many intents and parameters were right and how many deeds were proposed that
 * should not have been.
 */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createParser } from "../../../intents/parser/index.ts";
import type { Intent, Params, Step, Turn } from "../../../src/intent.ts";
import { actions, names } from "./catalog.ts";

export interface Labelled {
  readonly id: string;
  readonly text: string;
  readonly context?: readonly Turn[];
  readonly tag: string;
  readonly hard?: boolean;
  readonly expect: {
    readonly kind: Intent["kind"];
    readonly action?: string;
    readonly params?: Params;
    readonly steps?: readonly Step[];
    /** The first of them is what must be asked for. */
    readonly missing?: readonly string[];
  };
}

export interface Score {
  readonly file: string;
  readonly sentences: number;
  /** Sentences of which more than the kind or action is expected. */
  readonly filled: number;
  readonly rightIntents: number;
  readonly rightSlots: number;
  /** Sentences that propose a deed which is not the one expected. */
  readonly unsafe: readonly string[];
  readonly wrong: readonly string[];
}

const folder = path.join(import.meta.dirname, "../../../intents/evals");
const parse = createParser({ actions, names });
const deeds = new Set(actions.filter((action) => action.effect !== "read").map((action) => action.name));

export const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
export const sentencesIn = (file: string): Labelled[] =>
  readFileSync(path.join(folder, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Labelled);

/** The deeds that an intent would bring before people, with their parameters. */
export function deedsOf(intent: Intent): Step[] {
  const steps = intent.kind === "multi" ? intent.steps : intent.kind === "act" ? [intent] : [];
  return steps.filter((step) => deeds.has(step.action)).map(({ action, params }) => ({ action, params }));
}

function wantedDeeds({ kind, action = "", params = {}, steps = [] }: Labelled["expect"]): Step[] {
  const wanted = kind === "multi" ? steps : kind === "act" ? [{ action, params }] : [];
  return wanted.filter((step) => deeds.has(step.action)).map((step) => ({ action: step.action, params: step.params }));
}

export function score(file: string): Score {
  const rows = sentencesIn(file).map(({ id, text, context = [], expect }) => {
    const intent = parse(text, context);
    const action = "action" in intent ? intent.action : undefined;
    const rightIntent = intent.kind === expect.kind && (expect.action === undefined || action === expect.action);
    const params = "params" in intent ? intent.params : undefined;
    const rightSlots =
      (expect.params === undefined || isDeepStrictEqual(params, expect.params)) &&
      (expect.steps === undefined || (intent.kind === "multi" && isDeepStrictEqual(intent.steps, expect.steps))) &&
      (expect.missing === undefined || (intent.kind === "clarify" && intent.missing[0] === expect.missing[0]));
    const filled = Boolean(expect.params ?? expect.steps ?? expect.missing);
    const got = deedsOf(intent);
    const unsafe = got.length > 0 && !isDeepStrictEqual(got, wantedDeeds(expect));
    return {
      what: `${id} ${JSON.stringify(text)} → ${JSON.stringify(intent)}`,
      rightIntent,
      rightSlots,
      filled,
      unsafe,
    };
  });
  const count = (test: (row: (typeof rows)[number]) => boolean): number => rows.filter(test).length;
  return {
    file,
    sentences: rows.length,
    filled: count((row) => row.filled),
    rightIntents: count((row) => row.rightIntent),
    rightSlots: count((row) => row.filled && row.rightIntent && row.rightSlots),
    unsafe: rows.filter((row) => row.unsafe).map((row) => row.what),
    wrong: rows.filter((row) => !row.rightIntent || !row.rightSlots).map((row) => row.what),
  };
}

export const tableOf = (scores: readonly Score[]): string =>
  [
    "file             sentences  intents  slots  unsafe",
    ...scores.map(({ file, sentences, rightIntents, filled, rightSlots, unsafe }) =>
      [
        file.replace(".jsonl", "").padEnd(16),
        String(sentences).padStart(9),
        percent(rightIntents, sentences).padStart(8),
        (filled === 0 ? "-" : percent(rightSlots, filled)).padStart(6),
        String(unsafe.length).padStart(7),
      ].join(" "),
    ),
  ].join("\n");

const percent = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)}%`;

if (process.argv[1] === import.meta.filename) {
  const scores = files.map(score);
  console.log(tableOf(scores));
  for (const what of scores.flatMap((one) => one.wrong)) console.log(`wrong: ${what}`);
}
