/**
 * `npm run bench:knowledge`: how well and how fast runbooks are found, beside other engines that run in the process, and
 * how that grows with the number of chunks. A table, and as the last line one JSON object. README.md says how to read it.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { chunksIn, isPublic, questions, readDocuments } from "./knowledge-corpus.ts";
import type { Cost, Job, Reader, Round } from "./knowledge-child.ts";
import { installed, peers } from "./knowledge-peer.ts";
import { start, type Engine } from "./knowledge-process.ts";
import { print, type Grown, type Leak, type Side } from "./knowledge-report.ts";
import { median, percentile } from "./figures.ts";

const rounds = 3;
/** With a hundred thousand chunks a round of the slowest takes minutes. */
const roundsOfCurve = 2;
const sizes = [1_000, 10_000, 100_000];

const temporary = mkdtempSync(path.join(os.tmpdir(), "signalbox-bench-"));
const corpus = path.join(temporary, "documents.json");
let files = 0;
const newFile = (): string => path.join(temporary, `${files++}.db`);
const jobFor = (engine: string, more: Partial<Job> = {}): Job => ({
  engine,
  documents: corpus,
  chunks: null,
  openOnly: false,
  file: newFile(),
  ...more,
});

const speedOf = (asked: readonly Round[]) => {
  const over = (of: (round: Round) => number): number => median(asked.map(of));
  return {
    p50: over(({ took }) => percentile(took, 0.5)),
    p99: over(({ took }) => percentile(took, 0.99)),
    cpu: over(({ cpu }) => cpu.reduce((sum, one) => sum + one, 0) / cpu.length),
    cpu99: over(({ cpu }) => percentile(cpu, 0.99)),
  };
};

/** In turns, so that what else this machine does meets all of them. The first round warms up. */
async function askAll(engines: readonly Engine[], reader: Reader, times: number): Promise<Map<Engine, Round[]>> {
  const asked = new Map<Engine, Round[]>(engines.map((engine) => [engine, []]));
  for (let round = 0; round <= times; round++) {
    for (const engine of engines) {
      const one = await engine.ask(reader);
      if (round > 0) asked.get(engine)?.push(one);
    }
  }
  return asked;
}

async function sideBySide(): Promise<{ fromMarkdown: Cost; sides: Side[] }> {
  const file = newFile();
  // Nothing is known yet: every text is read and taken apart.
  const first = await start(jobFor("signalbox", { documents: null, file }));
  await first.stop();
  const engines = [await start(jobFor("signalbox", { documents: null, file }))];
  for (const name of ["postings", "fts5", ...(installed ? peers : [])]) {
    console.error(`${name} …`);
    engines.push(await start(jobFor(name)));
  }
  console.error("asking …");
  const asked = await askAll(engines, "all", rounds);
  const sides = engines.map((engine): Side => {
    const own = asked.get(engine) ?? [];
    return { name: engine.name, built: engine.built, ...speedOf(own), rows: isPublic ? (own[0]?.rows ?? []) : [] };
  });
  for (const engine of engines) await engine.stop();
  return { fromMarkdown: first.built, sides };
}

const firstTen = (documents: readonly string[] | undefined): string => JSON.stringify(documents?.slice(0, 10));

/** How many questions are answered otherwise, for somebody who may read half, once the other half is there as well. */
async function leakOf(name: string): Promise<Leak> {
  const [alone, together] = [await start(jobFor(name, { openOnly: true })), await start(jobFor(name))];
  const [expected, got] = [(await alone.ask("open")).run, (await together.ask("open")).run];
  for (const engine of [alone, together]) await engine.stop();
  const changed = questions.filter(({ qid }) => firstTen(expected[qid]) !== firstTen(got[qid]));
  return { name, share: changed.length / questions.length };
}

async function grownTo(name: string, chunks: number): Promise<Grown> {
  console.error(`${name} with ${chunks} chunks …`);
  const job = jobFor(name, { chunks });
  let engine = await start(job);
  const built = engine.built;
  const isOurs = name === "signalbox";
  if (isOurs) {
    await engine.stop();
    engine = await start({ ...job, documents: null });
  }
  const asked = (await askAll([engine], "all", roundsOfCurve)).get(engine) ?? [];
  const strangers = isOurs ? await engine.ask("teams") : null;
  const known = isOurs ? ((await askAll([engine], "teams", roundsOfCurve)).get(engine) ?? []) : [];
  await engine.stop();
  return {
    name,
    chunks,
    documents: built.documents,
    built,
    reopened: isOurs ? engine.built : null,
    ...speedOf(asked),
    teams: strangers && { first: speedOf([strangers]), later: speedOf(known) },
  };
}

const [busy = 0] = os.loadavg();
try {
  console.error("reading …");
  const documents = readDocuments();
  writeFileSync(corpus, JSON.stringify(documents));
  const { fromMarkdown, sides } = await sideBySide();
  const leaks: Leak[] = [];
  for (const name of ["postings", "fts5", ...(installed ? ["textsearch"] : [])]) leaks.push(await leakOf(name));
  const curve: Grown[] = [];
  for (const chunks of sizes) {
    for (const name of ["signalbox", "fts5", ...(installed ? ["minisearch"] : [])]) {
      curve.push(await grownTo(name, chunks));
    }
  }
  print({
    runtime: process.version,
    processors: os.availableParallelism(),
    busy,
    documents: documents.length,
    chunks: chunksIn(documents),
    questions: questions.length,
    isPublic,
    installed,
    fromMarkdown,
    sides,
    leaks,
    curve,
  });
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
