import * as fc from "fast-check";
import { expect, test } from "vitest";
import { createRedactor } from "../../src/providers/redact.ts";
import { Secret } from "../../src/secret.ts";

const redactor = (...values: string[]) => createRedactor(values.map((value, at) => new Secret(value, `env:S${at}`)));

/** The text in pieces of these sizes, and what comes out of them. */
function through(text: string, sizes: readonly number[], ...secrets: string[]): string {
  const stream = redactor(...secrets).stream();
  const bytes = Buffer.from(text);
  const shown: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    shown.push(stream.push(bytes.subarray(at, at + size)));
    at += size;
  }
  shown.push(stream.push(bytes.subarray(at)), stream.end());
  return Buffer.concat(shown).toString("utf8");
}

test.each([
  ["as it is", "token=hunter22!x;", "token=[redacted];"],
  ["twice", "hunter22!xhunter22!x", "[redacted]"],
  ["in hex", Buffer.from("hunter22!x").toString("hex"), "[redacted]"],
  ["in upper-case hex", Buffer.from("hunter22!x").toString("hex").toUpperCase(), "[redacted]"],
  ["nothing", "hunter2 is not it", "hunter2 is not it"],
])("a secret: %s", (_, text, expected) => {
  expect(through(text, [], "hunter22!x")).toBe(expected);
});

test("a secret is found as JSON, in an address and inside base64 of something longer", () => {
  const secret = 'pä"ss/wörd +1';
  const [raw, json, url] = [secret, JSON.stringify(secret), encodeURIComponent(secret)];
  const forms = [raw, json, url, url.toLowerCase(), url.replaceAll("%20", "+"), json.replaceAll("/", "\\/")];
  for (const form of forms) expect(through(`<${form}>`, [], secret)).toMatch(/^<"?\[redacted\]"?>$/);
  for (const before of ["", "a", "ab", "user:"]) {
    for (const encoding of ["base64", "base64url"] as const) {
      const text = Buffer.from(`${before}${secret}@host`).toString(encoding);
      expect(through(text, [], secret)).toContain("[redacted]");
    }
  }
});

test("two secrets that overlap leave nothing of either", () => {
  expect(through("xabcdefghijx", [3, 4], "abcdefg", "defghij")).toBe("x[redacted]x");
});

test("secrets too short to be found are named, not silently ignored", () => {
  expect(redactor("12345", "long enough").refused).toEqual(["env:S0"]);
  expect(through("12345", [], "12345")).toBe("12345");
});

test("however the stream is cut, no secret comes through and nothing else is lost", () => {
  const word = fc.stringMatching(/^[a-c]{6,9}$/);
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 3 }),
      fc.array(fc.oneof(fc.stringMatching(/^[a-d€]{0,6}$/), fc.nat(5)), { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { maxLength: 40 }),
      (secrets, parts, sizes) => {
        // The longest form decides how much is held back: here it is hex.
        const forms = secrets.flatMap((secret) => [secret, Buffer.from(secret).toString("hex")]);
        const text = parts.map((part) => (typeof part === "number" ? (forms[part] ?? "") : part)).join("");
        const shown = through(text, sizes, ...secrets);
        expect(shown).toBe(through(text, [], ...secrets));
        for (const form of forms) expect(shown).not.toContain(form);
        // Everything outside of the gaps is the text itself, in its order.
        let at = 0;
        for (const piece of shown.split("[redacted]")) {
          expect(text.indexOf(piece, at)).toBeGreaterThanOrEqual(at);
          at = text.indexOf(piece, at) + piece.length;
        }
      },
    ),
    { numRuns: 3000 },
  );
});
