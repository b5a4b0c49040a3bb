import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DnsRecord } from "../../src/providers/dns.ts";
import { canonicalValue, sameRecord } from "../../src/providers/dns-value.ts";
import { editMasterFile, nextSerial } from "../../src/providers/master-file-edit.ts";
import { MasterFileError } from "../../src/providers/master-file-lines.ts";
import { parseMasterFile } from "../../src/providers/master-file.ts";

const zone = "example.test";
const today = new Date("2026-11-20T23:30:00Z");
const records = (text: string) => parseMasterFile(text, zone).map((entry) => entry.record);
const edit = (text: string, before: DnsRecord | null, after: DnsRecord | null): string => {
  const edited = editMasterFile(text, zone, before, after, today);
  if ("obstacle" in edited) throw new Error(edited.obstacle);
  return edited.text;
};
const of = (text: string, name: string, index = 0): DnsRecord => {
  const record = records(text).filter((one) => one.name === name)[index];
  if (!record) throw new Error(`no ${name}`);
  return record;
};
const plain = (text: string) =>
  records(text)
    .filter((record) => record.type !== "SOA")
    .map((record) => JSON.stringify(record));
const lines = (text: string) => text.split("\n").filter((one) => !one.includes(" SOA "));
const comments = (one: string) => one.match(/;[ -~]*/g)?.length ?? 0;
const unquoted = (text: string) => comments(text.replaceAll(/"[^"\n]*"/g, ""));
const soa = "@ 300 IN SOA ns1 hostmaster 7 1h 10m 1w 5m\n";

/** One zone with everything that makes master files hard. */
const wild = `; the zone of the example
$TTL 1h30m
$ORIGIN EXAMPLE.test.
@  IN  SOA ns1 host\\.master ( ; who answers
        41      ; serial
        1h 10m  ; refresh, retry
        1w 5m ) ; expire, minimum
   NS   ns1 ; same owner as above
        NS ns2.example.test.
ns1 300 IN A 192.0.2.53 ; class after TTL
ns2 IN 300 a 192.0.2.54 ; class before it
txt TXT ( "one; not a comment" ; but this is
          "two \\"quoted\\"" )
    TXT plain
$ORIGIN sub.example.test.
www A 192.0.2.80
@   MX 10 mail ; relative to sub
\\@at A 192.0.2.81
`;

describe("reading a master file", () => {
  it("understands origins, defaults, blank owners, parentheses, comments, quotes and units", () => {
    expect(records(wild)).toEqual([
      {
        name: "example.test",
        type: "SOA",
        value: "ns1.example.test host\\.master.example.test 41 3600 600 604800 300",
        ttl: 5400,
      },
      { name: "example.test", type: "NS", value: "ns1.example.test", ttl: 5400 },
      { name: "example.test", type: "NS", value: "ns2.example.test", ttl: 5400 },
      { name: "ns1.example.test", type: "A", value: "192.0.2.53", ttl: 300 },
      { name: "ns2.example.test", type: "A", value: "192.0.2.54", ttl: 300 },
      { name: "txt.example.test", type: "TXT", value: 'one; not a commenttwo \\"quoted\\"', ttl: 5400 },
      { name: "txt.example.test", type: "TXT", value: "plain", ttl: 5400 },
      { name: "www.sub.example.test", type: "A", value: "192.0.2.80", ttl: 5400 },
      { name: "sub.example.test", type: "MX", value: "mail.sub.example.test", priority: 10, ttl: 5400 },
      { name: "\\@at.sub.example.test", type: "A", value: "192.0.2.81", ttl: 5400 },
    ]);
  });

  it("without $TTL takes the last stated one, and the SOA's minimum before any", () => {
    const text = "@ IN SOA ns1 h 1 2 3 4 77\na A 192.0.2.1\nb 60 A 192.0.2.2\nc A 192.0.2.3\n";
    expect(records(text).map((record) => record.ttl)).toEqual([77, 77, 60, 60]);
  });

  it.each([
    ["$INCLUDE other", /line 2: \$INCLUDE is not supported/],
    ["$GENERATE 1-9 h$ A 192.0.2.$", /line 2: \$GENERATE is not supported/],
    ["$TTL soon", /line 2: soon is no TTL/],
    ["a IN A 192.0.2.300", /line 2: 192\.0\.2\.300 is no IPv4 address/],
    ["a IN A 192.0.2.1 192.0.2.2", /line 2: A takes 1 fields, not 2/],
    ["a CH A 192.0.2.1", /line 2: class CH is not supported/],
    ["a IN 192.0.2.1", /line 2: 192\.0\.2\.1 is no record type/],
    ["a IN", /line 2: a record type is missing/],
    ['a TXT "no end', /line 2: a quoted string has no end/],
    ["a TXT ( x", /line 2: an opening parenthesis is never closed/],
    ["a TXT x )", /line 2: a closing parenthesis/],
    ["a MX mail", /line 2: MX takes 2 fields/],
    ["a MX high mail", /line 2: high is no number/],
  ])("refuses %s and says where", (line, why) => {
    expect(() => records(`${soa}${line}\n`)).toThrow(MasterFileError);
    expect(() => records(`${soa}${line}\n`)).toThrow(why);
  });
});

describe("editing a master file", () => {
  it("keeps comments between the strings of one record", () => {
    const txt = of(wild, "txt.example.test");
    const text = edit(wild, txt, { ...txt, value: "new" });
    expect(text).toBe(
      wild
        .replace("41 ", "42 ")
        .replace('"one; not a comment" ;', '"new" ;')
        .replace('          "two \\"quoted\\"" )', "           )"),
    );
  });

  it("gives the next line the owner that it took from a deleted one, in the same column", () => {
    const txt = of(wild, "txt.example.test");
    const text = edit(wild, txt, null);
    expect(text).toContain("txt TXT plain\n");
    expect(text).not.toContain("quoted");
    expect(records(text)).toContainEqual(of(wild, "txt.example.test", 1));
  });

  it("gives the next line the TTL that it took from a changed or deleted one", () => {
    const text = "@ 300 SOA ns1 h 1 2 3 4 77\nb 60 A 192.0.2.2\nc A 192.0.2.3\nd A 192.0.2.4\n";
    const b = of(text, "b.example.test");
    expect(edit(text, b, null)).toBe("@ 300 SOA ns1 h 2 2 3 4 77\nc 60 A 192.0.2.3\nd A 192.0.2.4\n");
    expect(edit(text, b, { ...b, ttl: 90 })).toBe(
      "@ 300 SOA ns1 h 2 2 3 4 77\nb 90 A 192.0.2.2\nc 60 A 192.0.2.3\nd A 192.0.2.4\n",
    );
  });

  it("adds a record beside those of its name, in their columns, relative to the origin in force", () => {
    const www: DnsRecord = { name: "www.sub.example.test", type: "A", value: "192.0.2.99", ttl: 5400 };
    expect(edit(wild, null, www)).toContain("www A 192.0.2.80\nwww A 192.0.2.99\n@   MX");
    const fresh: DnsRecord = { name: "new.example.test", type: "CNAME", value: "www.sub.example.test", ttl: 60 };
    expect(edit(wild, null, fresh)).toMatch(/new\.example\.test\. +60 CNAME www\.sub\.example\.test\.\n$/);
  });

  it("keeps CRLF, tabs, and a last line without an end", () => {
    const text = "@\t300\tSOA\tns1 h 1 2 3 4 77\r\na\t300\tA\t192.0.2.1";
    const b: DnsRecord = { name: "b.example.test", type: "A", value: "192.0.2.2", ttl: 60 };
    expect(edit(text, null, b)).toBe("@\t300\tSOA\tns1 h 2 2 3 4 77\r\na\t300\tA\t192.0.2.1\r\nb\t60 A\t192.0.2.2\r\n");
  });

  it("a record that stands there twice is changed as one", () => {
    const text = `${soa}a A 192.0.2.1 ; first\na A 192.0.2.1 ; second\n`;
    const a = of(text, "a.example.test");
    expect(edit(text, a, { ...a, value: "192.0.2.2" })).toBe(`${soa.replace(" 7 ", " 8 ")}a A 192.0.2.2 ; first\n`);
  });

  it("a serial grows as secondaries understand it", () => {
    expect(nextSerial(2026112001, today)).toBe(2026112002);
    expect(nextSerial(2026111907, today)).toBe(2026112000);
    expect(nextSerial(2026112099, today)).toBe(2026112100);
    expect(nextSerial(2031010100, today)).toBe(2031010101);
    expect(nextSerial(41, today)).toBe(42);
    expect(nextSerial(2 ** 32 - 1, today)).toBe(1);
    // RFC 1982: newer means at most 2^31 - 1 ahead.
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (serial) => {
        const ahead = (nextSerial(serial, today) - serial + 2 ** 32) % 2 ** 32;
        expect(ahead).toBeGreaterThan(0);
        expect(ahead).toBeLessThan(2 ** 31);
      }),
    );
  });
});

