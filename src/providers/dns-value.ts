/**
 * One spelling for the names and values of DNS records, so that what a person wrote, what a master file says and what
 * a vendor answers can be compared. RFC 1035 section 5.1 (escapes), RFC 4343 (case), RFC 5952 (IPv6).
 */
import { domainToASCII } from "node:url";
import ipaddr from "ipaddr.js";
import type { DnsRecord } from "./dns.ts";

/** Lower case, no trailing dot, international names in Punycode. The root stays ".". */
export function canonicalName(text: string): string {
  const name = text.trim();
  if (name === ".") return name;
  const ascii = /[^ -~]/.test(name) ? domainToASCII(name) || name : name;
  return ascii.toLowerCase().replace(/(?<!\\)\.$/, "");
}

/** The bytes that one character string stands for: `\"` and `\065` are undone. One character is one byte. */
function unescape(text: string): string {
  return text.replaceAll(/\\(\d{3}|.)/gs, (_, code: string) =>
    code.length === 3 ? String.fromCharCode(Number(code) & 0xff) : code,
  );
}

/** The reverse: printable ASCII as it is, `"` and `\` behind a backslash, every other byte as `\DDD`. */
function escape(bytes: string): string {
  return bytes
    .replaceAll(/["\\]/g, (character) => `\\${character}`)
    .replaceAll(/[^ -~]/g, (character) => `\\${String(character.charCodeAt(0)).padStart(3, "0")}`);
}

/** One text out of the character strings of a TXT record; where the strings were cut has no meaning (RFC 7208, 3.3). */
export const joinStrings = (strings: readonly string[]): string => escape(strings.map(unescape).join(""));

/** The text of a TXT record as quoted character strings of at most 255 bytes each. */
export function quoteStrings(text: string): string[] {
  const pieces = unescape(text).match(/[^]{1,255}/g) ?? [""];
  return pieces.map((piece) => `"${escape(piece)}"`);
}

/** `"one" "two"` as its strings; text without quotes is one string. */
function splitStrings(text: string): string[] {
  // One character per byte from here on, as in a master file.
  const bytes = Buffer.from(text.trim(), "utf8").toString("latin1");
  if (!bytes.startsWith('"')) return [bytes];
  return [...bytes.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((match) => match[1] ?? "");
}

const lastIsName = (fields: readonly string[]): string =>
  [...fields.slice(0, -1), canonicalName(fields.at(-1) ?? "")].join(" ");

/** The value in its one spelling. Text that is no valid value of this type comes back trimmed. */
export function canonicalValue(type: string, value: string): string {
  const fields = value.trim().split(/\s+/);
  switch (type) {
    case "A":
    case "AAAA":
      return ipaddr.isValid(value.trim()) ? ipaddr.parse(value.trim()).toString() : value.trim();
    case "CNAME":
    case "DNAME":
    case "NS":
    case "PTR":
    case "MX":
      return canonicalName(value);
    case "SRV":
      return lastIsName(fields);
    case "TXT":
    case "SPF":
      return joinStrings(splitStrings(value));
    case "CAA": {
      const [flags = "", tag = ""] = fields;
      const rest = value.trim().slice(value.trim().indexOf(tag, flags.length) + tag.length);
      return `${flags} ${tag.toLowerCase()} ${joinStrings(splitStrings(rest))}`;
    }
    default:
      return fields.join(" ");
  }
}

/** The same data at the same name, whatever the TTL. DNS knows no two such records (RFC 2181, 5). */
export const sameData = (a: DnsRecord, b: DnsRecord): boolean =>
  a.name === b.name && a.type === b.type && a.value === b.value && a.priority === b.priority;

/** The same in everything that a plan shows. */
export const sameRecord = (a: DnsRecord, b: DnsRecord): boolean =>
  sameData(a, b) && a.ttl === b.ttl && (a.proxied ?? false) === (b.proxied ?? false);
