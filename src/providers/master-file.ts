/**
 * Reads a master file (RFC 1035 section 5, RFC 2308 section 4) and remembers where each field stands, so that an edit
 * can leave every other byte alone. Text is one character per byte (latin1): a file need not be UTF-8.
 */
import ipaddr from "ipaddr.js";
import type { DnsRecord } from "./dns.ts";
import { canonicalName, canonicalValue, joinStrings } from "./dns-value.ts";
import { logicalLines, MasterFileError, type Token } from "./master-file-lines.ts";

/** One record as it stands in the file. Offsets count from the start of the text. */
export interface Entry {
  readonly record: DnsRecord;
  /** Null: the line starts with a blank and takes the owner of the one before. */
  readonly owner: Token | null;
  readonly ttl: Token | null;
  readonly class: Token | null;
  readonly type: Token;
  readonly rdata: readonly Token[];
  /** The whole lines it fills, with the last line's end. */
  readonly start: number;
  readonly end: number;
  /** What relative names count from here, without trailing dot. */
  readonly origin: string;
  /** The $TTL in force here, seconds, if any. */
  readonly defaultTtl: number | null;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** "300", "1h30m" → seconds; null if it is no TTL. The units are BIND's, understood by every name server since. */
function ttlOf(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text);
  if (!/^(\d+[smhdw])+$/i.test(text)) return null;
  return [...text.matchAll(/(\d+)([smhdw])/gi)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit?.toLowerCase() ?? ""] ?? 0),
    0,
  );
}

/** A name as written → fully qualified, without trailing dot. */
function absolute(text: string, origin: string): string {
  if (text === "@") return origin;
  if (text === "." || /(?<!\\)\.$/.test(text)) return canonicalName(text);
  return origin === "." ? canonicalName(text) : `${canonicalName(text)}.${origin}`;
}

/** How many fields the data of a type has; types that are not here may have any number. */
const fieldCounts: Readonly<Record<string, number>> = {
  A: 1,
  AAAA: 1,
  CNAME: 1,
  DNAME: 1,
  NS: 1,
  PTR: 1,
  MX: 2,
  CAA: 3,
  SRV: 4,
  SOA: 7,
};

/** Priority, weight, port: 16 bits each. */
function number(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new RangeError(`${text} is no number up to 65535`);
  return Number(text);
}

/** The fields after the type, in our own spelling. Throws a RangeError that says what is wrong. */
function dataOf(type: string, rdata: readonly Token[], origin: string): Pick<DnsRecord, "value" | "priority"> {
  const expected = fieldCounts[type];
  if (expected !== undefined && rdata.length !== expected) {
    throw new RangeError(`${type} takes ${expected} fields, not ${rdata.length}`);
  }
  if (rdata.length === 0) throw new RangeError(`${type} has no data`);
  const fields = rdata.map((token) => token.text);
  const [first = "", second = "", third = "", fourth = ""] = fields;
  switch (type) {
    case "A":
      if (!ipaddr.IPv4.isValidFourPartDecimal(first)) throw new RangeError(`${first} is no IPv4 address`);
      return { value: first };
    case "AAAA":
      if (!ipaddr.IPv6.isValid(first)) throw new RangeError(`${first} is no IPv6 address`);
      return { value: canonicalValue(type, first) };
    case "CNAME":
    case "DNAME":
    case "NS":
    case "PTR":
      return { value: absolute(first, origin) };
    case "MX":
      return { priority: number(first), value: absolute(second, origin) };
    case "SRV":
      return { priority: number(first), value: `${number(second)} ${number(third)} ${absolute(fourth, origin)}` };
    case "TXT":
    case "SPF":
      return { value: joinStrings(fields) };
    case "CAA":
      return { value: `${first} ${second.toLowerCase()} ${joinStrings([third])}` };
    case "SOA": {
      const numbers = fields.slice(2).map((field, index) => {
        const value = index === 0 && !/^\d+$/.test(field) ? null : ttlOf(field);
        if (value === null || value > 0xffff_ffff) throw new RangeError(`${field} is no 32-bit number`);
        return value;
      });
      return { value: [absolute(first, origin), absolute(second, origin), ...numbers].join(" ") };
    }
    default:
      return { value: rdata.map((token) => (token.quoted ? `"${token.text}"` : token.text)).join(" ") };
  }
}

/** Every record of the file in order. Throws MasterFileError, with the line, for what it does not understand. */
export function parseMasterFile(text: string, zone: string): Entry[] {
  const entries: Entry[] = [];
  let origin = zone;
  let owner: string | null = null;
  let defaultTtl: number | null = null;
  let lastTtl: number | null = null;

  for (const { tokens, indented, start, end, line } of logicalLines(text)) {
    const fail = (why: string): never => {
      throw new MasterFileError(line, why);
    };
    const [head] = tokens;
    if (!head) continue;
    if (!indented && !head.quoted && head.text.startsWith("$")) {
      const directive = head.text.toUpperCase();
      const argument = tokens[1]?.text;
      if (directive !== "$ORIGIN" && directive !== "$TTL") fail(`${directive} is not supported`);
      if (argument === undefined || tokens.length > 2) return fail(`${directive} takes one value`);
      if (directive === "$ORIGIN") origin = absolute(argument, origin);
      else defaultTtl = ttlOf(argument) ?? fail(`${argument} is no TTL`);
      continue;
    }

    let next = indented ? 0 : 1;
    if (!indented) owner = absolute(head.text, origin);
    let ttl: Token | null = null;
    let cls: Token | null = null;
    for (let token = tokens[next]; token && !token.quoted; token = tokens[++next]) {
      if (!ttl && ttlOf(token.text) !== null) ttl = token;
      else if (!cls && /^(IN|CH|HS|CS)$/i.test(token.text)) cls = token;
      else break;
    }
    if (owner === null) return fail("the first record has no owner");
    if (cls && cls.text.toUpperCase() !== "IN") fail(`class ${cls.text} is not supported`);
    const typeToken = tokens[next];
    if (!typeToken) return fail("a record type is missing");
    if (typeToken.quoted || !/^[a-z][a-z0-9-]*$/i.test(typeToken.text)) fail(`${typeToken.text} is no record type`);
    const type = typeToken.text.toUpperCase();
    const rdata = tokens.slice(next + 1);

    let data: Pick<DnsRecord, "value" | "priority">;
    try {
      data = dataOf(type, rdata, origin);
    } catch (error) {
      if (error instanceof RangeError) return fail(error.message);
      throw error;
    }
    if (ttl) lastTtl = ttlOf(ttl.text);
    // RFC 2308, 4: without $TTL the last stated TTL counts; BIND lets the first SOA's minimum stand in for both.
    else if (defaultTtl === null && lastTtl === null && type === "SOA") lastTtl = Number(data.value.split(" ").at(-1));
    const seconds: number | null = ttl ? ttlOf(ttl.text) : (defaultTtl ?? lastTtl);
    if (seconds === null) return fail("there is neither a TTL here nor a $TTL before");
    const record = { name: owner, type, ...data, ttl: seconds };
    entries.push({
      record,
      owner: indented ? null : head,
      ttl,
      class: cls,
      type: typeToken,
      rdata,
      start,
      end,
      origin,
      defaultTtl,
    });
  }
  return entries;
}