describe("any master file, any edit", () => {
  const label = fc.stringMatching(/^[a-z]([a-z0-9-]{0,6}[a-z0-9])?$/);
  const blank = fc.constantFrom(" ", "  ", "\t", "     ");
  const comment = fc.oneof({ weight: 3, arbitrary: fc.constant("") }, fc.stringMatching(/^ ;[ -~]{0,12}$/));
  const data = fc.oneof(
    fc.ipV4().map((ip) => ["A", ip]),
    fc.ipV6().map((ip) => ["AAAA", ip.includes(".") ? "::1" : ip]),
    label.map((name) => ["CNAME", `${name}.example.net.`]),
    fc.tuple(fc.nat(99), label).map(([priority, name]) => ["MX", `${priority} ${name}`]),
    fc.stringMatching(/^[ !#-[\]-~]{0,20}$/).map((text) => ["TXT", `"${text}"`]),
    fc
      .array(fc.stringMatching(/^[!#-'*-:<-[\]-~]{1,5}$/), { minLength: 1, maxLength: 3 })
      .map((words) => ["TXT", `( ${words.join("\n  ")} )`]),
  );
  const line = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(
          fc.oneof(label, fc.constantFrom("@", "", "")),
          blank,
          fc.constantFrom("", "60 ", "1h ", "IN ", "IN 30 ", "2m IN "),
          data,
          comment,
        )
        .map(([owner, gap, middle, [type, rdata], end]) => `${owner}${gap}${middle}${type} ${rdata}${end}`),
    },
    fc.stringMatching(/^;[ -~]{0,10}$/),
    fc.constantFrom("", "   ", "$TTL 120", "$TTL 1d", "$ORIGIN sub.example.test.", "$ORIGIN example.test."),
  );
  const file = fc
    .tuple(fc.constantFrom("", "$TTL 300\n"), fc.array(line, { maxLength: 12 }), fc.constantFrom("\n", "\r\n"))
    .map(([head, rows, end]) => `${head}${soa}${rows.map((one) => `${one}\n`).join("")}`.replaceAll("\n", end));
  const fresh = fc.oneof(
    fc.record({
      name: fc.constantFrom("new.example.test", "example.test", "a.sub.example.test"),
      type: fc.constant("A"),
      value: fc.ipV4(),
      ttl: fc.constantFrom(60, 120, 300),
    }),
    fc.record({
      name: fc.constant("new.example.test"),
      type: fc.constant("TXT"),
      value: fc
        .string({ unit: "binary", maxLength: 300 })
        .map((text) => canonicalValue("TXT", `"${text.replaceAll(/["\\\n]/g, "x")}"`)),
      ttl: fc.constant(60),
    }),
  );

  it("deleting takes its own lines out, names at most one heir, and touches nothing else", () => {
    fc.assert(
      fc.property(file, fc.nat(), (text, seed) => {
        const all = parseMasterFile(text, zone).filter((entry) => entry.record.type !== "SOA");
        const entry = all[seed % Math.max(all.length, 1)];
        fc.pre(entry !== undefined);
        const same = all.filter((one) => JSON.stringify(one.record) === JSON.stringify(entry.record));
        const result = edit(text, entry.record, null);
        const expected = plain(text).filter((one) => one !== JSON.stringify(entry.record));
        expect(plain(result)).toEqual(expected);
        fc.pre(same.length === 1);
        const rest = lines(text.slice(0, entry.start) + text.slice(entry.end));
        const now = lines(result);
        expect(now).toHaveLength(rest.length);
        expect(now.filter((one, index) => one !== rest[index]).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 500 },
    );
  });

  it("adding adds one line and names at most one heir", () => {
    fc.assert(
      fc.property(file, fresh, (text, record) => {
        fc.pre(
          !records(text).some(
            (one) => one.name === record.name && one.type === record.type && one.value === record.value,
          ),
        );
        const result = edit(text, null, record);
        expect(plain(result).toSorted()).toEqual(
          [
            ...plain(text),
            JSON.stringify({ name: record.name, type: record.type, value: record.value, ttl: record.ttl }),
          ].toSorted(),
        );
        expect(lines(result)).toHaveLength(lines(text).length + 1);
        expect(plain(edit(result, record, null))).toEqual(plain(text));
      }),
      { numRuns: 500 },
    );
  });

  it("changing changes its own lines and names at most one heir", () => {
    fc.assert(
      fc.property(file, fc.nat(), fresh, (text, seed, { type, value, ttl }) => {
        const all = parseMasterFile(text, zone).filter((entry) => entry.record.type !== "SOA");
        const entry = all[seed % Math.max(all.length, 1)];
        fc.pre(entry !== undefined);
        const after = { name: entry.record.name, type, value, ttl };
        fc.pre(
          !all.some((one) => one.record.name === after.name && one.record.type === type && one.record.value === value),
        );
        const result = edit(text, entry.record, after);
        const [before, wanted] = [JSON.stringify(entry.record), JSON.stringify(after)];
        expect(new Set(plain(result))).toEqual(new Set(plain(text).map((one) => (one === before ? wanted : one))));
        // The same record twice is one record: the other line goes, and what was noted on it.
        const others = all.filter((one) => one !== entry && sameRecord(one.record, entry.record));
        const [, ...gone] = [entry, ...others].toSorted((a, b) => a.start - b.start);
        const lost = gone.reduce((sum, one) => sum + unquoted(text.slice(one.start, one.end)), 0);
        expect(unquoted(result)).toBe(unquoted(text) - lost);
      }),
      {
        numRuns: 500,
        examples: [
          [
            "@ 300 IN SOA ns1 hostmaster 7 1h 10m 1w 5m\na AAAA ::1\n AAAA ::1 ;\n",
            0,
            { name: "new.example.test", type: "TXT", value: "", ttl: 60 },
          ],
        ],
      },
    );
  });
});
