/** What Cloudflare accepts as a DNS record, and which records it refuses beside one another. Codes are the vendor's. */
import { isIPv4, isIPv6 } from "node:net";

export interface StoredRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content?: string;
  readonly ttl: number;
  readonly proxied?: boolean;
  readonly priority?: number;
  readonly comment?: string;
  readonly data?: Readonly<Record<string, string | number>>;
}

interface Refusal {
  readonly code: number;
  readonly message: string;
}

const fields = new Set(["id", "name", "type", "content", "ttl", "proxied", "priority", "comment", "data", "tags"]);
const hostname = /^(?=.{1,253}$)([a-z0-9_*]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;

const refuse = (code: number, message: string): Refusal => ({ code, message });

export function invalid(record: StoredRecord, zone: string): Refusal | null {
  const unknown = Object.keys(record).find((key) => !fields.has(key));
  if (unknown) return refuse(9207, `unknown field ${unknown}`);
  const { name, type, content = "", ttl, proxied, priority, data } = record;
  if (name !== zone && !name.endsWith(`.${zone}`)) return refuse(9000, `DNS name ${name} is not in the zone`);
  if (!hostname.test(name)) return refuse(9000, "DNS name is invalid.");
  if (!Number.isInteger(ttl) || (ttl !== 1 && (ttl < 60 || ttl > 86_400))) {
    return refuse(9021, "Invalid TTL. Must be between 60 and 86400 seconds, or 1 for Automatic.");
  }
  if (proxied && !["A", "AAAA", "CNAME"].includes(type)) {
    return refuse(9004, "This record type cannot be proxied.");
  }
  if (type === "A" && !isIPv4(content)) return refuse(9005, "Content for A record must be a valid IPv4 address.");
  if (type === "AAAA" && !isIPv6(content)) return refuse(9006, "Content for AAAA record must be a valid IPv6 address.");
  if (["CNAME", "NS", "MX", "PTR"].includes(type) && !hostname.test(content)) {
    return refuse(9007, `Content for ${type} record is invalid.`);
  }
  if (type === "TXT" && !/^("(?:[^"\\]|\\.){0,1020}"\s*)+$/.test(content)) {
    return refuse(9106, "Content for TXT record must be quoted strings.");
  }
  if (type === "MX" && priority === undefined) return refuse(9101, "priority is a required data field.");
  if (type === "SRV" || type === "CAA") {
    const needed = type === "SRV" ? ["priority", "weight", "port", "target"] : ["flags", "tag", "value"];
    const missing = needed.find((key) => data?.[key] === undefined || data[key] === "");
    if (missing) return refuse(9101, `${missing} is a required data field.`);
  }
  return null;
}

const address = (type: string): boolean => type === "A" || type === "AAAA" || type === "CNAME";

export function conflictOf(record: StoredRecord, others: readonly StoredRecord[]): Refusal | null {
  const here = others.filter((other) => other.name === record.name);
  const same = here.find(
    (other) =>
      other.type === record.type &&
      other.content === record.content &&
      other.priority === record.priority &&
      JSON.stringify(other.data) === JSON.stringify(record.data),
  );
  if (same) return { code: 81_058, message: "An identical record already exists." };
  const clash = here.some(
    (other) => address(other.type) && address(record.type) && (other.type === "CNAME" || record.type === "CNAME"),
  );
  if (clash) return { code: 81_053, message: "An A, AAAA, or CNAME record with that host already exists." };
  return null;
}
