/** The figures of finding runbooks, as tables for people and as one line for programs. */
import type { Row } from "../tests/evals/knowledge.ts";
import { rounded } from "./figures.ts";
import type { Built, Cost } from "./knowledge-child.ts";

/** Milliseconds a question, by the clock and of processor time; `cpu` on average. */
interface Speed {
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number;
  readonly cpu99: number;
}

export interface Side extends Speed {
  readonly name: string;
  readonly built: Built;
  /** Empty without the public collection. */
  readonly rows: readonly Row[];
}

export interface Leak {
  readonly name: string;
  /** Of the questions, from 0 to 1. */
  readonly share: number;
}

export interface Grown extends Speed {
  readonly name: string;
  readonly chunks: number;
  readonly documents: number;
  readonly built: Built;
  /** From what lies on the shelf; null where there is none. */
  readonly reopened: Built | null;
  /** 16 readers in turn: when each asks for the first time, and later. */
  readonly teams: { readonly first: Speed; readonly later: Speed } | null;
}

export interface KnowledgeFigures {
  readonly runtime: string;
  readonly processors: number;
  /** The load average of the last minute before the run. */
  readonly busy: number;
  readonly documents: number;
  readonly chunks: number;
  readonly questions: number;
  readonly isPublic: boolean;
  readonly installed: boolean;
  readonly fromMarkdown: Cost;
  readonly sides: readonly Side[];
  readonly leaks: readonly Leak[];
  readonly curve: readonly Grown[];
}

/** p99 in milliseconds with 9,000 chunks, on an idle machine. */
const goal = 20;

const called: Readonly<Record<string, string>> = {
  signalbox: "Signalbox",
  postings: "its postings alone",
  fts5: "FTS5, our terms",
  textsearch: "PGlite, pg_textsearch",
  minisearch: "MiniSearch",
  lunr: "Lunr",
  flexsearch: "FlexSearch",
  orama: "Orama",
};
const titleOf = ({ name }: { readonly name: string }): string => called[name] ?? name;

type Line = readonly string[];
const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const whole = (value: number): string => value.toFixed(0);

export function print(figures: KnowledgeFigures): void {
  const { sides, leaks, curve, fromMarkdown } = figures;
  const [ours, ...others] = sides;
  const [postings] = others;
  if (!ours || !postings) return;
  console.log(
    `Finding runbooks, ${figures.documents} documents in ${figures.chunks} chunks, ${figures.questions} questions; ` +
      `Node ${figures.runtime}, ${figures.processors} processors, load before ${figures.busy.toFixed(1)}\n`,
  );
  table([
    ["Signalbox is ready to answer", "s", "CPU s"],
    ["from Markdown, nothing known", seconds(fromMarkdown.wall), seconds(fromMarkdown.cpu)],
    ["from its shelf", seconds(ours.built.wall), seconds(ours.built.cpu)],
    ["its postings alone, of terms already made", seconds(postings.built.indexing ?? 0), ""],
  ]);
  table([
    ["of texts already read", "s", "CPU s", "MB", "MB kept", "÷ ours: CPU", "MB kept"],
    ["Signalbox, from its shelf", ...making(ours)],
    ...others.map((side) => [titleOf(side), ...making(side), ...shares(side, ours, postings)]),
  ]);
  table([
    ["a question", "p50 ms", "p99 ms", "CPU ms", "CPU p99", "÷ ours: p50", "p99", "CPU", "CPU p99"],
    [titleOf(ours), ...speeds(ours)],
    ...others.map((side) => [titleOf(side), ...speeds(side), ...ratios(side, ours)]),
  ]);
  if (figures.isPublic) {
    table([
      ["found", "hand nDCG@10", "success@3", "alert nDCG@10", "identifier first", "anchor nDCG@10"],
      ...sides.map((side) => [titleOf(side), ...quality(side)]),
    ]);
  }
  table([
    ["first ten changed by what the reader may not read", "of the questions"],
    ...leaks.map((leak) => [titleOf(leak), `${(100 * leak.share).toFixed(1)}%`]),
  ]);
  table([
    ["chunks", "", "documents", "build s", "CPU s", "reopen s", "MB kept"],
    ...curve.map(({ chunks, documents, built, reopened, name }) => [
      whole(chunks),
      titleOf({ name }),
      whole(documents),
      seconds(built.wall),
      seconds(built.cpu),
      reopened ? seconds(reopened.wall) : "",
      whole((reopened ?? built).kept),
    ]),
  ]);
  table([
    ["chunks", "a question", "p50 ms", "p99 ms", "CPU ms", "CPU p99"],
    ...curve.flatMap((one) => [
      [whole(one.chunks), titleOf(one), ...speeds(one)],
      ...(one.teams ? [["", "16 readers in turn, each for the first time", ...speeds(one.teams.first)]] : []),
      ...(one.teams ? [["", "16 readers in turn", ...speeds(one.teams.later)]] : []),
    ]),
  ]);
  console.log(notes(figures).join("\n"));
  console.log(
    JSON.stringify({ ...figures, goal }, (_, value: unknown) =>
      typeof value === "number" ? rounded(value, 4) : value,
    ),
  );
}

const speeds = ({ p50, p99, cpu, cpu99 }: Speed): Line => [p50, p99, cpu, cpu99].map((value) => value.toFixed(2));

const making = ({ built }: Side): Line => [
  seconds(built.wall),
  seconds(built.cpu),
  whole(built.grown),
  whole(built.kept),
];

/** Ours is made from its shelf: what is made of texts alone is set against our postings, which are made of the same. */
const shares = ({ built }: Side, ours: Side, postings: Side): Line =>
  [built.cpu / postings.built.cpu, built.kept / ours.built.kept].map((ratio) => ratio.toFixed(2));

const ratios = (side: Side, ours: Side): Line =>
  (["p50", "p99", "cpu", "cpu99"] as const).map((key) => (side[key] / ours[key]).toFixed(2));

function quality({ rows }: Side): Line {
  const row = (kind: string) => rows.find((one) => one.kind === kind);
  const values = [
    row("hand")?.ndcg10,
    row("hand")?.success3,
    row("alert-description")?.ndcg10,
    row("identifier")?.success1,
    row("anchor")?.ndcg10,
  ];
  return values.map((value) => (value ?? 0).toFixed(3));
}

const notes = ({ sides, isPublic, installed }: KnowledgeFigures): string[] => [
  ...sides.flatMap((side) => (side.built.note === null ? [] : [`${titleOf(side)}: ${side.built.note}.`])),
  ...(isPublic ? [] : ["The public collection (shared/data/runbooks beside the project) is not at hand: no quality."]),
  ...(installed ? [] : ["The peers are not installed: `npm ci --prefix bench --ignore-scripts` installs them."]),
  `goal: p99 of ${goal} ms or less with 9,000 chunks, on an idle machine`,
  "",
];

/** Names to the left, numbers to the right. */
function table(lines: readonly Line[]): void {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const isText = widths.map((_, column) => lines.slice(1).some((line) => /[a-z]{2}/.test(line[column] ?? "")));
  for (const line of lines) {
    const cells = widths.map((width, column) => {
      const text = line[column] ?? "";
      return isText[column] ? text.padEnd(width) : text.padStart(width);
    });
    console.log(cells.join("  ").trimEnd());
  }
  console.log();
}
