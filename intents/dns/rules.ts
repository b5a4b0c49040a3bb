/** What may be done to which record: rules that need the live zone, or a type that nobody said. */
import type { Zone } from "../../src/inventory.ts";
import { problem } from "../../src/problem.ts";
import type { Dns, DnsRecord } from "../../src/providers/dns.ts";
import { canonicalValue } from "../../src/providers/dns-value.ts";
import { fields, whyInvalid, type RecordType } from "./fields.ts";
import type { Where } from "./where.ts";

export const describe = (record: DnsRecord): string => `${record.type} ${record.value}`;

/** Checks that need the type; the schema cannot know it where it is left out. */
export function checkRecord(
  action: string,
  { zone, name }: Where,
  type: RecordType,
  {
    value,
    ttl,
    priority,
    proxied,
  }: {
    value?: string | undefined;
    ttl?: number | undefined;
    priority?: number | undefined;
    proxied?: boolean | undefined;
  },
): void {
  const bad = (field: string, why: string) => problem("BAD_INPUT", { action, field, why });
  const invalid = value === undefined ? null : whyInvalid(type, value);
  if (invalid !== null) throw bad("value", invalid);
  if (type === "NS" && name === zone.name) throw bad("type", "the zone's own NS records are kept by hand");
  if (type === "CNAME" && name === zone.name) throw bad("type", "the zone's own name cannot be a CNAME");
  if (priority !== undefined && type !== "MX" && type !== "SRV") throw bad("priority", `${type} records have none`);
  const vendor = zone.provider === "cloudflare";
  if (ttl === 1 && !vendor) throw bad("ttl", "only Cloudflare chooses one itself");
  if (proxied !== undefined && !vendor) throw bad("proxied", "only Cloudflare has a proxy");
  if (proxied && !["A", "AAAA", "CNAME"].includes(type)) throw bad("proxied", `${type} records cannot be`);
}

/** Exactly one of several, or a question that names them. */
export function chooseOne(action: string, field: string, candidates: readonly DnsRecord[]): DnsRecord | undefined {
  const [first, ...more] = candidates;
  if (more.length === 0) return first;
  const why = `${first?.name} has ${candidates.length} of them: ${candidates.map(describe).join(", ")}; say which`;
  throw problem("BAD_INPUT", { action, field, why });
}

/** The type where nobody said one: that of the only record there is. */
export function typeHere(action: string, live: readonly DnsRecord[]): RecordType {
  const types = [...new Set(live.map((record) => record.type))];
  const parsed = fields.type.safeParse(types[0]);
  if (types.length === 1 && parsed.success) return parsed.data;
  const why = types.length === 0 ? "say which, there is no such record yet" : `say which of ${types.join(", ")}`;
  throw problem("BAD_INPUT", { action, field: "type", why });
}

const isAddressLike = (type: string): boolean => type === "A" || type === "AAAA" || type === "CNAME";

/** Records at a name that may not stand beside this one (RFC 1034, 3.6.2: a CNAME stands alone). */
export const inTheWay = (live: readonly DnsRecord[], type: string): DnsRecord[] =>
  live.filter((record) => (record.type === "CNAME") !== (type === "CNAME"));

/** A CNAME may give way to an address and the reverse, if it is the only record there; anything else is in the way. */
export function replaceable(
  action: string,
  name: string,
  type: string,
  obstacles: readonly DnsRecord[],
): DnsRecord | undefined {
  const [only, ...more] = obstacles;
  if (!only) return undefined;
  if (more.length === 0 && isAddressLike(only.type) && isAddressLike(type)) return only;
  const why = `${name} already has ${obstacles.map(describe).join(", ")}, and a CNAME stands alone`;
  throw problem("BAD_INPUT", { action, field: "type", why });
}

/** A new record takes the TTL of the zone's SOA; Cloudflare, which shows none, chooses itself. */
export async function usualTtl(dns: Dns, zone: Zone): Promise<number> {
  if (zone.provider === "cloudflare") return 1;
  const [soa] = await dns.list({ name: zone.name, type: "SOA" });
  return Math.min(Math.max(soa?.ttl ?? 300, 60), 86_400);
}

export function recordOf(
  name: string,
  type: RecordType,
  { value, priority, proxied }: { value: string; priority?: number | undefined; proxied?: boolean | undefined },
  ttl: number,
): DnsRecord {
  return {
    name,
    type,
    value: canonicalValue(type, value),
    ttl,
    ...(priority === undefined || (type !== "MX" && type !== "SRV") ? {} : { priority }),
    ...(proxied ? { proxied } : {}),
  };
}

/** Throws Problem BAD_INPUT where the type needs a priority and there is none. */
export function needPriority(action: string, type: RecordType, priority: number | undefined): void {
  if (priority !== undefined || (type !== "MX" && type !== "SRV")) return;
  throw problem("BAD_INPUT", { action, field: "priority", why: `${type} records need one` });
}
