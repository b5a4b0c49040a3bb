/** Dns and Cache over Cloudflare's API v4. docs/cloudflare.md says which rights the token needs. */
import type { Cloudflare } from "cloudflare";
import { isProblem, problem } from "../problem.ts";
import type { Cache, Purge } from "./cache.ts";
import { cloudflareClient, type CloudflareClient, type CloudflareSettings, type Look } from "./cloudflare-client.ts";
import type { Dns, DnsRecord } from "./dns.ts";
import { canonicalName, canonicalValue, quoteStrings, sameData, sameRecord } from "./dns-value.ts";

/** What we read of a record; the package's own type is a union of twenty. */
interface VendorRecord {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content?: string;
  readonly ttl: number;
  readonly priority?: number;
  readonly proxied?: boolean;
  readonly data?: Readonly<Record<string, string | number>>;
}

export interface CloudflareZones {
  /** Throws Problem NOT_CONFIGURED without a token, PROVIDER_FAILED if the token does not see the zone. */
  dns(zone: string): Promise<Dns>;
  cache(zone: string): Promise<Cache>;
}

export function cloudflare(settings: CloudflareSettings): CloudflareZones {
  const client = cloudflareClient(settings);
  const ids = new Map<string, string>();

  const idOf = async (zone: string): Promise<string> => {
    const known = ids.get(zone);
    if (known !== undefined) return known;
    const page = await client.read((api) => api.zones.list({ name: zone }));
    const id = page.result.find((candidate) => candidate.name === zone)?.id;
    if (id === undefined) {
      const why = `the token in cloudflare.token sees no zone ${zone}; give it Zone.Zone Read for it`;
      throw problem("PROVIDER_FAILED", { provider: "Cloudflare", why });
    }
    ids.set(zone, id);
    return id;
  };

  return {
    dns: async (zone) => zoneRecords(client, zone, await idOf(zone)),
    cache: async (zone) => zoneCache(client, zone, await idOf(zone)),
  };
}

const pageSize = 500;

function zoneRecords(client: CloudflareClient, zone: string, zoneId: string): Dns {
  const find = async (filter: { readonly name?: string; readonly type?: string }): Promise<VendorRecord[]> => {
    const found: VendorRecord[] = [];
    for (let number = 1; ; number++) {
      const page = await client.read((api) =>
        api.dns.records.list({
          zone_id: zoneId,
          page: number,
          per_page: pageSize,
          ...(filter.name === undefined ? {} : { name: { exact: filter.name } }),
          ...(filter.type === undefined
            ? {}
            : { type: filter.type as NonNullable<Cloudflare.DNS.RecordListParams["type"]> }),
        }),
      );
      const records = page.result as VendorRecord[];
      found.push(...records);
      if (records.length < pageSize) return found;
    }
  };

  const list: Dns["list"] = async (filter = {}) => (await find(filter)).map(fromVendor);

  /** Whether the zone looks like `after`, still like `before`, or like neither. */
  const look = async (before: DnsRecord | null, after: DnsRecord | null): Promise<Look> => {
    const names = new Set([before, after].flatMap((record) => (record ? [record.name] : [])));
    const live = (await Promise.all([...names].map((name) => list({ name })))).flat();
    const there = (record: DnsRecord | null): boolean => record !== null && live.some((one) => sameRecord(one, record));
    if (there(before)) return "not done";
    if (after === null || there(after)) return "done";
    return before === null ? "not done" : "something else";
  };

  const replace: Dns["replace"] = async (before, after, note) => {
    const types = { zone_id: zoneId } as const;
    const comment = note ? { comment: note.slice(0, 100) } : {};
    let id: string | undefined;
    if (before) {
      const live = await find({ name: before.name, type: before.type });
      id = live.find((record) => sameRecord(fromVendor(record), before))?.id;
      if (id === undefined) throw problem("RECORD_MISSING", { name: before.name, type: before.type, zone });
    }
    if (after && !(before && sameData(before, after))) {
      const live = await list({ name: after.name, type: after.type });
      if (live.some((record) => sameData(record, after))) throw problem("RECORD_EXISTS", { ...after });
    }
    await client.write(
      (api) => {
        if (!after) return api.dns.records.delete(id ?? "", types);
        const fields = toVendor(after);
        if (id === undefined) {
          return api.dns.records.create({ ...types, ...fields, ...comment } as Cloudflare.DNS.RecordCreateParams);
        }
        // A person's own comment and tags stay: they are not among the fields.
        if (before?.name === after.name && before.type === after.type) {
          return api.dns.records.edit(id, { ...types, ...fields } as Cloudflare.DNS.RecordEditParams);
        }
        const batch = { deletes: [{ id }], posts: [{ ...fields, ...comment }] };
        return api.dns.records.batch({ ...types, ...batch } as Cloudflare.DNS.RecordBatchParams);
      },
      () => look(before, after),
    );
  };

  return { zone, where: "Cloudflare", list, replace };
}

