import * as fc from "fast-check";
import { expect, it } from "vitest";
import { gapsOf } from "../../knowledge/gaps.ts";
import type { Past } from "../../src/providers/questions.ts";

let minutes = 0;
const past = (text: string, more: Partial<Past> = {}): Past => ({
  id: `k-${String((minutes += 61)).padStart(8, "0")}`,
  at: new Date(Date.UTC(2026, 10, 1) + minutes * 60_000).toISOString(),
  person: "ann",
  direct: false,
  text,
  audiences: [[]],
  about: null,
  confidence: 0.1,
  abstained: true,
  candidates: [],
  helped: 0,
  unhelpful: 0,
  ...more,
});
const candidate = (doc: string) => ({ doc, section: "Steps#steps", score: 0.4 });
const wordings = (all: readonly Past[]) => gapsOf(all, null).map(({ times, wording }) => [times, wording]);

const soon = (one: Past, later: number): string => new Date(Date.parse(one.at) + later).toISOString();

it("takes questions that ask the same in other words for one", () => {
  expect(
    wordings([
      past("how do I rotate the TLS certificates?"),
      past("rotating TLS certificates"),
      past("how do I rotate the logs?"),
      past("please, how can we rotate a TLS certificate"),
    ]),
  ).toEqual([
    [3, "please, how can we rotate a TLS certificate"],
    [1, "how do I rotate the logs?"],
  ]);
});

it("shows the commonest first, then the latest, each in its commonest wording", () => {
  expect(
    wordings([
      past("printer on fire"),
      past("vpn drops"),
      past("Kafka consumer lag!"),
      past("kafka consumer lag"),
      past("lag of the kafka consumer"),
    ]),
  ).toEqual([
    [3, "kafka consumer lag"],
    [1, "vpn drops"],
    [1, "printer on fire"],
  ]);
});

it("counts an answer as missing until it was sure or helped, and again once it did not help", () => {
  const sure = { abstained: false, confidence: 0.9 };
  const unsure = { abstained: false, confidence: 0.59 };
  expect(
    wordings([
      past("one apple", sure),
      past("two bananas", { ...unsure, helped: 1 }),
      past("three cherries", unsure),
      past("four dates", { ...sure, helped: 2, unhelpful: 1 }),
    ]).map(([, wording]) => wording),
  ).toEqual(["four dates", "three cherries"]);
});

it("takes another try at the same question for one, and the last for what came of it", () => {
  const first = past("vpn drops");
  const wider = { ...past("VPN drops?", { abstained: false, confidence: 0.9 }), at: soon(first, 20_000) };
  expect(wordings([first, wider])).toEqual([]);
  expect(wordings([first, { ...wider, abstained: true }])).toEqual([[1, "VPN drops?"]]);
  expect(wordings([first, { ...wider, person: "bob" }])).toEqual([[1, "vpn drops"]]);
  expect(wordings([first, { ...wider, abstained: true, at: soon(first, 3_600_001) }])).toEqual([[2, "VPN drops?"]]);
});

it("keeps questions without a telling word apart", () => {
  expect(wordings([past("what is it?"), past("why not"), past("why not?")])).toEqual([
    [2, "why not?"],
    [1, "what is it?"],
  ]);
});

it("names the runbook that came closest most often, to those who may read what its asker could", () => {
  const [one, two] = [{ candidates: [candidate("a/b.md"), candidate("c.md")] }, { candidates: [candidate("ab.md")] }];
  const all = [past("vpn drops", one), past("vpn drops", two), past("the vpn drops", one)];
  expect(gapsOf(all, null)).toMatchObject([{ closest: "a/b.md" }]);
  const by = (...audiences: string[][]) =>
    gapsOf(
      all.map((question) => ({ ...question, audiences })),
      { person: null, audiences: [["operator"]] },
    );
  expect(by(["operator"])).toMatchObject([{ closest: "a/b.md" }]);
  expect(by(["operator", "security"])).toMatchObject([{ closest: null }]);
  // In a channel of everybody, only what everybody may read was found.
  expect(by(["security"], [])).toMatchObject([{ closest: "a/b.md" }]);
  const inChannel = { person: null, audiences: [["operator"], []] };
  expect(
    gapsOf(
      all.map((question) => ({ ...question, audiences: [["operator"]] })),
      inChannel,
    ),
  ).toMatchObject([{ closest: null }]);
});

it("never shows what one other person asked alone, whatever else was asked", () => {
  const words = fc.constantFrom("vpn", "drops", "kafka", "lag", "disk", "full", "printer", "fire");
  const question = fc.record({
    text: fc.array(words, { minLength: 1, maxLength: 5 }).map((all) => all.join(" ")),
    person: fc.constantFrom("ann", "bob", "cat"),
    direct: fc.boolean(),
    unhelpful: fc.nat(1),
  });
  fc.assert(
    fc.property(fc.array(question, { maxLength: 30 }), (questions) => {
      const all = questions.map(({ text, ...more }, index) =>
        // Each wording is recognisable.
        past(`${text} ${more.person}${index}`, more),
      );
      const gaps = gapsOf(all, { person: "ann", audiences: [["operator"]] });
      expect(gaps.reduce((sum, { times }) => sum + times, 0)).toBe(all.length);
      for (const { wording, people } of gaps) {
        const shown = all.find(({ text }) => text === wording);
        const open = shown && (!shown.direct || shown.person === "ann" || people > 1);
        expect(wording === null || open).toBe(true);
      }
    }),
  );
});

it("finds the groups that comparing everything with everything finds", () => {
  const words = "apple banana cherry date elder fig grape hazel iris".split(" ");
  const question = fc.uniqueArray(fc.constantFrom(...words), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(fc.array(question, { maxLength: 40 }), (questions) => {
      const groups: { terms: Set<string>; size: number }[] = [];
      for (const terms of questions.map((all) => new Set(all))) {
        const alike = (other: Set<string>): number => terms.intersection(other).size / terms.union(other).size;
        const [best] = groups.toSorted((a, b) => alike(b.terms) - alike(a.terms));
        if (best && alike(best.terms) >= 0.6) best.size += 1;
        else groups.push({ terms, size: 1 });
      }
      const found = gapsOf(
        questions.map((all) => past(all.join(" "))),
        null,
      ).map(({ times }) => times);
      expect(found).toEqual(groups.map(({ size }) => size).toSorted((a, b) => b - a));
    }),
    { numRuns: 300 },
  );
});

it("compares five thousand questions in a second or two", () => {
  const all = Array.from({ length: 5000 }, (_, number) =>
    past(`deploy of shop${number % 900} with flag${number % 2500} fails at step${number}`),
  );
  const before = performance.now();
  const gaps = gapsOf(all, null);
  console.log(`${gaps.length} gaps of ${all.length} questions in ${Math.round(performance.now() - before)} ms`);
  expect(gaps.length).toBeGreaterThan(500);
  expect(performance.now() - before).toBeLessThan(10_000);
});
