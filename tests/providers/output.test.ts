import * as fc from "fast-check";
import { expect, test } from "vitest";
import { collector, lines, plain, visible } from "../../src/providers/output.ts";

test("what steers a terminal or turns text around is taken out", () => {
  expect(plain("\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\r\nnext\ttab\u0000\u202eabc")).toBe(
    "red link\nnext\ttababc",
  );
});

test("in a single value it is written out instead, so that two names never look the same", () => {
  expect(visible("a\nb\u001b\u202e")).toBe(String.raw`a\nb\u001b\u202e`);
  expect(visible(String.raw`a\nb`)).toBe(String.raw`a\\nb`);
});

test("short output is kept whole", () => {
  const kept = collector(100);
  kept.add(Buffer.from("one\n"));
  kept.add(Buffer.from("two\n"));
  expect(kept.output()).toEqual({ text: "one\ntwo\n", bytes: 8, cut: false });
});

test("of long output the first and the last lines are kept, and how much there was", () => {
  const kept = collector(20);
  for (let at = 0; at < 1000; at++) kept.add(Buffer.from(`line ${at}\n`));
  const { text, bytes, cut } = kept.output();
  expect([bytes, cut]).toEqual([8890, true]);
  expect(text).toBe("line 0\nline 1\n\n[… 8858 bytes left out …]\nline 998\nline 999\n");
});

test("no character is cut in two, and memory stays bounded", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 9 }), { maxLength: 60 }), (parts) => {
      const kept = collector(16);
      for (const part of parts) kept.add(Buffer.from(part));
      const { text, bytes } = kept.output();
      expect(text).not.toContain("\ufffd");
      expect(bytes).toBe(Buffer.byteLength(parts.join("")));
      expect(Buffer.byteLength(text)).toBeLessThan(100);
    }),
  );
});

test("lines are shown as they become whole, whatever the chunks, and an endless one is shown in parts", () => {
  const shown: string[] = [];
  const feed = lines((line) => shown.push(line));
  for (const byte of Buffer.from("grün\r\n\n\u001b[1mbold\nlast")) feed.add(Buffer.from([byte]));
  expect(shown).toEqual(["grün", "bold"]);
  feed.end();
  expect(shown).toEqual(["grün", "bold", "last"]);
  feed.add(Buffer.alloc(10_000, "x"));
  expect(shown.at(-1)).toHaveLength(2000);
});
