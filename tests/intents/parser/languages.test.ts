import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { finderOf } from "../../../intents/parser/find/index.ts";
import * as english from "../../../intents/parser/guards/english.ts";
import { foreignness, type Foreign } from "../../../intents/parser/guards/language.ts";
import { createParser } from "../../../intents/parser/index.ts";
import { normalise } from "../../../intents/parser/normalise.ts";
import { splitProvenance } from "../../../intents/parser/provenance.ts";
import { wordsOf, type Word } from "../../../intents/parser/words.ts";
import { describeWithData } from "../../servers/needs.ts";
import { actions, names } from "./catalog.ts";
import { deedsOf, files, sentencesIn, type Labelled } from "./evals.ts";

const parse = createParser({ actions, names });
const find = finderOf(names);
const silent = { text: "", lower: "" };

/** What the guards are told of a sentence: its words without names and quotations. */
function heard(text: string): Foreign | null {
  const words = wordsOf(splitProvenance(normalise(text)));
  const mentions = find(words).filter(({ slot }) =>
    /^(?:host|group|service|zone|playbook|alert|request|name)$/.test(slot),
  );
  const spoken = words.map((word, at): Word => {
    const isName = mentions.some((one) => one.from <= at && at < one.to);
    return word.quote || isName ? { ...silent, pause: word.pause } : word;
  });
  return foreignness(words.flatMap((word) => (word.quote ? [] : [word.text])).join(" "), spoken);
}

const rows = sentencesIn("languages.jsonl");
const tongues = [...new Set(rows.map((row) => row.tag))];
const of = (kind: Labelled["expect"]["kind"]): Labelled[] => rows.filter((row) => row.expect.kind === kind);
const textsWhere = (some: readonly Labelled[], test: (foreign: Foreign | null) => boolean): string[] =>
  some.map((row) => row.text).filter((text) => test(heard(text)));

describe("a sentence in another language", () => {
  it("stands among the labelled ones in nine of them, about as often in each", () => {
    expect(tongues).toHaveLength(9);
    for (const tongue of tongues) expect(rows.filter((row) => row.tag === tongue).length).toBeGreaterThanOrEqual(28);
  });

  it("never proposes a deed", () => {
    expect(rows.filter((row) => deedsOf(parse(row.text)).length > 0)).toEqual([]);
  });

  it("that orders a change sounds like an order, and like no denial", () => {
    expect(textsWhere(of("clarify"), (foreign) => !foreign?.orders || foreign.denies)).toEqual([]);
  });

  it("that denies or reports does not sound like an order", () => {
    expect(textsWhere(of("none"), (foreign) => foreign?.orders ?? false)).toEqual([]);
  });

  it("that asks how, or says what is wrong, sounds like a question", () => {
    expect(textsWhere(of("ask"), (foreign) => !foreign?.asks)).toEqual([]);
  });

  it("that asks to be shown something sounds like neither", () => {
    expect(textsWhere(of("act"), (foreign) => foreign?.sense !== "look")).toEqual([]);
  });

  it.each(tongues)("is known for what it is: %s", (tongue) => {
    // Small talk may be too short to tell; it wants nothing in any language.
    const own = rows.filter((row) => row.tag === tongue && row.expect.kind !== "none");
    expect(own.filter((row) => heard(row.text)?.language !== tongue).map((row) => row.text)).toEqual([]);
  });
});

describe("English and another language mixed", () => {
  it.each([
    "bitte restart checkout auf web-1",
    "bitte run clean-temp auf web-1",
    "por favor run clean-temp en web-1",
    "run clean-temp sur web-1 s'il te plaît",
    "per favore run clean-temp su web-1",
    "run clean-temp op web-1 alsjeblieft",
    "run clean-temp on web-1 пожалуйста",
    "run clean-temp on web-1 してください",
    "请 run clean-temp on web-1",
    "run clean-temp on web-1, bitte nicht",
    "run clean-temp on web-1 nicht",
    "run clean-temp on web-1, pas maintenant",
    "purge the cache for shop.example.test, pero no todavía",
  ])("is no order: %s", (text) => {
    expect(deedsOf(parse(text))).toEqual([]);
  });
});

describe("an accent that the keyboard lacks", () => {
  it.each([
    ["redemarre nginx sur web-1", "french"],
    ["loesche den cache von shop.example.test", "german"],
    ["anade un registro A para cdn.example.test", "spanish"],
    ["nao reinicie o nginx na web-1", "portuguese"],
  ])("changes nothing: %s", (text, language) => {
    expect(heard(text)).toMatchObject({ language, orders: !text.startsWith("nao") });
  });

  it("that is there tells what was done from what is to be done", () => {
    expect(heard("reinicié nginx en web-1")).toMatchObject({ sense: "report" });
    expect(heard("reinicie nginx en web-1")).toMatchObject({ sense: "order" });
    expect(heard("j'ai redémarré nginx sur web-1")).toMatchObject({ sense: "report" });
  });
});

describe("English", () => {
  /** Rows of the other files that hold another language on purpose. */
  const notEnglish =
    /[^ -~…’“”—–‑→]|\b(?:bitte|zeige|wie|starte|comment|ejecuta|lance|esegui|voer|reinicia|herstart|svuota|limpe|vide|lösche|limpies)\b/;

  it("is never taken for another language: the labelled sentences", () => {
    const texts = files.filter((file) => file !== "languages.jsonl").flatMap(sentencesIn);
    const plain = texts
      .filter((row) => !tongues.includes(row.tag))
      .map((row) => row.text)
      .filter((text) => !notEnglish.test(text.toLowerCase()));
    expect(plain.length).toBeGreaterThan(texts.length * 0.9);
    expect(plain.filter((text) => heard(text))).toEqual([]);
  });

  it("is never taken for another language: what the guards and actions listen for", () => {
    const phrases = [
      ...Object.values(english).flat(),
      ...actions.flatMap((action) => action.frames.flatMap((frame) => frame.triggers)),
    ];
    expect(phrases.filter((phrase) => heard(`${phrase} web-1`))).toEqual([]);
  });
});

const everyday = path.join(import.meta.dirname, "../../../../shared/data/chat-negatives.jsonl");

describeWithData(everyday, "everyday chat in English", () => {
  it("is never taken for another language", () => {
    const texts = readFileSync(everyday, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { text: string }).text);
    expect(texts.filter((text) => heard(text))).toEqual([]);
  });
});
