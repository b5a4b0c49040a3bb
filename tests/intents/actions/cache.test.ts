import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachePurge } from "../../../intents/actions/cache.ts";
import { openSite, type Site } from "./site.ts";

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const css = "https://shop.example.test/app.css";

describe("cache.purge", () => {
  it("finds the zone in the addresses, says what goes, and does it", async () => {
    const plan = await site.plan(cachePurge, { urls: `${css},https://www.shop.example.test/b.js#top` });
    expect(plan).toMatchObject({
      sentence: `Purge 2 addresses (${css}, https://www.shop.example.test/b.js) from the cache of shop.example.test at Cloudflare`,
      effect: "write",
      resources: [{ kind: "zone", id: "shop.example.test", environment: "prod" }],
      facts: { targetCount: 2, everything: false },
      undo: null,
      checked: false,
    });
    expect(site.cloudflare.purges).toEqual([]);
    expect((await site.apply(cachePurge, plan)).state).toBe("done");
    expect(site.cloudflare.purges).toEqual([{ files: [css, "https://www.shop.example.test/b.js"] }]);
    expect(site.effects()).toMatchObject([{ key: "purge", retry: "idempotent" }]);
  });

  it("everything is destructive and says what that means", async () => {
    const plan = await site.plan(cachePurge, { zone: "shop.example.test", scope: "everything" });
    expect(plan).toMatchObject({ effect: "destructive", facts: { everything: true } });
    expect(plan.sentence).toBe(
      "Purge everything from the cache of shop.example.test at Cloudflare: every visitor's next request goes to the origin",
    );
    await site.apply(cachePurge, plan);
    expect(site.cloudflare.purges).toEqual([{ purge_everything: true }]);
  });

  it("takes tags, hosts and prefixes, each thing once", async () => {
    await site.apply(cachePurge, await site.plan(cachePurge, { tags: ["a", "b", "a"] }));
    await site.apply(cachePurge, await site.plan(cachePurge, { hosts: "WWW.shop.example.test" }));
    await site.apply(cachePurge, await site.plan(cachePurge, { prefixes: "shop.example.test/static" }));
    expect(site.cloudflare.purges).toEqual([
      { tags: ["a", "b"] },
      { hosts: ["www.shop.example.test"] },
      { prefixes: ["shop.example.test/static"] },
    ]);
  });

  it("three hundred addresses are named by three and sent by the hundred", async () => {
    const urls = Array.from({ length: 300 }, (_, index) => `https://shop.example.test/${index}`);
    const plan = await site.plan(cachePurge, { urls });
    expect(plan.sentence).toContain(
      "300 addresses (https://shop.example.test/0, https://shop.example.test/1, https://shop.example.test/2 and 297 more)",
    );
    await site.apply(cachePurge, plan);
    expect(site.cloudflare.purges).toHaveLength(3);
  });

  it("fails where Cloudflare does", async () => {
    const plan = await site.plan(cachePurge, { urls: css });
    site.cloudflare.fail({ path: /purge/, how: { kind: "soft", code: 1107, message: "not on this plan" } });
    await expect(site.apply(cachePurge, plan)).rejects.toMatchObject({ code: "PROVIDER_FAILED" });
  });

  it.each([
    [{}, /scope: say everything, or which/],
    [{ zone: "shop.example.test" }, /scope: say everything, or which/],
    [{ scope: "urls" }, /urls: say which/],
    [{ scope: "everything", urls: css }, /scope: everything and urls exclude each other/],
    [{ urls: css, tags: "a" }, /scope: one at a time/],
    [{ scope: "tags", urls: css }, /tags: say which/],
    [{ urls: "https://www.other.test/x" }, /no zone that holds www\.other\.test/],
    [{ urls: `${css},https://www.other.test/x` }, /urls: www\.other\.test is not in the zone shop/],
    [
      { zone: "shop.example.test", urls: "https://api.example.test/x" },
      /urls: api\.example\.test is not in the zone shop/,
    ],
    [{ urls: "https://shop.example.test@evil.test/x" }, /urls.*must be addresses/],
    [{ urls: "ftp://shop.example.test/x" }, /urls.*must be addresses/],
    [{ urls: "https://api.example.test/x" }, /needs the setting `inventory\.zones\.example\.test\.provider`/],
    [{ urls: "" }, /urls/],
    [{ tags: "two words" }, /tags.*without blanks/],
    [{ hosts: "nohost" }, /hosts.*full host names/],
    [{ prefixes: "https://shop.example.test/x" }, /prefixes.*a host and a path/],
    [{ scope: "some" }, /scope: must be one of everything/],
    [{ zone: "example.com", scope: "everything" }, /no zone that holds example\.com/],
  ])("refuses %o", async (params, why) => {
    await expect(site.plan(cachePurge, params)).rejects.toThrow(why);
    expect(site.cloudflare.purges).toEqual([]);
  });
});
