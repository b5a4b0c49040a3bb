import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createParser } from "../../../intents/parser/index.ts";
import { describeWithData } from "../../servers/needs.ts";
import { actions, names } from "./catalog.ts";
import {
  deedsOf,
  figuresOf,
  files,
  folder,
  namesFor,
  readAll,
  sentencesIn,
  tableOf,
  wrongOf,
  type Row,
} from "./evals.ts";

/** Shares that were reached; a change that falls below them is a step back, whatever else it improves. */
const floors: Readonly<Record<string, { intents: number; slotF1: number }>> = {
  "orders.jsonl": { intents: 0.99, slotF1: 0.99 },
  "questions.jsonl": { intents: 0.94, slotF1: 0.93 },
  "silence.jsonl": { intents: 0.98, slotF1: 1 },
  "doubts.jsonl": { intents: 0.91, slotF1: 0.85 },
  "threads.jsonl": { intents: 0.96, slotF1: 0.97 },
  "later.jsonl": { intents: 0.94, slotF1: 0.97 },
  "catalogue.jsonl": { intents: 0.87, slotF1: 0.91 },
  "traps.jsonl": { intents: 0.91, slotF1: 0.76 },
  "turns.jsonl": { intents: 0.92, slotF1: 0.97 },
  "freight.jsonl": { intents: 0.91, slotF1: 0.92 },
  "hospital.jsonl": { intents: 0.9, slotF1: 0.9 },
  "interlock.jsonl": { intents: 0.9, slotF1: 0.9 },
  "calendar.jsonl": { intents: 0.94, slotF1: 1 },
  "people.jsonl": { intents: 0.97, slotF1: 1 },
  "knowledge.jsonl": { intents: 0.98, slotF1: 1 },
  "languages.jsonl": { intents: 0.99, slotF1: 1 },
};

describe("our own labelled sentences", () => {
  let rows: Row[] = [];
  beforeAll(async () => {
    rows = await readAll();
  });

  it("are many, a third of them hard, each with an id of its own, over every action", () => {
    const all = files.flatMap(sentencesIn);
    expect(all.length).toBeGreaterThanOrEqual(600);
    expect(all.filter((one) => one.hard).length).toBeGreaterThanOrEqual(all.length / 3);
    expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
    expect(files.toSorted()).toEqual(Object.keys(floors).toSorted());
    const asked = new Set(
      all.flatMap(({ expect: { action, steps = [] } }) => [action, ...steps.map((one) => one.action)]),
    );
    const unasked = actions
      .map((action) => action.name)
      .filter((name) => !asked.has(name) && !spokenElsewhere.has(name));
    expect(unasked).toEqual([]);
  });

  it.each(Object.entries(floors))("%s: no change that was not asked for, and no step back", (file, floor) => {
    const own = rows.filter((row) => row.file === file);
    console.log(tableOf(new Map([[file, own]])));
    console.log(wrongOf(own).join("\n"));
    expect(own.filter((row) => row.unsafe).map((row) => row.text)).toEqual([]);
    const { intents, slotF1 } = figuresOf(own);
    expect(intents).toBeGreaterThanOrEqual(floor.intents);
    expect(slotF1).toBeGreaterThanOrEqual(floor.slotF1);
  });

  it("ask back where something is open, and seldom where nothing is", () => {
    const { clarifyRecall, needlessClarify } = figuresOf(rows);
    expect(clarifyRecall).toBeGreaterThanOrEqual(0.85);
    expect(needlessClarify).toBeLessThanOrEqual(0.1);
  });
});

/** `ask` is a kind of its own, and `why` is only ever said exactly. */
const spokenElsewhere = new Set(["ask", "why"]);

const shared = path.join(import.meta.dirname, "../../../../shared/data");
const parse = createParser({ actions, names });
const changesIn = (texts: readonly string[]): string[] => texts.filter((text) => deedsOf(parse(text)).length > 0);

describe("what a team writes in its own channels", () => {
  it("proposes no change, full of its services' names as it is", () => {
    const site = namesFor("hospital.jsonl");
    const here = createParser({ actions, names: site });
    const lines = readFileSync(path.join(folder, "hospital.chatter.txt"), "utf8").trim().split("\n");
    expect(lines.length).toBeGreaterThanOrEqual(1500);
    expect(lines.filter((line) => deedsOf(here(line)).length > 0)).toEqual([]);
  });
});

const everyday = path.join(shared, "chat-negatives.jsonl");
describeWithData(everyday, "everyday chat", () => {
  it("proposes no change, and has nearly always nothing to say to it", () => {
    const texts = readFileSync(everyday, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { text: string }).text);
    const answered = texts.filter((text) => parse(text).kind !== "none");
    console.log(`everyday chat: ${texts.length} lines, ${answered.length} not silent`);
    expect(changesIn(texts)).toEqual([]);
    console.log(answered.join("\n"));
    expect(answered.length).toBeLessThanOrEqual(texts.length / 500);
  });
});

const documents = path.join(shared, "runbooks/docs.jsonl");
describeWithData(documents, "what operations people write down", () => {
  it("proposes no change, imperatives and all", () => {
    const pages = readFileSync(documents, "utf8")
      .trim()
      .split("\n")
      .map((line) => path.join(shared, "runbooks/corpus", `${(JSON.parse(line) as { id: string }).id}.md`))
      .filter((file) => existsSync(file));
    // Every seventh line: enough to be sure, little enough to be quick.
    const lines = pages
      .flatMap((file) => readFileSync(file, "utf8").split("\n"))
      .filter((line, at) => at % 7 === 0 && line.trim() !== "");
    console.log(`runbooks: ${lines.length} lines of ${pages.length} documents`);
    expect(lines.length).toBeGreaterThan(5000);
    expect(changesIn(lines)).toEqual([]);
  }, 120_000);
});
