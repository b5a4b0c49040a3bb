import { appendFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  dnsRecordCreate as create,
  dnsRecordDelete as remove,
  dnsRecordList as list,
  dnsRecordUpdate as update,
} from "../../../intents/actions/dns.ts";
import type { Action } from "../../../src/action.ts";
import { digest } from "../../../src/plan.ts";
import { zoneFile } from "../../../src/providers/zone-file.ts";
import { openSite, zoneText, type Site } from "./site.ts";

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const actions: Readonly<Record<string, Action>> = {
  [create.name]: create,
  [update.name]: update,
  [remove.name]: remove,
};

describe("dns.record.update", () => {
  const moved = { name: "api.example.test", value: "203.0.113.10" };

  it("says exactly what would change, and how to go back", async () => {
    const plan = await site.plan(update, moved);
    expect(plan).toMatchObject({
      sentence: "Point api.example.test (A) at 203.0.113.10 instead of 192.0.2.10 in zone file example.test.zone",
      effect: "write",
      resources: [{ kind: "zone", id: "example.test", environment: "dev" }],
      changes: [
        {
          kind: "update",
          subject: "api.example.test A",
          before: "192.0.2.10, TTL 300 s",
          after: "203.0.113.10, TTL 300 s",
        },
      ],
      facts: { targetCount: 1, everything: false, recordType: "A", apex: false, wildcard: false },
      undo: "Say `dns.record.update zone=example.test name=api.example.test type=A old=203.0.113.10 value=192.0.2.10 ttl=300` to undo it.",
      checked: true,
    });
    expect(site.text()).toBe(zoneText);
    expect(digest("a", {}, plan, "v")).toBe(digest("a", {}, await site.plan(update, moved), "v"));
  });

  it.each(["api", "api.example.test", "API.Example.TEST", "api.example.test."])("knows the name %s", async (name) => {
    const plan = await site.plan(update, { zone: "example.test", name, value: "203.0.113.10" });
    expect(plan.changes[0]?.subject).toBe("api.example.test A");
  });

  it("does it, reads it back, and says so", async () => {
    const outcome = await site.apply(update, await site.plan(update, moved));
    expect(outcome).toMatchObject({
      state: "done",
      summary: "api.example.test is now A 203.0.113.10 in zone file example.test.zone; read back and right.",
    });
    expect(site.text().replace(/ \d{10} /, " 2026112001 ")).toBe(zoneText.replace("192.0.2.10", "203.0.113.10"));
  });

  it("does nothing to a zone that is no longer as approved", async () => {
    const plan = await site.plan(update, moved);
    writeFileSync(site.file, zoneText.replace("192.0.2.10", "192.0.2.11"));
    await expect(site.apply(update, plan)).rejects.toMatchObject({ code: "RECORD_MISSING" });
    expect(site.text()).toContain("192.0.2.11");
  });

  it("does not call done what reading back does not show", async () => {
    const plan = await site.plan(update, moved);
    const real = zoneFile({ zone: "example.test", file: site.file });
    const forgetful = await openSite({ dns: async () => ({ ...real, replace: async () => undefined }) });
    expect(await forgetful.apply(update, plan)).toEqual({
      state: "failed",
      summary: "It was written, but zone file example.test.zone now says: A 192.0.2.10.",
      changes: [],
    });
    await forgetful.close();
  });

  it("knows afterwards whether an interrupted attempt took effect", async () => {
    const plan = await site.plan(update, moved);
    await site.apply(update, plan);
    const [effect] = site.effects();
    expect(effect).toMatchObject({ key: "replace", retry: "keyed" });
    expect(await effect?.look?.()).toEqual({ happened: true, value: true });
    writeFileSync(site.file, zoneText);
    expect(await effect?.look?.()).toEqual({ happened: false });
    writeFileSync(site.file, zoneText.replace("192.0.2.10", "192.0.2.12"));
    expect(await effect?.look?.()).toBe("unknown");
  });

  it("a name without such a record becomes a creation, and the sentence says so", async () => {
    const plan = await site.plan(update, { name: "new.example.test", value: "203.0.113.10" });
    expect(plan.sentence).toBe(
      "Create new.example.test (A) pointing at 203.0.113.10 in zone file example.test.zone; there is no such record yet",
    );
    expect(plan.inverse).toMatchObject({ action: "dns.record.delete" });
  });

  it("a CNAME gives way to an address, in one move, and back", async () => {
    const plan = await site.plan(update, { name: "docs.example.test", value: "203.0.113.10" });
    expect(plan.sentence).toContain(
      "Point docs.example.test (A) at 203.0.113.10 instead of the CNAME docs.example.net",
    );
    await site.apply(update, plan);
    const back = await site.plan(update, plan.inverse?.params as Record<string, unknown>);
    await site.apply(update, back);
    expect(site.text().replace(/ \d{10} /, " 2026112001 ")).toBe(zoneText);
  });

  it("changes a TTL alone, and a priority", async () => {
    await expect(site.plan(update, { name: "api.example.test", ttl: "5m" })).rejects.toThrow(/already is/);
    expect((await site.plan(update, { name: "api.example.test", ttl: "60" })).sentence).toBe(
      "Keep api.example.test (A) at 192.0.2.10 with TTL 60 s instead of 300 s in zone file example.test.zone",
    );
    expect((await site.plan(update, { name: "example.test", type: "MX", priority: "20" })).sentence).toContain(
      "with priority 20 instead of 10",
    );
  });

  it("several records of one type: asks which, and takes the answer", async () => {
    await expect(site.plan(update, { name: "www.example.test", value: "192.0.2.99" })).rejects.toThrow(
      /old: www\.example\.test has 2 of them: A 192\.0\.2\.80, A 192\.0\.2\.81; say which/,
    );
    const plan = await site.plan(update, { name: "www.example.test", old: "192.0.2.81", value: "192.0.2.99" });
    await site.apply(update, plan);
    expect(site.text()).toContain("www  IN A   192.0.2.80\n     IN A   192.0.2.99\n");
  });

  it("nothing to do is said before anybody is asked", async () => {
    await expect(site.plan(update, { name: "api.example.test", value: "192.0.2.10" })).rejects.toMatchObject({
      code: "NOTHING_TO_DO",
    });
  });

  it("at Cloudflare a new record's TTL is automatic and a proxied one stays proxied", async () => {
    site.cloudflare.add("shop.example.test", {
      name: "shop.example.test",
      type: "A",
      content: "192.0.2.1",
      ttl: 1,
      proxied: true,
    });
    const plan = await site.plan(update, { name: "shop.example.test", value: "203.0.113.10" });
    expect(plan.changes[0]).toMatchObject({ after: "203.0.113.10, TTL automatic, proxied" });
    expect(plan.sentence).toMatch(/in Cloudflare$/);
    await site.apply(update, plan);
    expect(site.cloudflare.records("shop.example.test")).toMatchObject([{ content: "203.0.113.10", proxied: true }]);
    await expect(site.plan(update, { name: "shop.example.test", ttl: 60 })).rejects.toThrow(/ttl: a proxied record/);
    await site.apply(create, await site.plan(create, { name: "a.shop.example.test", value: "192.0.2.5" }));
    expect(site.cloudflare.records("shop.example.test").at(-1)).toMatchObject({ ttl: 1, comment: "signalbox:r-TEST" });
  });
});

