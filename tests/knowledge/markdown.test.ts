import { expect, it } from "vitest";
import { parseMarkdown } from "../../knowledge/markdown.ts";

it("gives up a text that would hold up all others", () => {
  const began = performance.now();
  expect(() => parseMarkdown("_a__ ".repeat(40_000), 200)).toThrow(/^its Markdown takes more than 0.2 s to read$/);
  expect(performance.now() - began).toBeLessThan(10_000);
});

it("reads the next one as if nothing had happened", () => {
  expect(parseMarkdown("# A\n\n*b*").children.map(({ type }) => type)).toEqual(["heading", "paragraph"]);
});
