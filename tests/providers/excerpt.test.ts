import * as fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt } from "../../src/providers/excerpt.ts";
import { createRedactor } from "../../src/providers/redact.ts";
import { Secret } from "../../src/secret.ts";

test("an excerpt is one line, and whole if it is short", () => {
  expect(excerpt(" no\n\tsuch   zone\u0000", 20)).toBe("no such zone");
  expect(excerpt("one two three", 9)).toBe("one two …");
});

test("EX-18 wherever a text is cut, no part of a secret is left at its end", () => {
  const secret = "xoxb-1f0e-9a7c-of-the-bot";
  const redactor = createRedactor([new Secret(secret, "test")]);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 120 }), (before, most) => {
      const shown = redactor.text(excerpt(`${"word ".repeat(before)}Bearer ${secret} was refused`, most));
      expect(shown).not.toContain("xoxb");
    }),
  );
});
