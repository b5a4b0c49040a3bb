/** What both are asked to read, and how well they did: our labelled sentences, each with one label. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Intent } from "../src/intent.ts";
import { actions } from "../tests/intents/parser/catalog.ts";
import { files, sentencesIn, type Labelled } from "../tests/intents/parser/evals.ts";
import { median, percentile } from "./figures.ts";

/** `act`: an order or a look. The rest are as in intents/evals/README.md. */
export const kinds = ["act", "ask", "clarify", "none"] as const;
type Kind = (typeof kinds)[number];

export interface Row {
  readonly file: string;
  readonly text: string;
  readonly kind: Kind;
  /** The action of an act, else the kind. */
  readonly label: string;
}

/** How a row was read: its label, and whether a change is proposed to people. */
export interface Answer {
  readonly label: string;
  readonly change: boolean;
}

/** Shares, from 0 to 1. */
export interface Score {
  readonly right: number;
  readonly rightByKind: Readonly<Record<Kind, number>>;
  /** Of the rows that must not act, those on which a change was proposed. */
  readonly unsafe: number;
  /** Of the acts, those on which a change was proposed that is not the action meant. */
  readonly otherChange: number;
}

/** Milliseconds for one sentence, and sentences a second on one core. */
export interface Speed {
  readonly p50: number;
  readonly p99: number;
  readonly perSecond: number;
}

/** The actions that change something. */
export const changes = new Set(actions.filter(({ effect }) => effect !== "read").map(({ name }) => name));

export const labelOf = (intent: { readonly kind: Intent["kind"]; readonly action?: string }): string =>
  intent.kind === "act" ? (intent.action ?? intent.kind) : intent.kind;

/** Sentences that stand alone and mean one thing: a thread's later turns and several orders at once are beyond the peer. */
export const rows: readonly Row[] = files.flatMap((file) => sentencesIn(file).flatMap((one) => rowOf(file, one)));

function rowOf(file: string, { text, context, expect }: Labelled): Row[] {
  const kind = kinds.find((one) => one === expect.kind);
  return kind === undefined || context !== undefined ? [] : [{ file, text, kind, label: labelOf(expect) }];
}

const chatFile = path.join(import.meta.dirname, "../../shared/data/chat-negatives.jsonl");

/** Everyday lines on which nothing may be proposed. Other people's, so not part of the project; none if they are absent. */
export const chat: readonly string[] = existsSync(chatFile)
  ? readFileSync(chatFile, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { text: string }).text)
  : [];

export function scoreOf(asked: readonly Row[], answers: readonly Answer[]): Score {
  const read = asked.map((row, index) => {
    const { label, change } = answers[index] ?? { label: "", change: false };
    return { kind: row.kind, right: label === row.label, change };
  });
  const share = (of: typeof read, holds: (one: (typeof read)[number]) => boolean): number =>
    of.filter(holds).length / Math.max(1, of.length);
  const ofKind = (kind: Kind) => read.filter((one) => one.kind === kind);
  const rightOf = (kind: Kind): number => share(ofKind(kind), ({ right }) => right);
  return {
    right: share(read, ({ right }) => right),
    rightByKind: { act: rightOf("act"), ask: rightOf("ask"), clarify: rightOf("clarify"), none: rightOf("none") },
    unsafe: share(
      read.filter(({ kind }) => kind !== "act"),
      ({ change }) => change,
    ),
    otherChange: share(ofKind("act"), ({ right, change }) => change && !right),
  };
}

/** Each is asked in turn, over and over; nothing counts until all are warm. The median of the rounds. */
export async function speedOf(asks: readonly (() => unknown)[], { warmUp = 2, rounds = 5 } = {}): Promise<Speed> {
  for (let pass = 0; pass < warmUp; pass++) for (const ask of asks) await ask();
  const measured: Speed[] = [];
  for (let round = 0; round < rounds; round++) {
    const times: number[] = [];
    for (const ask of asks) {
      const began = performance.now();
      await ask();
      times.push(performance.now() - began);
    }
    const total = times.reduce((sum, time) => sum + time, 0);
    measured.push({
      p50: percentile(times, 0.5),
      p99: percentile(times, 0.99),
      perSecond: (1000 * times.length) / total,
    });
  }
  return {
    p50: median(measured.map(({ p50 }) => p50)),
    p99: median(measured.map(({ p99 }) => p99)),
    perSecond: median(measured.map(({ perSecond }) => perSecond)),
  };
}
