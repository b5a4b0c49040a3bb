/** Changes one record of a master file and the SOA serial, and no other byte. Pure: text in, text out. */
import type { DnsRecord } from "./dns.ts";
import { quoteStrings, sameData, sameRecord } from "./dns-value.ts";
import { parseMasterFile, type Entry } from "./master-file.ts";

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The new text, or what stands in the way of it. */
export type Edited = { readonly text: string } | { readonly obstacle: "missing" | "exists" | "no SOA" };

/**
 * The text with `before` replaced by `after` (null creates or deletes) and a greater serial, or why that cannot be.
 * The result has been parsed again and holds exactly the records that it should.
 */
export function editMasterFile(
  text: string,
  zone: string,
  before: DnsRecord | null,
  after: DnsRecord | null,
  today: Date,
): Edited {
  const entries = parseMasterFile(text, zone);
  const soa = entries.find((entry) => entry.record.type === "SOA" && entry.record.name === zone);
  const serial = soa?.rdata[2];
  if (!soa || !serial) return { obstacle: "no SOA" };
  // The same record may stand there twice; name servers see it once, so both are meant.
  const matches = before ? entries.filter((entry) => sameRecord(entry.record, before)) : [];
  if (before && matches.length === 0) return { obstacle: "missing" };
  const others = entries.filter((entry) => !matches.includes(entry));
  if (after && others.some((entry) => sameData(entry.record, after))) return { obstacle: "exists" };

  const newSerial = String(nextSerial(Number(serial.text), today));
  const splices: Splice[] = [{ start: serial.start, end: serial.end, text: newSerial }];
  const wanted = new Map(entries.map((entry) => [entry, [entry.record]]));
  wanted.set(soa, [{ ...soa.record, value: soa.record.value.replace(/^(\S+ \S+) \d+/, `$1 ${newSerial}`) }]);
  const inPlace = after !== null && before?.name === after.name ? matches[0] : undefined;
  for (const entry of matches) {
    wanted.set(entry, []);
    if (entry !== inPlace) splices.push({ start: entry.start, end: entry.end, text: "" });
  }
  if (after && inPlace) {
    wanted.set(inPlace, [after]);
    splices.push(...rewrite(inPlace, after));
  } else if (after) {
    const anchor = entries.findLast((entry) => entry.record.name === after.name) ?? entries.at(-1) ?? soa;
    wanted.set(anchor, [...(wanted.get(anchor) ?? []), after]);
    splices.push({ start: anchor.end, end: anchor.end, text: insertion(after, anchor, text) });
  }
  return { text: settle(apply(text, splices), zone, [...wanted.values()].flat()) };
}

function apply(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((result, { start, end, text: piece }) => result.slice(0, start) + piece + result.slice(end), text);
}

/**
 * A line without its own owner or TTL takes over that of the line before it. Where that line was changed or removed,
 * the next one must now say for itself what it meant.
 */
function settle(text: string, zone: string, wanted: readonly DnsRecord[]): string {
  let result = text;
  for (let round = 0; round < 10; round++) {
    const entries = parseMasterFile(result, zone);
    const wrong = entries.findIndex((entry, index) => {
      const record = wanted[index];
      return !record || !sameRecord(entry.record, record);
    });
    const entry = entries[wrong];
    const record = wanted[wrong];
    if (!entry && entries.length === wanted.length) return result;
    if (!entry || !record) break;
    if (entry.owner === null && entry.record.name !== record.name) {
      const owner = relative(record.name, entry.origin);
      // As many blanks go as letters come, so that the columns stay.
      const blanks = /^ */.exec(result.slice(entry.start))?.[0].length ?? 0;
      const spare = Math.min(owner.length, Math.max(blanks - 1, 0));
      result = apply(result, [{ start: entry.start, end: entry.start + spare, text: owner }]);
    } else if (entry.ttl === null && entry.record.ttl !== record.ttl) {
      result = apply(result, [withTtl(entry, record.ttl)]);
    } else break;
  }
  throw new Error(`the edited zone file of ${zone} does not hold the records that it should`);
}

