/** What every implementation of the Dns port promises. Each runs this same suite over its own real place. */
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Dns, DnsRecord } from "../../src/providers/dns.ts";

export interface Place {
  /** Records of example.test, besides SOA and NS: one A record, api → 192.0.2.10, TTL 300. */
  readonly dns: Dns;
  readonly close: () => Promise<void>;
}

const api: DnsRecord = { name: "api.example.test", type: "A", value: "192.0.2.10", ttl: 300 };

const samples: readonly DnsRecord[] = [
  { name: "a.example.test", type: "A", value: "192.0.2.1", ttl: 300 },
  { name: "a.example.test", type: "A", value: "192.0.2.2", ttl: 300 },
  { name: "six.example.test", type: "AAAA", value: "2001:db8::1", ttl: 600 },
  { name: "www.example.test", type: "CNAME", value: "cdn.example.net", ttl: 3600 },
  { name: "*.wild.example.test", type: "A", value: "192.0.2.3", ttl: 300 },
  { name: "example.test", type: "MX", value: "mail.example.test", ttl: 300, priority: 10 },
  { name: "example.test", type: "TXT", value: "v=spf1 include:_spf.example.net ~all", ttl: 300 },
  { name: "_dmarc.example.test", type: "TXT", value: String.raw`v=DMARC1; p=none; \"x\" \\ \195\188`, ttl: 300 },
  { name: "key._domainkey.example.test", type: "TXT", value: `v=DKIM1; p=${"A".repeat(600)}`, ttl: 300 },
  { name: "_sip._tcp.example.test", type: "SRV", value: "5 5060 sip.example.test", ttl: 300, priority: 10 },
  { name: "example.test", type: "CAA", value: "0 issue letsencrypt.org", ttl: 300 },
];

export function dnsContract(name: string, open: () => Promise<Place>): void {
  describe(`the Dns contract: ${name}`, () => {
    let place: Place;
    let dns: Dns;
    beforeAll(async () => {
      place = await open();
      dns = place.dns;
    });
    afterAll(() => place.close());

    it("knows its zone and says where it lives", () => {
      expect(dns.zone).toBe("example.test");
      expect(dns.where).toMatch(/Cloudflare|zone file/);
    });

    it("lists by name, by type, and nothing for what is not there", async () => {
      expect(await dns.list({ name: "api.example.test" })).toEqual([api]);
      expect(await dns.list({ name: "api.example.test", type: "A" })).toEqual([api]);
      expect(await dns.list({ name: "api.example.test", type: "TXT" })).toEqual([]);
      expect(await dns.list({ name: "nobody.example.test" })).toEqual([]);
    });

    it.each(samples)("creates $type $name and reads it back in the same words", async (record) => {
      await dns.replace(null, record);
      expect(await dns.list({ name: record.name, type: record.type })).toContainEqual(record);
    });

    it("refuses to create what is there, whatever the TTL", async () => {
      const before = await dns.list();
      await expect(dns.replace(null, { ...api, ttl: 60 })).rejects.toMatchObject({ code: "RECORD_EXISTS" });
      expect(await dns.list()).toEqual(before);
    });

    it("changes exactly one of several records at a name", async () => {
      const [first, second] = samples as readonly [DnsRecord, DnsRecord];
      const changed = { ...first, value: "192.0.2.7", ttl: 120 };
      await dns.replace(first, changed);
      const there = await dns.list({ name: first.name });
      expect(there).toHaveLength(2);
      expect(there).toEqual(expect.arrayContaining([changed, second]));
      await dns.replace(changed, first);
    });

    it("changes a TTL alone", async () => {
      await dns.replace(api, { ...api, ttl: 60 });
      expect(await dns.list({ name: api.name })).toEqual([{ ...api, ttl: 60 }]);
      await dns.replace({ ...api, ttl: 60 }, api);
    });

    it("refuses to change what is not as planned", async () => {
      const before = await dns.list();
      const stale = { ...api, value: "192.0.2.99" };
      await expect(dns.replace(stale, { ...api, value: "192.0.2.11" })).rejects.toMatchObject({
        code: "RECORD_MISSING",
      });
      const otherTtl = { ...api, ttl: 299 };
      await expect(dns.replace(otherTtl, null)).rejects.toMatchObject({ code: "RECORD_MISSING" });
      expect(await dns.list()).toEqual(before);
    });

    it("refuses to turn one record into another that is there", async () => {
      const [first, second] = samples as readonly [DnsRecord, DnsRecord];
      await expect(dns.replace(first, second)).rejects.toMatchObject({ code: "RECORD_EXISTS" });
      expect(await dns.list({ name: first.name })).toHaveLength(2);
    });

    it("turns a CNAME into an address in one move", async () => {
      const cname: DnsRecord = { name: "www.example.test", type: "CNAME", value: "cdn.example.net", ttl: 3600 };
      const address: DnsRecord = { name: "www.example.test", type: "A", value: "192.0.2.80", ttl: 3600 };
      await dns.replace(cname, address);
      expect(await dns.list({ name: cname.name })).toEqual([address]);
      await dns.replace(address, cname);
      expect(await dns.list({ name: cname.name })).toEqual([cname]);
    });

    it("moves a record to another name in one move", async () => {
      const moved = { ...api, name: "api2.example.test" };
      await dns.replace(api, moved);
      expect(await dns.list({ name: api.name })).toEqual([]);
      expect(await dns.list({ name: moved.name })).toEqual([moved]);
      await dns.replace(moved, api);
    });

    it.each(samples)("deletes $type $name and nothing else", async (record) => {
      const before = await dns.list();
      await dns.replace(record, null);
      const after = await dns.list();
      expect(after).not.toContainEqual(record);
      const rest = before.filter((one) => !isDeepStrictEqual(one, record) && one.type !== "SOA");
      expect(after.filter((one) => one.type !== "SOA")).toEqual(rest);
    });

    it("refuses to delete what is gone", async () => {
      const [first] = samples as readonly [DnsRecord];
      await expect(dns.replace(first, null)).rejects.toMatchObject({ code: "RECORD_MISSING" });
    });
  });
}
