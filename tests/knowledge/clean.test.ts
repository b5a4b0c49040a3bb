import * as fc from "fast-check";
import { expect, it } from "vitest";
import { clean, visible, withoutComments } from "../../knowledge/clean.ts";

it("takes out what draws nothing", () => {
  expect(visible("rm\u200b -rf \u202E/\u2066x\u2069 \u{E0041}\u00ad\ufeffend\u0007\r\nnext\ttab")).toBe(
    "rm -rf /x end\nnext\ttab",
  );
});

it("knows where each character stood", () => {
  const piece = fc.constantFrom(
    "a",
    "é",
    "😀",
    "\n",
    "\r\n",
    "\r",
    "\u200b",
    "\ufeff",
    "\u202e",
    "\u{E0041}",
    "\u0007",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const original = pieces.join("");
      const { text, origin } = clean(original);
      expect(text).toBe(visible(original));
      for (let at = 0; at < text.length; at++) {
        const there = original[origin(at)];
        expect(text[at]).toBe(there === "\r" ? "\n" : there);
      }
    }),
  );
});

it("takes out comments, also one that is never closed", () => {
  expect(withoutComments("<b>a</b><!-- x --><i><!--\ny --></i><!-- z")).toBe("<b>a</b><i></i>");
});
