/** The records of one DNS zone. Two implementations: a master file (RFC 1035) and Cloudflare. */
import type { Config } from "../config.ts";
import type { Inventory } from "../inventory.ts";
import { problem } from "../problem.ts";
import { cloudflare } from "./cloudflare.ts";
import { zoneFile } from "./zone-file.ts";

export interface DnsRecord {
  /** Fully qualified, lower case, no trailing dot. */
  readonly name: string;
  /** "A", "AAAA", "CNAME", "TXT", "MX", … */
  readonly type: string;
  /** In presentation format without quotes or trailing dot, as `canonicalValue` spells it: "203.0.113.10". */
  readonly value: string;
  /** Seconds; 1 means "automatic" at Cloudflare. */
  readonly ttl: number;
  /** MX and SRV only. */
  readonly priority?: number;
  /** Cloudflare only. */
  readonly proxied?: boolean;
}

export interface Dns {
  readonly zone: string;
  /** Where this lives, for cards: "zone file example.test.zone" or "Cloudflare". */
  readonly where: string;
  list(filter?: { readonly name?: string; readonly type?: string }): Promise<readonly DnsRecord[]>;
  /**
   * Replaces exactly `before` with `after`; null creates or deletes. The change is all or nothing. Throws Problem
   * RECORD_MISSING or RECORD_EXISTS if the zone no longer looks like `before`, and Lost (action.ts) if nobody can know
   * whether it happened. `note` is kept with the record where the place has room for it.
   */
  replace(before: DnsRecord | null, after: DnsRecord | null, note?: string): Promise<void>;
}

/** The records of a zone of the inventory, wherever they live. Throws Problem UNKNOWN_ZONE, NOT_CONFIGURED or PROVIDER_FAILED. */
export function createDns(
  config: Pick<Config, "cloudflare">,
  inventory: Pick<Inventory, "zones">,
): (zone: string) => Promise<Dns> {
  const { token, api_url: apiUrl } = config.cloudflare;
  const vendor = cloudflare({ token, apiUrl });
  return async (name) => {
    const zone = inventory.zones.find((candidate) => candidate.name === name);
    if (!zone) throw problem("UNKNOWN_ZONE", { name });
    return zone.provider === "file" && zone.file ? zoneFile({ zone: name, file: zone.file }) : vendor.dns(name);
  };
}
