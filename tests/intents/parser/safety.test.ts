import { assert, constantFrom, nat, property, string, stringMatching, tuple, type Arbitrary } from "fast-check";
import { describe, expect, it } from "vitest";
import * as english from "../../../intents/parser/guards/english.ts";
import { createParser } from "../../../intents/parser/index.ts";
import { actions, names } from "./catalog.ts";
import { deedsOf } from "./evals.ts";

const parse = createParser({ actions, names });
const orders = [
  "run clean-temp on web-1",
  "clean up temp files on localhost",
  "can you restart nginx on the web hosts",
  "point api.example.test at 203.0.113.10",
  "delete the A record of old.example.test",
  "add an A record for cdn.example.test with 203.0.113.20",
  "purge the cache for shop.example.test",
  "cancel r-8KQ2ZC7M",
  "restart checkout on web-1",
  "scale payments to 5 in prod",
  "roll back checkout to v2.3.0",
  "promote search from staging to prod",
  "silence HostDown for 2h",
  "block 203.0.113.7 for 1d",
  "unblock 198.51.100.0/24",
  "pull mistral:7b",
];
const order = constantFrom(...orders);
/** "hourly" and "tonight" ask for a playbook at another time, "rolling" for a way to restart: there they are heard. */
const deedsIn = (text: string) =>
  deedsOf(parse(text)).filter(({ action, params }) => action !== "playbook.schedule" && !("strategy" in params));

/** The order with something put in at one of the gaps between its words. */
const withWord = (word: Arbitrary<string>): Arbitrary<string> =>
  tuple(order, word, nat()).map(([text, inserted, place]) => {
    const parts = text.split(" ");
    return parts.toSpliced(place % (parts.length + 1), 0, inserted).join(" ");
  });

describe("an order", () => {
  it.each(orders)("“%s” is one", (text) => {
    expect(deedsIn(text)).toHaveLength(1);
  });

  const guards = [
    ...english.negation,
    ...english.exclusion,
    ...english.report,
    ...english.reported,
    // "every web host" is a scope; "every day" has its own sentence among the evals.
    ...english.conditional.filter((word) => word !== "every"),
    ...english.hypothetical,
    // "need a disk report on web-1" asks for one.
    ...english.uncertain.filter((word) => word !== "need" && word !== "want"),
    ...english.howTo,
    ...english.capability,
  ];
  it("is none with a word of doubt, denial, report or condition anywhere in it", () => {
    const passed = orders.flatMap((text) => {
      const parts = text.split(" ");
      return guards.flatMap((guard) =>
        Array.from({ length: parts.length + 1 }, (_, place) => parts.toSpliced(place, 0, guard).join(" ")),
      );
    });
    expect(passed.filter((text) => deedsIn(text).length > 0)).toEqual([]);
  });

  it("is none with any word in it that nobody can explain", () => {
    const unknown = stringMatching(/^[a-z]{4,12}$/).map((word) => `q${word}`);
    assert(
      property(withWord(unknown), (text) => {
        expect(deedsIn(text)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("is none with a further value that no parameter holds", () => {
    const values = constantFrom(
      "192.0.2.99",
      "10m",
      "7",
      "all of it",
      "10.0.0.0/8",
      "https://shop.example.test/x",
      "db-9",
      "staging",
    );
    assert(
      property(order, values, (text, value) => {
        // A value may only pass if it is really in what people approve.
        const held = (params: object): boolean =>
          JSON.stringify(params).includes(value) || (value === "all of it" && "scope" in params);
        const dropped = deedsIn(`${text} ${value}`).filter(({ params }) => !held(params));
        expect(dropped).toEqual([]);
      }),
    );
  });

  it.each([
    (text: string) => `"${text}"`,
    (text: string) => `\`${text}\``,
    (text: string) => `\`\`\`\n${text}\n\`\`\``,
    (text: string) => `> ${text}`,
    (text: string) => `what does "${text}" do?`,
    (text: string) => `bob: ${text}`,
    (text: string) => `${text}?`,
    (text: string) => `2026-11-20T10:00:00Z INFO ${text}`,
    (text: string) => `$ ${text}`,
    (text: string) => `${text} ${"and so on ".repeat(300)}`,
  ])("is none where it is quoted, pasted, asked or drowned (%#)", (wrap) => {
    for (const text of orders.filter((one) => !one.startsWith("can you"))) expect(deedsIn(wrap(text))).toEqual([]);
  });

  it("is none in a name that only looks like ours", () => {
    expect(deedsIn("point аpi.example.test at 203.0.113.10")).toEqual([]);
    expect(deedsIn("run clean-temp on wеb-1")).toEqual([]);
    expect(deedsIn("run clean-temp on web-1.evil.invalid")).toEqual([]);
  });

  it("survives what cannot be seen and how a keyboard spells", () => {
    for (const text of orders) {
      expect(deedsIn(`\u202e${text.replaceAll(" ", " \u200b")}`)).toEqual(deedsIn(text));
      expect(deedsIn(`  ${text.replaceAll(" ", "   ")}.`)).toEqual(deedsIn(text));
    }
  });
});

describe("any text whatever", () => {
  it("is read without an error and without a deed", () => {
    assert(
      property(string({ unit: "grapheme", maxLength: 300 }), (text) => {
        expect(deedsIn(text)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("is read at once, however long and however shaped", () => {
    const awkward = [
      '"',
      "`a ",
      "a,",
      ":",
      "a.",
      "wait, ",
      "if ",
      "{",
      "playbook.run a=",
      "run clean-temp on web-1 ",
      "<system ",
      "'",
    ];
    for (const piece of awkward) {
      const started = performance.now();
      parse(piece.repeat(20_000));
      const took = performance.now() - started;
      expect({ piece, slow: took > 500 }).toEqual({ piece, slow: false });
    }
  });

  it("that was cut for its length is no command, for the rest might have changed it", () => {
    expect(deedsIn(`playbook.run clean-temp localhost${" ".repeat(2000)}check=true`)).toEqual([]);
    expect(deedsIn(`run clean-temp on localhost${" ".repeat(2000)}as a dry run`)).toEqual([]);
  });
});