describe("the way back", () => {
  it.each([
    [update, { name: "api.example.test", value: "203.0.113.10", ttl: 60 }],
    [update, { name: "www.example.test", old: "192.0.2.80", value: "192.0.2.99" }],
    [update, { name: "example.test", type: "MX", value: "mx.example.net", priority: 5 }],
    [create, { name: "cdn.example.test", value: "203.0.113.20" }],
    [create, { name: "example.test", type: "TXT", value: 'v=spf1 "quoted" \\\\ -all' }],
    [create, { name: "_sip._tcp.example.test", type: "SRV", value: "5 5060 sip.example.test", priority: 1 }],
    [remove, { name: "docs.example.test" }],
    [remove, { name: "www.example.test", value: "192.0.2.81" }],
    [remove, { name: "example.test", type: "MX" }],
  ] as const)("%# leads back to exactly the records there were", async (action, params) => {
    const records = async () => {
      const reply = await site.answer(list, { zone: "example.test" });
      const [block] = reply.reply === "text" ? (reply.blocks ?? []) : [];
      const rows = block?.kind === "table" ? block.rows.map((row) => row.join(" ")) : [];
      return rows.filter((row) => !row.includes(" SOA ")).toSorted();
    };
    const before = await records();
    const plan = await site.plan(action, params);
    expect((await site.apply(action, plan)).state).toBe("done");
    expect(await records()).not.toEqual(before);
    const inverse = actions[plan.inverse?.action ?? ""];
    if (!inverse) throw new Error("no way back");
    await site.apply(inverse, await site.plan(inverse, plan.inverse?.params as Record<string, unknown>));
    expect(await records()).toEqual(before);
  });
});

