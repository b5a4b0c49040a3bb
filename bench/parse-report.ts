/** The figures of reading words, as a table for people and as one line for programs. */
import { rounded } from "./figures.ts";
import type { PeerFigures } from "./parse-peer.ts";
import { kinds, type Score, type Speed } from "./parse-rows.ts";

export interface OurFigures extends Omit<PeerFigures, "training" | "known"> {
  /** Every labelled sentence with its thread, and everyday chat. */
  readonly all: Speed & { readonly sentences: number };
}

export interface ParseFigures {
  readonly runtime: string;
  readonly processors: number;
  /** The load average of the last minute before the run. */
  readonly busy: number;
  /** The labelled sentences that both read. */
  readonly rows: number;
  readonly chatLines: number;
  readonly signalbox: OurFigures;
  /** Null if it is not installed. */
  readonly peer: PeerFigures | null;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
const named: Readonly<Record<(typeof kinds)[number], string>> = {
  act: "orders and looks, with the right action",
  ask: "questions for the runbooks",
  clarify: "what must be asked back",
  none: "what is meant for nobody",
};

type Line = readonly string[];

export function print(figures: ParseFigures): void {
  const { runtime, processors, busy, signalbox, peer } = figures;
  console.log(
    `Reading words without a model, Node ${runtime}, ${processors} processors, load before ${busy.toFixed(1)}\n`,
  );
  table([
    ["every sentence, one at a time", "Signalbox"],
    ["sentences", String(signalbox.all.sentences)],
    ...speedLines([signalbox.all]),
  ]);
  const scores = [signalbox.score, ...(peer ? [peer.known, peer.score] : [])];
  table([
    [`the same ${figures.rows} sentences`, "Signalbox", ...(peer ? ["NLP.js", "NLP.js"] : [])],
    ["which to whom reads them are", "known", ...(peer ? ["known", "new"] : [])],
    ...scoreLines(scores),
  ]);
  table([
    [`the same ${figures.rows} sentences`, "Signalbox", ...(peer ? ["NLP.js"] : [])],
    ...speedLines([signalbox.speed, ...(peer ? [peer.speed] : [])]),
    ["training, s", "none", ...(peer ? [peer.training.toFixed(1)] : [])],
  ]);
  if (figures.chatLines > 0) {
    const per1000 = (count: number): string => ((1000 * count) / figures.chatLines).toFixed(1);
    table([
      [`${figures.chatLines} lines of everyday chat`, "Signalbox", ...(peer ? ["NLP.js"] : [])],
      ["changes proposed, per 1,000", per1000(signalbox.chat), ...(peer ? [per1000(peer.chat)] : [])],
    ]);
  }
  console.log(notes(figures).join("\n"));
  console.log(JSON.stringify(figures, (_, value: unknown) => (typeof value === "number" ? rounded(value, 4) : value)));
}

function scoreLines(scores: readonly Score[]): Line[] {
  const line = (name: string, of: (score: Score) => number): Line => [name, ...scores.map((one) => percent(of(one)))];
  return [
    line("intent right", ({ right }) => right),
    ...kinds.map((kind) => line(`  ${named[kind]}`, ({ rightByKind }) => rightByKind[kind])),
    line("unsafe: a change proposed where none may be", ({ unsafe }) => unsafe),
    line("another change proposed than the act meant", ({ otherChange }) => otherChange),
  ];
}

const speedLines = (speeds: readonly Speed[]): Line[] => [
  ["p50, ms", ...speeds.map(({ p50 }) => p50.toFixed(3))],
  ["p99, ms", ...speeds.map(({ p99 }) => p99.toFixed(3))],
  ["sentences a second, one core", ...speeds.map(({ perSecond }) => perSecond.toFixed(0))],
];

/** What must be known to compare fairly. */
const notes = ({ chatLines, peer }: ParseFigures): string[] => [
  "known: Signalbox's rules were written with these very sentences at hand. What it holds here, it need not reach on new ones.",
  ...(peer
    ? [
        "known: NLP.js is asked what it was trained on.",
        "new: NLP.js is trained on four fifths of the sentences and asked the fifth that it has not seen, five times over.",
      ]
    : ["The peer is not installed, so Signalbox stands alone: `npm ci --prefix bench --ignore-scripts` installs it."]),
  chatLines > 0
    ? "Everyday chat: our tests demand that Signalbox proposes nothing there, so it is known to it and new to any peer."
    : "Everyday chat is not at hand (shared/data/chat-negatives.jsonl beside the project), so it is left out.",
  "",
];

/** The first column to the left, the others to the right. */
function table(lines: readonly Line[]): void {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines) {
    const cells = line.map((text, column) => {
      const width = widths[column] ?? 0;
      return column === 0 ? text.padEnd(width) : text.padStart(width);
    });
    console.log(cells.join("  "));
  }
  console.log();
}
