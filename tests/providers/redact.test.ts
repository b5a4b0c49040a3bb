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

test("an address's password is found alone, unless it is no secret", () => {
  expect(through("password is p4ss/word", [], "postgres://bot:p4ss%2Fword@db/site")).toBe("password is [redacted]");
  expect(through("signalbox is ready", [], "postgres://signalbox:signalbox@db/site")).toBe("signalbox is ready");
});

test("JSON stays JSON, whatever a secret looks like", () => {
  const texts = ["ends in a backslash\\", 'quote " and \u2028', '","other":"', "12345678", "[1,2,3]"];
  for (const secret of texts) {
    const known = redactor(secret);
    const given = { a: `<${secret}>`, b: [secret, JSON.stringify({ deeper: secret })], n: 12_345_678, "c d": '"' };
    const shown = known.text(`${JSON.stringify(given)}\n`);
    expect(JSON.parse(shown)).toMatchObject({
      a: "<[redacted]>",
      b: ["[redacted]", expect.not.stringContaining(secret)],
    });
    expect(shown.endsWith("}\n")).toBe(true);
    expect(known.text(secret)).toBe("[redacted]");
  }
  const clean = '{ "as": "it was" }';
  expect(redactor("a secret").text(clean)).toBe(clean);
});

test("EX-18 100,000 random cuts, secrets of any characters that overlap: nothing of any spelling comes through", () => {
  // Few letters, so that secrets overlap one another and themselves; some take two, three or four bytes.
  const letters = fc.constantFrom("a", "b", "ä", "€", "🔑", "/", '"');
  const secret = fc.string({ unit: letters, minLength: 6, maxLength: 9 });
  const site = fc.array(secret, { minLength: 1, maxLength: 3 }).chain((secrets) => {
    const spelled = secrets.flatMap((one) => [
      one,
      JSON.stringify(one).slice(1, -1),
      encodeURIComponent(one),
      Buffer.from(one).toString("hex"),
      // The last character may hold bits of what follows.
      Buffer.from(one)
        .toString("base64")
        .slice(0, Math.floor((Buffer.byteLength(one) * 8) / 6)),
    ]);
    return fc.record({
      secrets: fc.constant(secrets),
      spelled: fc.constant(spelled),
      texts: fc.array(
        fc.array(fc.oneof(fc.constantFrom(...spelled), fc.string({ unit: letters, maxLength: 6 })), { maxLength: 8 }),
        { minLength: 10, maxLength: 10 },
      ),
      cuts: fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }), { minLength: 10, maxLength: 10 }),
    });
  });
  let cuts = 0;
  fc.assert(
    fc.property(site, (one) => {
      const known = redactor(...one.secrets);
      for (const parts of one.texts) {
        const bytes = Buffer.from(parts.join(""));
        for (const sizes of one.cuts) {
          const stream = known.stream();
          const shown: Buffer[] = [];
          let at = 0;
          for (const size of sizes) shown.push(stream.push(bytes.subarray(at, (at += size))));
          const text = Buffer.concat([...shown, stream.push(bytes.subarray(at)), stream.end()]).toString("latin1");
          cuts++;
          for (const form of one.spelled) {
            if (text.includes(Buffer.from(form).toString("latin1"))) throw new Error(`${form} came through: ${text}`);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(cuts).toBe(100_000);
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