describe("what is refused", () => {
  const noSuchZone = /I know no zone that holds/;
  it.each([
    [update, { name: "api.example.test", type: "A", value: "2001:db8::1" }, /value: an A record takes an IPv4/],
    [update, { name: "api.example.test", type: "AAAA", value: "192.0.2.1" }, /value: an AAAA record takes an IPv6/],
    [create, { name: "x.example.test", type: "A", value: "192.0.2.300" }, /value: an A record/],
    [create, { name: "x.example.test", type: "A", value: "0x7f.1" }, /value: an A record/],
    [create, { name: "x.example.test", value: "fe80::1%eth0" }, /type: .* does not tell it/],
    [create, { name: "x.example.test", type: "CNAME", value: "not a host" }, /value: a CNAME record takes/],
    [create, { name: "x.example.test", type: "CNAME", value: "192.0.2.1" }, /value: a CNAME record takes/],
    [create, { name: "x.example.test", value: "192.0.2.1", ttl: "10" }, /ttl: must be 60 to 86400/],
    [create, { name: "x.example.test", value: "192.0.2.1", ttl: "soon" }, /ttl: must be seconds/],
    [create, { name: "x.example.test", value: "192.0.2.1", ttl: "auto" }, /ttl: only Cloudflare/],
    [create, { name: "x.example.test", value: "192.0.2.1", proxied: "true" }, /proxied: only Cloudflare/],
    [create, { name: "x.example.test", value: "192.0.2.1", priority: 1 }, /priority: A records have none/],
    [create, { name: "x.example.test", type: "MX", value: "mail.example.test" }, /priority: MX records need one/],
    [create, { name: "x.example.test", type: "SOA", value: "x" }, /type: must be one of A, AAAA/],
    [create, { name: "example.test", type: "NS", value: "ns2.example.test" }, /type: the zone's own NS/],
    [remove, { name: "example.test", type: "NS" }, /type: the zone's own NS/],
    [create, { name: "example.test", type: "CNAME", value: "a.example.net" }, /type: the zone's own name/],
    [create, { name: "api.example.test", type: "CNAME", value: "a.example.net" }, /type: .*a CNAME stands alone/],
    [create, { name: "docs.example.test", value: "192.0.2.1" }, /type: .*a CNAME stands alone/],
    [update, { name: "www.example.test", type: "CNAME", value: "a.example.net" }, /type: .*a CNAME stands alone/],
    [create, { name: "api.example.test", value: "192.0.2.10" }, /already has A 192\.0\.2\.10/],
    [create, { name: "a b.example.test", value: "192.0.2.1" }, /name: .* no name that a record may have/],
    [create, { zone: "example.test", name: "www.other.test.", value: "192.0.2.1" }, /name: .*is not in the zone/],
    [
      create,
      { zone: "example.test", name: "x.shop.example.test", value: "192.0.2.1" },
      /zone: .*lies in the zone shop/,
    ],
    [create, { name: "x.example.test", type: "TXT", value: "two\nlines" }, /value: must be one line/],
    [create, { name: "x", value: "192.0.2.1" }, /zone: x could be in any of/],
    [create, { name: "x.example.com", value: "192.0.2.1" }, noSuchZone],
    [create, { zone: "example.com", name: "x", value: "192.0.2.1" }, noSuchZone],
    [update, { name: "api.example.test" }, /value: say the new value/],
    [update, { name: "nobody.example.test", ttl: 60 }, /type: say which, there is no such record yet/],
    [update, { name: "api.example.test", old: "192.0.2.99", value: "192.0.2.1" }, /has no such A 192\.0\.2\.99 record/],
    [remove, { name: "www.example.test" }, /type: www\.example\.test has 2 of them/],
    [remove, { name: "nobody.example.test" }, /has no such/],
    [update, { name: "api.example.test", value: "192.0.2.1", color: "red" }, /color: there is no such parameter/],
  ] as const)("%#: %o", async (action, params, why) => {
    await expect(site.plan(action, params)).rejects.toThrow(why);
    expect(site.text()).toBe(zoneText);
  });
});

describe("dns.record.list", () => {
  it("shows a zone, a name, a type, and says so where there are none", async () => {
    expect(await site.answer(list, { zone: "example.test" })).toMatchObject({
      text: "9 records of example.test in zone file example.test.zone.",
    });
    expect(await site.answer(list, { name: "www.example.test", type: "a" })).toMatchObject({
      text: "2 A records of www.example.test in zone file example.test.zone.",
      blocks: [
        {
          rows: [
            ["www.example.test", "A", "192.0.2.80", "300"],
            ["www.example.test", "A", "192.0.2.81", "300"],
          ],
        },
      ],
    });
    expect(await site.answer(list, { name: "nobody.example.test" })).toMatchObject({
      text: expect.stringMatching(/There are no records of nobody/) as string,
    });
  });

  it("shows a hundred at most and says how many there are", async () => {
    appendFileSync(site.file, Array.from({ length: 150 }, (_, index) => `h${index} A 192.0.2.1\n`).join(""));
    const reply = await site.answer(list, { zone: "example.test" });
    expect(reply).toMatchObject({ text: expect.stringMatching(/^159 records .* the first 100 are shown/) as string });
  });
});
