/** What people may write for a DNS record: stricter than any vendor, so that nothing surprising is ever planned. */
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { canonicalName } from "../../src/providers/dns-value.ts";
import { secondsIn, whole } from "../values.ts";

/** The types that may be changed here. The rest (SOA, DNSSEC) belongs to the name server. */
export const recordTypes = ["A", "AAAA", "CNAME", "TXT", "MX", "NS", "SRV", "CAA", "PTR"] as const;
export type RecordType = (typeof recordTypes)[number];

/** "300", "5m" and "auto" as numbers; anything else is left for the schema to refuse. */
function readTtl(value: unknown): unknown {
  return value === "auto" ? 1 : typeof value === "string" ? (secondsIn(value) ?? value) : value;
}
const readBoolean = (value: unknown): unknown => (value === "true" ? true : value === "false" ? false : value);
const upperCase = (value: unknown): unknown => (typeof value === "string" ? value.toUpperCase() : value);

/** The fields of an action's input, ready to be put into its schema. Values may come as strings. */
export const fields = {
  zone: z.string().trim().min(1).transform(canonicalName),
  /** Relative to the zone ("api", "@") or fully qualified. */
  name: z.string().trim().min(1).max(254),
  type: z.preprocess(upperCase, z.enum(recordTypes, `must be one of ${recordTypes.join(", ")}`)),
  value: z
    .string()
    .trim()
    .min(1)
    .max(4096)
    .refine((text) => !/\p{Cc}/u.test(text), "must be one line without control characters"),
  ttl: z.preprocess(
    readTtl,
    z
      .int("must be seconds, like 300 or 5m, or auto")
      .refine((ttl) => ttl === 1 || (ttl >= 60 && ttl <= 86_400), "must be 60 to 86400 seconds, or auto"),
  ),
  priority: whole(0, 65_535),
  proxied: z.preprocess(readBoolean, z.boolean("must be true or false")),
};

const label = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A host name of at least two labels (RFC 1123), or with `labels: 1` of one. Underscores are for services. */
export function isHostname(text: string, labels = 2): boolean {
  const name = canonicalName(text);
  const parts = name.split(".");
  return name.length <= 253 && parts.length >= labels && parts.every((part) => label.test(part));
}

/** The owner of a record: like a host name, but its first label may be the wildcard (RFC 4592). */
export const isOwner = (name: string): boolean => isHostname(name.startsWith("*.") ? name.slice(2) : name, 1);

/** The type that a value alone tells: an address or a host name. */
export function typeOf(value: string): RecordType | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(value)) return "A";
  if (isIpv6(value)) return "AAAA";
  return isHostname(value) ? "CNAME" : undefined;
}

/** No zone index ("fe80::1%eth0"): it means something on one machine only. */
const isIpv6 = (value: string): boolean => ipaddr.IPv6.isValid(value) && !value.includes("%");
const isAddress = (value: string): boolean => ipaddr.isValid(value);
const is16Bit = (text: string | undefined): boolean => /^\d{1,5}$/.test(text ?? "") && Number(text) <= 65_535;

/** Why this is no value of this type, or null. */
export function whyInvalid(type: RecordType, value: string): string | null {
  const parts = value.split(/\s+/);
  switch (type) {
    case "A":
      return ipaddr.IPv4.isValidFourPartDecimal(value) ? null : "an A record takes an IPv4 address like 203.0.113.10";
    case "AAAA":
      return isIpv6(value) ? null : "an AAAA record takes an IPv6 address like 2001:db8::1";
    case "CNAME":
    case "NS":
    case "PTR":
      return isHostname(value) && !isAddress(value) ? null : `a ${type} record takes a full host name`;
    case "MX":
      return value === "." || (isHostname(value) && !isAddress(value))
        ? null
        : "an MX record takes a full host name, and `priority` beside it";
    case "SRV":
      return parts.length === 3 && is16Bit(parts[0]) && is16Bit(parts[1]) && isHostname(parts[2] ?? "")
        ? null
        : "an SRV record takes weight, port and host name, and `priority` beside them";
    case "CAA":
      return /^\d{1,3}$/.test(parts[0] ?? "") &&
        Number(parts[0]) <= 255 &&
        /^[a-z0-9]+$/i.test(parts[1] ?? "") &&
        parts.length >= 3
        ? null
        : "a CAA record takes flags, tag and value, like 0 issue letsencrypt.org";
    case "TXT":
      return /(^|[^\\])(\\\\)*\\$/.test(value) ? "a text may not end in a lone backslash" : null;
  }
}
