/** The records of one DNS zone. Two implementations: a master file (RFC 1035) and Cloudflare. */

export interface DnsRecord {
  /** Fully qualified, lower case, no trailing dot. */
  readonly name: string;
  /** "A", "AAAA", "CNAME", "TXT", "MX", … */
  readonly type: string;
  /** In presentation format without quotes or trailing dot: "203.0.113.10". */
  readonly value: string;
  /** Seconds. */
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
   * RECORD_MISSING or RECORD_EXISTS if the zone no longer looks like `before`.
   */
  replace(before: DnsRecord | null, after: DnsRecord | null): Promise<void>;
}
