/** One engine in a process of its own: puts it together, then asks all questions as often as it is told to. */
import { readFileSync } from "node:fs";
import type { Runbook } from "../knowledge/runbook.ts";
import type { Scope } from "../knowledge/scope.ts";
import { measure, type Row } from "../tests/evals/knowledge.ts";
import { enlarged, questions, teams } from "./knowledge-corpus.ts";
import { open } from "./knowledge-engines.ts";

export interface Job {
  readonly engine: string;
  /** JSON of the documents; null where the engine itself knows where they are. */
  readonly documents: string | null;
  /** Chunks that are wanted of it; null: as many as there are. */
  readonly chunks: number | null;
  /** Only documents that everybody may read. */
  readonly openOnly: boolean;
  /** Where the engine may keep a file. */
  readonly file: string;
}

/** Milliseconds, by the clock and of processor time in all threads. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
}

export interface Built extends Cost {
  readonly documents: number;
  /** MB that the process has grown by, and what is left of them once nothing is kept that is not needed. */
  readonly grown: number;
  readonly kept: number;
  readonly note: string | null;
  /** Milliseconds of it after the texts were analysed, where that is known. */
  readonly indexing: number | null;
}

/** Who asks: everybody at once, somebody who may read only what is for all, or 16 teams in turn. */
export type Reader = "all" | "open" | "teams";

export interface Round {
  /** Milliseconds a question, in order. */
  readonly took: readonly number[];
  /** Milliseconds of processor time a question. */
  readonly cpu: readonly number[];
  readonly rows: readonly Row[];
  readonly run: Readonly<Record<string, readonly string[]>>;
}

const resident = (): number => process.memoryUsage.rss() / 2 ** 20;

/** Twice, since what the first has finalised is let go by the second; pages are handed back a little later. */
async function collect(): Promise<number> {
  for (let turn = 0; turn < 2; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return resident();
}

const processor = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

function documentsFor({ documents: file, chunks, openOnly }: Job): Runbook[] | null {
  if (file === null) return null;
  const read = JSON.parse(readFileSync(file, "utf8")) as Runbook[];
  const given = chunks === null ? read : enlarged(read, chunks);
  return openOnly ? given.filter(({ roles }) => roles === null) : given;
}

const job = JSON.parse(process.argv[2] ?? "") as Job;
let documents = documentsFor(job);
const count = documents?.length ?? 0;
const before = await collect();
const [began, used] = [performance.now(), process.cpuUsage()];
const engine = await open(job.engine, documents, job.file);
const cost = { wall: performance.now() - began, cpu: processor(used) };
const grown = resident() - before;
const kept = (await collect()) - before;
documents = null;
const { note = null, indexing = null } = engine;
process.send?.({ ...cost, documents: count, grown, kept, note, indexing } satisfies Built);

let turn = 0;
const scopes: Readonly<Record<Reader, () => Scope>> = {
  all: () => ({ audiences: [], about: null }),
  open: () => ({ audiences: [[]], about: null }),
  teams: () => ({ audiences: [[`team-${turn++ % teams}`]], about: null }),
};

async function ask(reader: Reader): Promise<Round> {
  const cpu: number[] = [];
  const search = async (text: string, scope: Scope) => {
    const since = process.cpuUsage();
    const ids = await engine.ask(text, scope);
    cpu.push(processor(since));
    return ids.map((id) => ({ id, grade: null, ordinals: [] }));
  };
  const { took, rows, run } = await measure({ search }, questions, scopes[reader]);
  return { took, cpu, rows, run };
}

process.on("message", (reader: Reader) => {
  ask(reader).then(
    (round) => process.send?.(round),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.once("disconnect", () => process.exit(0));