/** Only these can go through Cloudflare's proxy. */
const proxiable = new Set(["A", "AAAA", "CNAME"]);

function fromVendor({ name, type, content = "", ttl, priority, proxied, data }: VendorRecord): DnsRecord {
  const common = { name: canonicalName(name), type, ttl, ...(proxied ? { proxied } : {}) };
  const text = (key: string): string => String(data?.[key] ?? "");
  if (type === "SRV" && data) {
    const value = canonicalValue(type, `${text("weight")} ${text("port")} ${text("target")}`);
    return { ...common, value, priority: Number(data["priority"] ?? priority) };
  }
  if (type === "CAA" && data) {
    return { ...common, value: canonicalValue(type, `${text("flags")} ${text("tag")} "${text("value")}"`) };
  }
  const value = canonicalValue(type, content);
  return type === "MX" && priority !== undefined ? { ...common, value, priority } : { ...common, value };
}

/** The fields of a record in the API's form. */
function toVendor(record: DnsRecord): Record<string, unknown> {
  const { name, type, ttl, value, priority } = record;
  const common = { name, type, ttl, ...(proxiable.has(type) ? { proxied: record.proxied ?? false } : {}) };
  const fields = value.split(" ");
  switch (type) {
    case "TXT":
      return { ...common, content: quoteStrings(value).join(" ") };
    case "MX":
      return { ...common, content: value, priority };
    case "SRV": {
      const [weight, port, target] = fields;
      return { ...common, data: { priority, weight: Number(weight), port: Number(port), target } };
    }
    case "CAA": {
      const [flags, tag, ...rest] = fields;
      return { ...common, data: { flags: Number(flags), tag, value: rest.join(" ") } };
    }
    default:
      return { ...common, content: value };
  }
}

/** Items per purge request, on every plan. */
const purgeSize = 100;

function zoneCache(client: CloudflareClient, zone: string, zoneId: string): Cache {
  // Purging twice does no harm, so a purge whose answer got lost is simply sent again.
  const send = (what: object): Promise<void> =>
    client.write(
      (api) => api.cache.purge({ zone_id: zoneId, ...what }),
      async () => "not done",
    );

  return {
    zone,
    where: "Cloudflare",
    purge: async (purge) => {
      if (purge.scope === "everything") return send({ purge_everything: true });
      const { key, items } = itemsOf(purge);
      if (items.length === 0) throw new RangeError("a purge of nothing");
      for (let from = 0; from < items.length; from += purgeSize) {
        try {
          await send({ [key]: items.slice(from, from + purgeSize) });
        } catch (error) {
          if (from === 0 || !isProblem(error)) throw error;
          const why = `the first ${from} of ${items.length} were purged, then: ${error.sentence}`;
          throw problem("PROVIDER_FAILED", { provider: "Cloudflare", why });
        }
      }
    },
  };
}

function itemsOf(purge: Exclude<Purge, { scope: "everything" }>): { key: string; items: readonly string[] } {
  switch (purge.scope) {
    case "urls":
      return { key: "files", items: purge.urls };
    case "tags":
      return { key: "tags", items: purge.tags };
    case "hosts":
      return { key: "hosts", items: purge.hosts };
    case "prefixes":
      return { key: "prefixes", items: purge.prefixes };
  }
}
