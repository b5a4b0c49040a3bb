/** The figures of finding runbooks, as tables for people and as one line for programs. */
import type { Row } from "../tests/evals/knowledge.ts";
import { rounded } from "./figures.ts";
import type { Built, Cost } from "./knowledge-child.ts";

/** Milliseconds; `cpu` of processor time for a question, on average. */
interface Speed {
  readonly p50: number;
  readonly p99: number;
  readonly cpu: number;
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
  /** p99 of 16 readers in turn: when each asks for the first time, and later. */
  readonly teams: { readonly first: number; readonly later: number } | null;
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
const tenth = (value: number): string => value.toFixed(1);

export function print(figures: KnowledgeFigures): void {
  const { sides, leaks, curve, fromMarkdown } = figures;
  const [ours, postings] = sides;
  console.log(
    `Finding runbooks, ${figures.documents} documents in ${figures.chunks} chunks, ${figures.questions} questions; ` +
      `Node ${figures.runtime}, ${figures.processors} processors, load before ${tenth(figures.busy)}\n`,
  );
  table([
    ["Signalbox is ready to answer", "s", "CPU s"],
    ["from Markdown, nothing known", seconds(fromMarkdown.wall), seconds(fromMarkdown.cpu)],
    ["from its shelf", seconds(ours?.built.wall ?? 0), seconds(ours?.built.cpu ?? 0)],
    ["postings of texts already read", seconds(postings?.built.wall ?? 0), seconds(postings?.built.cpu ?? 0)],
    ["postings of terms already made", seconds(postings?.built.indexing ?? 0), ""],
  ]);
  table([
    [
      "",
      "build s",
      "CPU s",
      "p50 ms",
      "p99 ms",
      "CPU ms",
      "MB",
      "MB kept",
      "÷ ours: build",
      "p50",
      "p99",
      "CPU",
      "MB kept",
    ],
    ...sides.map((side) => [titleOf(side), ...costs(side), ...ratios(side, sides)]),
  ]);
  if (figures.isPublic) {
    table([
      ["", "hand nDCG@10", "success@3", "alert nDCG@10", "identifier first", "anchor nDCG@10"],
      ...sides.map((side) => [titleOf(side), ...quality(side)]),
    ]);
  }
  table([
    ["first ten changed by what the reader may not read", "of the questions"],
    ...leaks.map((leak) => [titleOf(leak), `${(100 * leak.share).toFixed(1)}%`]),
  ]);
  table([
    [
      "chunks",
      "",
      "documents",
      "build s",
      "CPU s",
      "reopen s",
      "MB kept",
      "p50 ms",
      "p99 ms",
      "CPU ms",
      "16 readers: first p99",
      "p99",
    ],
    ...curve.map((one) => [
      whole(one.chunks),
      titleOf(one),
      whole(one.documents),
      seconds(one.built.wall),
      seconds(one.built.cpu),
      one.reopened ? seconds(one.reopened.wall) : "",
      whole((one.reopened ?? one.built).kept),
      ...speeds(one),
      ...(one.teams ? [tenth(one.teams.first), tenth(one.teams.later)] : ["", ""]),
    ]),
  ]);
  console.log(notes(figures).join("\n"));
  console.log(
    JSON.stringify({ ...figures, goal }, (_, value: unknown) =>
      typeof value === "number" ? rounded(value, 4) : value,
    ),
  );
}

const speeds = ({ p50, p99, cpu }: Speed): Line => [p50, p99, cpu].map((value) => value.toFixed(2));

const costs = (side: Side): Line => [
  seconds(side.built.wall),
  seconds(side.built.cpu),
  ...speeds(side),
  whole(side.built.grown),
  whole(side.built.kept),
];

/** Building is set against our postings, which are built from the same; all else against the whole of ours. */
function ratios(side: Side, [ours, postings]: readonly Side[]): Line {
  if (!ours || !postings || side === ours) return ["", "", "", "", ""];
  const parts = [
    [side.built.wall, postings.built.wall],
    [side.p50, ours.p50],
    [side.p99, ours.p99],
    [side.cpu, ours.cpu],
    [side.built.kept, ours.built.kept],
  ] as const;
  return parts.map(([theirs, own]) => (theirs / own).toFixed(2));
}

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
  for (const line of lines) {
    const cells = line.map((text, column) => {
      const isText = lines.slice(1).some((other) => /[a-z]{2}/.test(other[column] ?? ""));
      return isText ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
    });
    console.log(cells.join("  ").trimEnd());
  }
  console.log();
}