/**
 * A serial that secondaries take for newer (RFC 1982). A dated one (YYYYMMDDnn, RFC 1912 section 2.2) becomes today's
 * first unless it is that far already; any other grows by one. Zero is left out: some servers read it as "unset".
 */
export function nextSerial(serial: number, today: Date): number {
  const dated = Number(`${today.toISOString().slice(0, 10).replaceAll("-", "")}00`);
  const looksDated = /^(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d\d$/.test(String(serial));
  if (looksDated && dated > serial) return dated;
  return (serial + 1) % 2 ** 32 || 1;
}

/** A name as this place in the file would write it. */
function relative(name: string, origin: string): string {
  if (name === origin) return "@";
  return name.endsWith(`.${origin}`) ? name.slice(0, -origin.length - 1) : `${name}.`;
}

const dotted = (name: string): string => (name === "." ? name : `${name}.`);

/** The fields after the type, as we write them. */
function fieldsOf(record: DnsRecord): string[] {
  const fields = record.value.split(" ");
  switch (record.type) {
    case "CNAME":
    case "DNAME":
    case "NS":
    case "PTR":
      return [dotted(record.value)];
    case "MX":
      return [String(record.priority), dotted(record.value)];
    case "SRV":
      return [String(record.priority), ...fields.slice(0, 2), dotted(fields[2] ?? "")];
    case "TXT":
    case "SPF":
      return quoteStrings(record.value);
    case "CAA":
      return [...fields.slice(0, 2), `"${fields.slice(2).join(" ")}"`];
    default:
      return fields;
  }
}

const withTtl = (entry: Entry, ttl: number): Splice =>
  entry.ttl
    ? { start: entry.ttl.start, end: entry.ttl.end, text: String(ttl) }
    : { start: (entry.class ?? entry.type).start, end: (entry.class ?? entry.type).start, text: `${ttl} ` };

/** Field by field, so that comments and parentheses between the fields stay. */
function rewrite(entry: Entry, after: DnsRecord): Splice[] {
  const splices: Splice[] = [];
  if (after.ttl !== entry.record.ttl) splices.push(withTtl(entry, after.ttl));
  if (after.type !== entry.record.type) splices.push({ ...entry.type, text: after.type });
  const then = fieldsOf(entry.record);
  const now = fieldsOf(after);
  const oneToOne = now.length === entry.rdata.length && then.length === entry.rdata.length;
  entry.rdata.forEach((token, index) => {
    const { start, end } = token;
    if (!oneToOne) splices.push({ start, end, text: index === 0 ? now.join(" ") : "" });
    else if (then[index] !== now[index] || after.type !== entry.record.type) {
      splices.push({ start, end, text: now[index] ?? "" });
    }
  });
  return splices;
}

/** A new line after `anchor`, in its columns and with its line end. */
function insertion(record: DnsRecord, anchor: Entry, text: string): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const separator = anchor.end > 0 && text[anchor.end - 1] !== "\n" ? lineEnd : "";
  const owner = relative(record.name, anchor.origin);
  const head = text.slice(anchor.start, (anchor.ttl ?? anchor.class ?? anchor.type).start);
  const tabs = /[\t\n(]/.test(head);
  const ttl = record.ttl === anchor.defaultTtl ? "" : `${record.ttl} `;
  const cls = anchor.class ? "IN " : "";
  // "A   192.0.2.1" and "TXT  …": the data starts in the column where the anchor's does.
  const typeWidth = (anchor.rdata[0]?.start ?? anchor.type.end + 1) - anchor.type.start;
  const type = tabs ? `${record.type}\t` : `${record.type.padEnd(Math.min(typeWidth, 12) - 1)} `;
  const name = tabs ? `${owner}\t` : `${owner.padEnd(head.length - 1)} `;
  return `${separator}${name}${ttl}${cls}${type}${fieldsOf(record).join(" ")}${lineEnd}`;
}
