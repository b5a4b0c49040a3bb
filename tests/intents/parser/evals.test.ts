import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createParser } from "../../../intents/parser/index.ts";
import { describeWithData } from "../../servers/needs.ts";
import { actions, names } from "./catalog.ts";
import { deedsOf, files, score, sentencesIn, tableOf } from "./evals.ts";

/** Shares that were reached; a change that falls below them is a step back, whatever else it improves. */
const floors: Readonly<Record<string, { intents: number; slots: number }>> = {
  "orders.jsonl": { intents: 0.99, slots: 0.99 },
  "questions.jsonl": { intents: 0.98, slots: 1 },
  "silence.jsonl": { intents: 0.98, slots: 1 },
  "doubts.jsonl": { intents: 0.98, slots: 0.98 },
  "threads.jsonl": { intents: 0.98, slots: 0.98 },
  "later.jsonl": { intents: 0.93, slots: 0.94 },
};

describe("our own labelled sentences", () => {
  it("are many, a third of them hard, each with an id of its own", () => {
    const all = files.flatMap(sentencesIn);
    expect(all.length).toBeGreaterThanOrEqual(300);
    expect(all.filter((one) => one.hard).length).toBeGreaterThanOrEqual(all.length / 3);
    expect(new Set(all.map((one) => one.id)).size).toBe(all.length);
    expect(files.toSorted()).toEqual(Object.keys(floors).toSorted());
  });

  it.each(Object.entries(floors))("%s: no deed that was not asked for, and no step back", (file, floor) => {
    const result = score(file);
    console.log(tableOf([result]));
    console.log(result.wrong.join("\n"));
    expect(result.unsafe).toEqual([]);
    expect(result.rightIntents / result.sentences).toBeGreaterThanOrEqual(floor.intents);
    expect(result.filled === 0 ? 1 : result.rightSlots / result.filled).toBeGreaterThanOrEqual(floor.slots);
  });
});

const everyday = path.join(import.meta.dirname, "../../../../shared/data/chat-negatives.jsonl");

describeWithData(everyday, "everyday chat", () => {
  it("proposes no deed, and has nearly always nothing to say to it", () => {
    const parse = createParser({ actions, names });
    const texts = readFileSync(everyday, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { text: string }).text);
    const read = texts.map((text) => ({ text, intent: parse(text) }));
    const answered = read.filter(({ intent }) => intent.kind !== "none").map(({ text }) => text);
    console.log(`everyday chat: ${texts.length} lines, ${answered.length} not silent`);
    expect(read.filter(({ intent }) => deedsOf(intent).length > 0).map(({ text }) => text)).toEqual([]);
    console.log(answered.join("\n"));
    expect(answered.length).toBeLessThanOrEqual(texts.length / 500);
  });
});
