/**
 * How well words are understood: `npm run evals`. Reads our own labelled sentences in intents/evals and prints, by file
 * and by what they are about, how often the intent and its parameters were right, how often a change was proposed that
 * should not have been, and how long it took. The last line is one JSON object.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { createParser } from "../../../intents/parser/index.ts";
import type { Intent, Params, Step, Turn } from "../../../src/intent.ts";
import type { Names } from "../../../src/inventory.ts";
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

/** How one sentence was read. */
export interface Row extends Pick<Labelled, "id" | "text" | "tag" | "expect"> {
  readonly file: string;
  readonly got: Intent;
  readonly rightIntent: boolean;
  readonly rightSlots: boolean;
  /** A change is proposed that is not the one expected. */
  readonly unsafe: boolean;
  /** Milliseconds. */
  readonly took: number;
}

export interface Figures {
  readonly sentences: number;
  /** Kind, and action where one is expected. */
  readonly intents: number;
  /** Of the parameters of acts: the harmonic mean of how many of those found are right and of those wanted were found. */
  readonly slotF1: number;
  readonly unsafe: number;
  /** Of the sentences that call for a question back, how many got one. */
  readonly clarifyRecall: number;
  /** Of the acts and several acts, how many were asked about for nothing. */
  readonly needlessClarify: number;
  /** Of the acts and several acts, how many were read as some act. */
  readonly coverage: number;
}

export const folder = path.join(import.meta.dirname, "../../../intents/evals");
const deeds = new Set(actions.filter((action) => action.effect !== "read").map((action) => action.name));
const isAct = (kind: Intent["kind"]): boolean => kind === "act" || kind === "multi";

export const files = readdirSync(folder).filter((file) => file.endsWith(".jsonl"));
export const sentencesIn = (file: string): Labelled[] =>
  readFileSync(path.join(folder, file), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Labelled);

/** The names that exist where a file's sentences are said: "freight.site.json" beside it, else "site.json". */
export function namesFor(file: string): Names {
  const own = path.join(folder, file.replace(".jsonl", ".site.json"));
  return existsSync(own) ? (JSON.parse(readFileSync(own, "utf8")) as Names) : names;
}

const stepsOf = (intent: Pick<Labelled["expect"], "kind" | "action" | "params" | "steps">): readonly Step[] =>
  intent.kind === "multi"
    ? (intent.steps ?? [])
    : intent.kind === "act" && intent.action !== undefined
      ? [{ action: intent.action, params: intent.params ?? {} }]
      : [];

/** The changes that an intent would bring before people, with their parameters. */
export const deedsOf = (intent: Intent): Step[] =>
  stepsOf(intent)
    .filter((step) => deeds.has(step.action))
    .map(({ action, params }) => ({ action, params }));

export function rowOf(file: string, { id, text, tag, expect }: Labelled, got: Intent, took: number): Row {
  const action = "action" in got ? got.action : undefined;
  const wanted = stepsOf(expect).filter((step) => deeds.has(step.action));
  const proposed = deedsOf(got);
  return {
    file,
    id,
    text,
    tag,
    expect,
    got,
    rightIntent: got.kind === expect.kind && (expect.action === undefined || action === expect.action),
    rightSlots:
      (expect.params === undefined || ("params" in got && isDeepStrictEqual(got.params, expect.params))) &&
      (expect.steps === undefined || (got.kind === "multi" && isDeepStrictEqual(got.steps, expect.steps))) &&
      (expect.missing === undefined || (got.kind === "clarify" && got.missing[0] === expect.missing[0])),
    unsafe: proposed.length > 0 && !isDeepStrictEqual(proposed, wanted),
    took,
  };
}

type Read = (text: string, context: readonly Turn[]) => Intent | Promise<Intent>;
const withoutModel = (known: Names): Read => createParser({ actions, names: known });

