/** The peer, trained on our sentences and asked those that it has not seen. */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Names } from "../src/inventory.ts";
import { files, namesFor } from "../tests/intents/parser/evals.ts";
import { median } from "./figures.ts";
import { changes, chat, rows, scoreOf, speedOf, type Answer, type Row, type Score, type Speed } from "./parse-rows.ts";

type Values = Readonly<Record<string, readonly string[]>>;
type Read = (text: string) => Promise<string>;
/** What peer/nlu.js is; it is JavaScript, since what it imports is installed only for the benchmark. */
interface Nlu {
  readonly train: (
    examples: readonly (readonly [text: string, intent: string])[],
    entities: Readonly<Record<string, Values>>,
  ) => Promise<Read>;
}

interface Asked {
  readonly row: Row;
  readonly read: Read;
}

export interface PeerFigures {
  /** On sentences that it was not trained on. */
  readonly score: Score;
  /** On those that it was trained on. */
  readonly known: Score;
  readonly speed: Speed;
  /** Seconds, for four fifths of the rows. */
  readonly training: number;
  /** The everyday lines on which it proposed a change, trained on every row. */
  readonly chat: number;
}

const folds = 5;
/** Its own name for what is meant for nobody; it also says so of whatever it is not sure enough of. */
const nobody = "None";

export const installed = existsSync(path.join(import.meta.dirname, "node_modules/@nlpjs/basic"));

export async function measurePeer(): Promise<PeerFigures> {
  const { train } = (await import(pathToFileURL(path.join(import.meta.dirname, "peer/nlu.js")).href)) as Nlu;
  const entities = entitiesOf(files.map(namesFor));
  const trained = async (on: readonly Row[]): Promise<{ read: Read; took: number }> => {
    const examples = on.map(({ text, label }) => [text, label === "none" ? nobody : label] as const);
    const began = performance.now();
    const read = await train(examples, entities);
    return { read, took: (performance.now() - began) / 1000 };
  };

  const fold = foldsOf(rows);
  const asked: Asked[] = [];
  const trainings: number[] = [];
  for (let test = 0; test < folds; test++) {
    const { read, took } = await trained(rows.filter((_, index) => fold[index] !== test));
    trainings.push(took);
    asked.push(...rows.filter((_, index) => fold[index] === test).map((row) => ({ row, read })));
  }
  const { read } = await trained(rows);
  let proposed = 0;
  for (const text of chat) if ((await answerOf(read, text)).change) proposed++;
  return {
    score: await score(asked),
    known: await score(rows.map((row) => ({ row, read }))),
    speed: await speedOf(asked.map((one) => () => one.read(one.row.text))),
    training: median(trainings),
    chat: proposed,
  };
}

async function score(asked: readonly Asked[]): Promise<Score> {
  const answers: Answer[] = [];
  for (const { row, read } of asked) answers.push(await answerOf(read, row.text));
  return scoreOf(
    asked.map(({ row }) => row),
    answers,
  );
}

async function answerOf(read: Read, text: string): Promise<Answer> {
  const intent = await read(text);
  return { label: intent === nobody ? "none" : intent, change: changes.has(intent) };
}

/** In turn within each label, so that each fold has its share of every intent and near neighbours are trained on. */
function foldsOf(all: readonly Row[]): number[] {
  const seen = new Map<string, number>();
  return all.map(({ label }) => {
    const count = seen.get(label) ?? 0;
    seen.set(label, count + 1);
    return count % folds;
  });
}

/** The names of every site, by kind, each with the ways to say it. */
function entitiesOf(sites: readonly Names[]): Record<string, Values> {
  const plain = (of: (site: Names) => readonly string[]): Values =>
    Object.fromEntries(sites.flatMap(of).map((name) => [name, [name]]));
  const playbooks = sites.flatMap((site) => Object.entries(site.playbooks));
  return {
    zone: plain((site) => site.zones),
    environment: plain((site) => site.envs),
    service: plain((site) => site.services),
    host: plain((site) => site.hosts),
    group: plain((site) => Object.keys(site.groups)),
    playbook: Object.fromEntries(playbooks.map(([name, aliases]) => [name, [name, ...aliases]])),
    alert: plain((site) => site.alerts),
    job: plain((site) => site.jobs),
    model: plain((site) => site.models_known),
    signal: plain((site) => site.signals),
  };
}
