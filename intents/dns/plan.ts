/** The plan of one change to one DNS record: the sentence, the change, the way back. */
import { commandOf } from "../../src/command.ts";
import type { Zone } from "../../src/inventory.ts";
import type { Change, Json, Plan } from "../../src/plan.ts";
import type { Dns, DnsRecord } from "../../src/providers/dns.ts";

export interface RecordChange {
  readonly dns: Dns;
  readonly zone: Zone;
  readonly before: DnsRecord | null;
  readonly after: DnsRecord | null;
}

export function planChange({ dns, zone, before, after }: RecordChange): Plan {
  const record = after ?? before;
  if (!record) throw new Error("a change of nothing");
  const inverse = inverseOf(zone.name, before, after);
  const kind: Change["kind"] = before === null ? "create" : after === null ? "delete" : "update";
  return {
    sentence: sentenceOf(before, after, dns.where),
    effect: kind === "delete" ? "destructive" : "write",
    resources: [
      { kind: "zone", id: zone.name, ...(zone.environment === undefined ? {} : { environment: zone.environment }) },
    ],
    changes: [
      {
        kind,
        subject: `${record.name} ${record.type}`,
        before: before && wordRecord(before, record.type),
        after: after && wordRecord(after, record.type),
      },
    ],
    facts: {
      targetCount: 1,
      everything: false,
      recordType: record.type,
      provider: zone.provider,
      apex: record.name === zone.name,
      wildcard: record.name.startsWith("*."),
    },
    undo: `Say \`${commandOf(inverse.action, inverse.params)}\` to undo it.`,
    inverse,
    checked: true,
    // Without keys that are undefined: JSON has none.
    data: JSON.parse(JSON.stringify({ zone: zone.name, before, after })) as Json,
  };
}

const wordTtl = (ttl: number): string => (ttl === 1 ? "automatic" : `${ttl} s`);

/** "203.0.113.10, TTL 300 s"; the type too where it differs from the one that the change is about. */
function wordRecord({ type, value, ttl, priority, proxied }: DnsRecord, about: string): string {
  const parts = [type === about ? value : `${type} ${value}`, `TTL ${wordTtl(ttl)}`];
  if (priority !== undefined) parts.push(`priority ${priority}`);
  if (proxied) parts.push("proxied");
  return parts.join(", ");
}

const pointed = new Set(["A", "AAAA", "CNAME"]);

function sentenceOf(before: DnsRecord | null, after: DnsRecord | null, where: string): string {
  if (!after) return `Delete ${before?.name} (${before?.type}), now ${before?.value}, from ${where}`;
  const subject = `${after.name} (${after.type})`;
  const points = pointed.has(after.type);
  if (!before) {
    return `Create ${subject} ${points ? "pointing at" : "with"} ${after.value} in ${where}; there is no such record yet`;
  }
  if (before.type === after.type && before.value === after.value) {
    return `Keep ${subject} at ${after.value} with ${differences(before, after)} in ${where}`;
  }
  const old = before.type === after.type ? before.value : `the ${before.type} ${before.value}`;
  const more = differences({ ...before, type: after.type }, after);
  return `${points ? "Point" : "Set"} ${subject} ${points ? "at" : "to"} ${after.value} instead of ${old}${more ? `, with ${more},` : ""} in ${where}`;
}

/** What differs besides the value. */
function differences(before: DnsRecord, after: DnsRecord): string {
  const parts: string[] = [];
  if (before.ttl !== after.ttl) parts.push(`TTL ${wordTtl(after.ttl)} instead of ${wordTtl(before.ttl)}`);
  if (before.priority !== after.priority) parts.push(`priority ${after.priority} instead of ${before.priority}`);
  if ((before.proxied ?? false) !== (after.proxied ?? false))
    parts.push(after.proxied ? "the proxy on" : "the proxy off");
  return parts.join(" and ");
}

/** The command that puts back exactly what was there. */
function inverseOf(zone: string, before: DnsRecord | null, after: DnsRecord | null): NonNullable<Plan["inverse"]> {
  const record = after ?? before;
  if (!record) throw new Error("a change of nothing");
  const { name } = record;
  if (!before) return { action: "dns.record.delete", params: { zone, name, type: record.type, value: record.value } };
  const { type, value, ttl, priority, proxied } = before;
  const wasProxied = proxied || after?.proxied ? { proxied: proxied ?? false } : {};
  const was = {
    value,
    // A proxied record has no TTL to say, and one outside what may be said came from elsewhere.
    ...(proxied || (ttl !== 1 && (ttl < 60 || ttl > 86_400)) ? {} : { ttl: ttl === 1 ? "auto" : ttl }),
    ...(priority === undefined ? {} : { priority }),
    ...wasProxied,
  };
  if (!after) return { action: "dns.record.create", params: { zone, name, type, ...was } };
  const old = type === after.type ? { old: after.value } : {};
  return { action: "dns.record.update", params: { zone, name, type, ...old, ...was } };
}