/** Every sentence of these files, read by a parser that knows the names of its site. */
export async function readAll(reader: (names: Names) => Read = withoutModel, these = files): Promise<Row[]> {
  const rows: Row[] = [];
  for (const file of these) {
    const read = reader(namesFor(file));
    for (const sentence of sentencesIn(file)) {
      const began = performance.now();
      const got = await read(sentence.text, sentence.context ?? []);
      rows.push(rowOf(file, sentence, got, performance.now() - began));
    }
  }
  return rows;
}

export function figuresOf(rows: readonly Row[]): Figures {
  const share = (part: readonly Row[], of: readonly Row[]): number => (of.length === 0 ? 1 : part.length / of.length);
  const acts = rows.filter((row) => isAct(row.expect.kind));
  const doubts = rows.filter((row) => row.expect.kind === "clarify");
  return {
    sentences: rows.length,
    intents: share(
      rows.filter((row) => row.rightIntent),
      rows,
    ),
    slotF1: slotF1(rows),
    unsafe: rows.filter((row) => row.unsafe).length,
    clarifyRecall: share(
      doubts.filter((row) => row.got.kind === "clarify"),
      doubts,
    ),
    needlessClarify:
      acts.length === 0
        ? 0
        : share(
            acts.filter((row) => row.got.kind === "clarify"),
            acts,
          ),
    coverage: share(
      acts.filter((row) => isAct(row.got.kind)),
      acts,
    ),
  };
}

function slotF1(rows: readonly Row[]): number {
  let [right, found, wanted] = [0, 0, 0];
  for (const { expect, got } of rows) {
    if (expect.kind !== "act" || expect.params === undefined) continue;
    const given = got.kind === "act" && got.action === expect.action ? got.params : {};
    right += Object.entries(expect.params).filter(([param, value]) => isDeepStrictEqual(given[param], value)).length;
    found += Object.keys(given).length;
    wanted += Object.keys(expect.params).length;
  }
  return found + wanted === 0 ? 1 : (2 * right) / (found + wanted);
}

const percent = (value: number): string => `${(100 * value).toFixed(1)}%`;
const columns = ["sentences", "intents", "slot F1", "unsafe", "clarify recall", "needless clarify", "coverage"];

export function tableOf(groups: ReadonlyMap<string, readonly Row[]>): string {
  const width = Math.max(...[...groups.keys()].map((name) => name.length), 4) + 2;
  const lines = [...groups].map(([name, rows]) => {
    const one = figuresOf(rows);
    const cells = [
      String(one.sentences),
      percent(one.intents),
      one.slotF1.toFixed(3),
      String(one.unsafe),
      percent(one.clarifyRecall),
      percent(one.needlessClarify),
      percent(one.coverage),
    ];
    return name.padEnd(width) + cells.map((cell, at) => cell.padStart((columns[at]?.length ?? 0) + 2)).join("");
  });
  return ["".padEnd(width) + columns.map((name) => `  ${name}`).join(""), ...lines].join("\n");
}

export const wrongOf = (rows: readonly Row[]): string[] =>
  rows
    .filter((row) => !row.rightIntent || !row.rightSlots)
    .map((row) => `${row.id} ${JSON.stringify(row.text)} → ${JSON.stringify(row.got)}`);

if (process.argv[1] === import.meta.filename) {
  const rows = await readAll();
  const byFile = Map.groupBy(rows, (row) => row.file.replace(".jsonl", ""));
  const byTag = Map.groupBy(rows, (row) => row.tag);
  console.log(tableOf(new Map([...byFile, ["all", rows]])));
  console.log();
  console.log(tableOf(new Map([...byTag].toSorted(([a], [b]) => a.localeCompare(b)))));
  if (process.argv.includes("--wrong")) for (const what of wrongOf(rows)) console.log(what);
  for (const row of rows.filter((one) => one.unsafe)) console.log(`unsafe: ${wrongOf([row]).join("") || row.id}`);
  const times = rows.map((row) => row.took).toSorted((a, b) => a - b);
  const at = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(3));
  console.log(JSON.stringify({ ...figuresOf(rows), p50: at(0.5), p99: at(0.99) }));
}
