import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Lost } from "../../src/action.ts";
import { isProblem } from "../../src/problem.ts";
import { createCache } from "../../src/providers/cache.ts";
import { cloudflare, type CloudflareZones } from "../../src/providers/cloudflare.ts";
import { createDns, type DnsRecord } from "../../src/providers/dns.ts";
import { Secret } from "../../src/secret.ts";
import { dnsContract } from "../contracts/dns.ts";
import { description } from "../fakes/cloudflare/openapi.ts";
import { fakeCloudflare, type FakeCloudflare } from "../fakes/cloudflare/server.ts";
import { describeWithData } from "../servers/needs.ts";

const zone = "example.test";
const api: DnsRecord = { name: "api.example.test", type: "A", value: "192.0.2.10", ttl: 300 };
const moved: DnsRecord = { ...api, value: "203.0.113.10" };

const start = async (): Promise<FakeCloudflare> => {
  const fake = await fakeCloudflare([zone, "shop.example.test"]);
  fake.add(zone, { name: api.name, type: "A", content: api.value, ttl: 300, proxied: false });
  return fake;
};
const over = (fake: FakeCloudflare, timeoutMs = 5000): CloudflareZones =>
  cloudflare({ token: new Secret(fake.token, "test"), apiUrl: fake.url, timeoutMs });

dnsContract("Cloudflare", async () => {
  const fake = await start();
  return { dns: await over(fake).dns(zone), close: () => fake.stop() };
});

