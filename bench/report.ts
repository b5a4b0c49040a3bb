/** The figures, as a table for people and as one line for programs. */
import { rounded } from "./figures.ts";

export interface Side {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly failed: number;
  readonly doubled: number;
}

interface Both {
  readonly signalbox: number;
  readonly peer: number;
}

/** Milliseconds, megabytes, and messages a second. */
export interface Figures {
  readonly runtime: string;
  readonly processors: number;
  /** The load average of the last minute before the run; on an idle machine well under 1. */
  readonly busy: number;
  readonly starts: { readonly first: number; readonly later: number; readonly peer: number };
  readonly sayings: readonly {
    readonly name: string;
    readonly p50: number;
    readonly p99: number;
    readonly failed: number;
  }[];
  readonly loads: readonly { readonly concurrency: number; readonly signalbox: Side; readonly peer: Side }[];
  readonly memory: { readonly atStart: Both; readonly afterLoad: Both };
}

/** What we want on an idle machine. */
const goals = { first: 4000, later: 1500, throughput: 2, p99: 0.5 };

export function print(figures: Figures): void {
  const { starts, sayings, loads, memory, runtime, processors, busy } = figures;
  console.log(`Signalbox beside the Chat SDK, Node ${runtime}, ${processors} processors, load before ${tenth(busy)}\n`);
  table(
    ["start to ready", "ms", "goal"],
    [
      ["first start, creates the database", whole(starts.first), whole(goals.first)],
      ["later start", whole(starts.later), whole(goals.later)],
      ["Chat SDK, keeps nothing", whole(starts.peer), ""],
    ],
  );
  table(
    ["message to reply, one at a time", "p50 ms", "p99 ms", "failed"],
    sayings.map(({ name, p50, p99, failed }) => [name, tenth(p50), tenth(p99), whole(failed)]),
  );
  table(
    ["in flight", "bot", "messages/s", "p50 ms", "p99 ms", "failed", "doubled"],
    loads.flatMap(({ concurrency, signalbox, peer }) => [
      [whole(concurrency), "Signalbox", ...cells(signalbox)],
      ["", "Chat SDK", ...cells(peer)],
      ["", "ratio", ...ratioCells(signalbox, peer), "", ""],
    ]),
  );
  console.log(`goals: messages/s ${goals.throughput.toFixed(2)} or more, p99 ${goals.p99.toFixed(2)} or less\n`);
  table(
    ["resident memory, MB", "Signalbox", "Chat SDK"],
    [
      ["after the start", whole(memory.atStart.signalbox), whole(memory.atStart.peer)],
      ["after the load", whole(memory.afterLoad.signalbox), whole(memory.afterLoad.peer)],
    ],
  );
  const ratios = loads.map(({ concurrency, signalbox, peer }) => ({ concurrency, ...ratiosOf(signalbox, peer) }));
  console.log(
    JSON.stringify({ ...figures, ratios, goals }, (_, value: unknown) =>
      typeof value === "number" ? rounded(value, 3) : value,
    ),
  );
}

const whole = (value: number): string => value.toFixed(0);
const tenth = (value: number): string => value.toFixed(1);

const cells = ({ perSecond, p50, p99, failed, doubled }: Side): string[] => [
  whole(perSecond),
  tenth(p50),
  tenth(p99),
  whole(failed),
  whole(doubled),
];

const ratiosOf = (ours: Side, peer: Side) => ({
  perSecond: ours.perSecond / peer.perSecond,
  p50: ours.p50 / peer.p50,
  p99: ours.p99 / peer.p99,
});

const ratioCells = (ours: Side, peer: Side): string[] =>
  Object.values(ratiosOf(ours, peer)).map((ratio) => ratio.toFixed(2));

/** The first column to the left, numbers to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  for (const row of all) {
    const line = row.map((text, column) => {
      const width = widths[column] ?? 0;
      return /^[\d.]+$/.test(text) || (row === head && column > 1) ? text.padStart(width) : text.padEnd(width);
    });
    console.log(line.join("  ").trimEnd());
  }
  console.log();
}