describe("Cloudflare", () => {
  let fake: FakeCloudflare;
  let vendor: CloudflareZones;
  const writes = () => fake.calls.filter((call) => call.method !== "GET");
  const live = () => fake.records(zone).filter((record) => record.name === api.name);

  beforeEach(async () => {
    fake = await start();
    vendor = over(fake);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    const wrong = fake.calls.flatMap((call) => call.wrong);
    if (wrong.length > 0) throw new Error(`the requests were not as the vendor wants them: ${wrong.join("; ")}`);
    await fake.stop();
  });

  describe("when the answer to a change gets lost", () => {
    it("a create that was made is found by looking, and made once", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "POST", how: { kind: "reset", after: true } });
      await dns.replace(null, { ...api, name: "new.example.test" });
      expect(writes()).toHaveLength(1);
      expect(fake.records(zone).filter((record) => record.name === "new.example.test")).toHaveLength(1);
    });

    it("a create that was not made is made on the second attempt", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "POST", how: { kind: "reset", after: false } });
      await dns.replace(null, { ...api, name: "new.example.test" });
      expect(writes()).toHaveLength(2);
      expect(fake.records(zone).filter((record) => record.name === "new.example.test")).toHaveLength(1);
    });

    it("an update that came through late is not sent again", async () => {
      const dns = await over(fake, 300).dns(zone);
      fake.fail({ method: "PATCH", how: { kind: "slow", ms: 2000 } });
      await dns.replace(api, moved);
      expect(writes()).toHaveLength(1);
      expect(live()).toMatchObject([{ content: moved.value }]);
    });

    it("a delete that was made is not an error", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "DELETE", how: { kind: "reset", after: true } });
      await dns.replace(api, null);
      expect(writes()).toHaveLength(1);
      expect(live()).toEqual([]);
    });

    it("an answer cut short or without a result is looked behind", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "PATCH", how: { kind: "answer", body: '{"success": true, "resu' } });
      await dns.replace(api, moved);
      fake.fail({ method: "PATCH", how: { kind: "answer", body: '{"success": true, "errors": []}' } });
      await dns.replace(moved, api);
      expect(writes()).toHaveLength(2);
      expect(live()).toMatchObject([{ content: api.value }]);
    });

    it("nobody claims to know if looking fails too", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "PATCH", how: { kind: "reset", after: true } });
      // The first look, before the change, works; those after it do not.
      const before = fake.calls.length;
      fake.fail({ method: "GET", times: 0, how: { kind: "status", status: 500 } });
      const change = dns.replace(api, moved);
      await vi.waitFor(() => expect(fake.calls.slice(before).some((call) => call.method === "PATCH")).toBe(true), {
        interval: 1,
      });
      fake.fail({ method: "GET", times: 3, how: { kind: "status", status: 500 } });
      await expect(change).rejects.toBeInstanceOf(Lost);
      expect(writes()).toHaveLength(1);
    });
  });

  describe("when it refuses", () => {
    it("HTTP 200 with success: false is an error with the vendor's words, code and ray, and is not repeated", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "PATCH", how: { kind: "soft", code: 1234, message: "quota exceeded" } });
      await expect(dns.replace(api, moved)).rejects.toMatchObject({
        code: "PROVIDER_FAILED",
        sentence: "Cloudflare answered with an error: quota exceeded (code 1234, cf-ray 8f00ba4-TST).",
      });
      expect(writes()).toHaveLength(1);
      expect(live()).toMatchObject([{ content: api.value }]);
    });

    it("a list that is null is no empty zone", async () => {
      const dns = await vendor.dns(zone);
      const body = '{"success": true, "errors": [], "messages": [], "result": null}';
      fake.fail({ method: "GET", times: 3, how: { kind: "answer", body } });
      await expect(dns.list()).rejects.toMatchObject({ code: "PROVIDER_FAILED" });
    });

    it("a wrong token says what the token needs, and shows none of it", async () => {
      const wrong = cloudflare({ token: new Secret("token-of-somebody-else", "test"), apiUrl: fake.url });
      const error: unknown = await wrong.dns(zone).catch((caught: unknown) => caught);
      expect(isProblem(error) && error.sentence).toContain("needs Zone.DNS Edit");
      expect(inspect(error, { depth: 10 })).not.toContain("token-of-somebody-else");
      expect(isProblem(error) && error.sentence).toContain("Bearer [secret]");
    });

    it("a zone that the token does not see is named", async () => {
      await expect(vendor.dns("example.com")).rejects.toThrow(/sees no zone example\.com/);
    });

    it("without a token it says which setting is missing", async () => {
      const config = { cloudflare: { token: null } };
      const zones = [{ name: "shop.example.test", provider: "cloudflare" as const }];
      await expect(createDns(config, { zones })("shop.example.test")).rejects.toMatchObject({
        code: "NOT_CONFIGURED",
      });
      await expect(createCache(config, { zones })("shop.example.test")).rejects.toThrow(/cloudflare\.token/);
      await expect(createDns(config, { zones })("example.org")).rejects.toMatchObject({ code: "UNKNOWN_ZONE" });
    });

    it("a long Retry-After is told, not waited for", async () => {
      const dns = await vendor.dns(zone);
      fake.fail({ method: "PATCH", how: { kind: "status", status: 429, retryAfter: 240 } });
      await expect(dns.replace(api, moved)).rejects.toThrow(/wait 240 s/);
      expect(writes()).toHaveLength(1);
    });
  });

  it("waits as long as a short Retry-After asks, for reads and for changes", async () => {
    const dns = await vendor.dns(zone);
    fake.fail({ method: "PATCH", how: { kind: "status", status: 429, retryAfter: 1 } });
    fake.fail({ method: "GET", how: { kind: "status", status: 429, retryAfter: 1 } });
    const from = performance.now();
    await dns.replace(api, moved);
    expect(performance.now() - from).toBeGreaterThan(1900);
    expect(live()).toMatchObject([{ content: moved.value }]);
  });

  it("reads every page", async () => {
    for (let index = 0; index < 1203; index++) {
      const content = `10.0.${index >> 8}.${index & 255}`;
      fake.add(zone, { name: `h${index}.example.test`, type: "A", content, ttl: 300 });
    }
    const dns = await vendor.dns(zone);
    expect(await dns.list()).toHaveLength(1204);
  });

  it("keeps a person's comment and leaves its own note on what it creates", async () => {
    const { id: _, ...kept } = fake.add(zone, {
      name: "b.example.test",
      type: "A",
      content: "192.0.2.1",
      ttl: 300,
      comment: "Ann's",
    });
    const dns = await vendor.dns(zone);
    const record: DnsRecord = { name: kept.name, type: "A", value: "192.0.2.1", ttl: 300 };
    await dns.replace(record, { ...record, value: "192.0.2.2" }, "signalbox:r-1");
    await dns.replace(null, { ...record, name: "c.example.test" }, "signalbox:r-1");
    const comments = fake.records(zone).map((one) => [one.name, one.comment]);
    expect(comments).toContainEqual(["b.example.test", "Ann's"]);
    expect(comments).toContainEqual(["c.example.test", "signalbox:r-1"]);
  });

  it("keeps a proxied record proxied", async () => {
    fake.add(zone, { name: "p.example.test", type: "A", content: "192.0.2.1", ttl: 1, proxied: true });
    const dns = await vendor.dns(zone);
    const [record] = await dns.list({ name: "p.example.test" });
    expect(record).toEqual({ name: "p.example.test", type: "A", value: "192.0.2.1", ttl: 1, proxied: true });
    await dns.replace(record ?? null, { ...(record as DnsRecord), value: "192.0.2.2" });
    expect(fake.records(zone).at(-1)).toMatchObject({ content: "192.0.2.2", proxied: true });
  });

  it("sends a global key from the environment to nobody", async () => {
    vi.stubEnv("CLOUDFLARE_API_KEY", "global-key");
    vi.stubEnv("CLOUDFLARE_EMAIL", "ann@example.test");
    await (await vendor.dns(zone)).list();
    // The server calls such headers wrong; afterEach looks.
    expect(fake.calls.length).toBeGreaterThan(0);
  });

  describe("the cache", () => {
    it("purges in requests of a hundred", async () => {
      const urls = Array.from({ length: 250 }, (_, index) => `https://example.test/${index}`);
      await (await vendor.cache(zone)).purge({ scope: "urls", urls });
      expect(fake.purges).toEqual([
        { files: urls.slice(0, 100) },
        { files: urls.slice(100, 200) },
        { files: urls.slice(200) },
      ]);
    });

    it("purges everything, tags, hosts and prefixes", async () => {
      const cache = await vendor.cache(zone);
      await cache.purge({ scope: "everything" });
      await cache.purge({ scope: "tags", tags: ["a"] });
      await cache.purge({ scope: "hosts", hosts: ["www.example.test"] });
      await cache.purge({ scope: "prefixes", prefixes: ["www.example.test/x"] });
      expect(fake.purges).toEqual([
        { purge_everything: true },
        { tags: ["a"] },
        { hosts: ["www.example.test"] },
        { prefixes: ["www.example.test/x"] },
      ]);
    });

    it("is not done unless the answer says so", async () => {
      const cache = await vendor.cache(zone);
      fake.fail({ path: /purge_cache/, how: { kind: "soft", code: 1107, message: "plan has no tags" } });
      await expect(cache.purge({ scope: "tags", tags: ["a"] })).rejects.toThrow(/plan has no tags \(code 1107/);
    });

    it("says how far it came", async () => {
      const cache = await vendor.cache(zone);
      const urls = Array.from({ length: 150 }, (_, index) => `https://example.test/${index}`);
      fake.fail({ path: /purge_cache/, times: 0, how: { kind: "reset", after: false } });
      const purging = cache.purge({ scope: "urls", urls });
      await vi.waitFor(() => expect(fake.purges).toHaveLength(1), { interval: 1 });
      fake.fail({ path: /purge_cache/, how: { kind: "status", status: 400, code: 1, message: "no more" } });
      await expect(purging).rejects.toThrow(/the first 100 of 150 were purged, then: .*no more/);
    });

    it("a zone without a CDN has no cache", async () => {
      const config = { cloudflare: { token: null } };
      const zones = [{ name: zone, provider: "file" as const, file: "/nowhere" }];
      await expect(createCache(config, { zones })(zone)).rejects.toMatchObject({ code: "NOT_CONFIGURED" });
    });
  });
});

describeWithData(description, "the fake Cloudflare", () => {
  it("catches what the vendor's own description forbids", async () => {
    const fake = await start();
    const send = (pathname: string, body?: object) =>
      fetch(`${fake.url}${pathname}`, {
        headers: {
          authorization: `Bearer ${fake.token}`,
          "content-type": "application/json",
          "x-stainless-retry-count": "0",
        },
        ...(body ? { method: "POST", body: JSON.stringify(body) } : {}),
      });
    await send("/zones/x/dns_records", { type: "A", name: "a.example.test", content: "192.0.2.1", ttl: "soon" });
    await send("/zones/x/dns_records", { type: "A", name: "a.example.test", content: "192.0.2.300", ttl: 60 });
    await send("/zones/x/dns_records?nam=a");
    await send("/zones/x/purge_cash", { tags: ["a"] });
    expect(fake.calls.map((call) => call.wrong.length > 0)).toEqual([true, true, true, true]);
    await fake.stop();
  });
});
