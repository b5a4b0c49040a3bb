/** cache.purge: makes a CDN forget what it keeps of a zone, some of it or all. */
import { z } from "zod";
import { defineDeed } from "../../src/action.ts";
import { zoneNamed, zoneOf, type Inventory, type Zone } from "../../src/inventory.ts";
import type { Json } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import type { Purge } from "../../src/providers/cache.ts";
import { canonicalName } from "../../src/providers/dns-value.ts";
import { isHostname } from "../dns/fields.ts";
import * as wording from "../wording/cache.ts";

const action = "cache.purge";
const most = 1000;

/** "a,b" and ["a", "b"] are the same list. */
const list = (item: z.ZodString) =>
  z
    .preprocess(
      (value) => (typeof value === "string" ? value.split(",") : value),
      z.array(item.trim().min(1).max(2048)).min(1).max(most, `must be ${most} at most`),
    )
    .transform((items) => [...new Set(items)])
    .optional();

const lists = ["urls", "tags", "hosts", "prefixes"] as const;
const scopes = ["everything", ...lists] as const;

const input = z
  .strictObject({
    /** Only needed for tags and everything: the others name their zone themselves. */
    zone: z.string().trim().min(1).transform(canonicalName).optional(),
    /** Only needed for everything: the others say it by being given. */
    scope: z.enum(scopes, `must be one of ${scopes.join(", ")}`).optional(),
    urls: list(z.string().regex(/^https?:\/\/[^\s@]+$/, "must be addresses that begin with https:// or http://")),
    tags: list(z.string().regex(/^[!-+\--~]+$/, "must be tags without blanks or commas")),
    hosts: list(z.string().refine((host) => isHostname(host), "must be full host names")),
    prefixes: list(z.string().regex(/^[a-z0-9.-]+\/\S*$/i, "must be a host and a path, like www.example.test/static")),
  })
  .check((context) => {
    const { scope, ...given } = context.value;
    const said = lists.filter((name) => given[name] !== undefined);
    const wrong = (path: string, message: string) =>
      context.issues.push({ code: "custom", path: [path], message, input: context.value });
    // Silence never means everything.
    if (scope === undefined && said.length === 0)
      wrong("scope", "say everything, or which urls, tags, hosts or prefixes");
    else if (said.length > 1) wrong("scope", `one at a time, not ${said.join(" and ")}`);
    else if (scope === "everything" && said.length > 0)
      wrong("scope", `everything and ${said.join()} exclude each other`);
    else if (scope !== undefined && scope !== "everything" && given[scope] === undefined) wrong(scope, "say which");
    else if (scope !== undefined && scope !== "everything" && said[0] !== scope)
      wrong("scope", `is ${scope}, but ${said.join()} are given`);
  });
type Input = z.output<typeof input>;

function purgeOf({ urls, tags, hosts, prefixes }: Input): Purge {
  if (urls) return { scope: "urls", urls: urls.map((url) => new URL(url).href.replace(/#.*$/, "")) };
  if (tags) return { scope: "tags", tags };
  if (hosts) return { scope: "hosts", hosts: hosts.map(canonicalName) };
  if (prefixes) return { scope: "prefixes", prefixes };
  return { scope: "everything" };
}

const itemsOf = (purge: Purge): readonly string[] => {
  switch (purge.scope) {
    case "everything":
      return [];
    case "urls":
      return purge.urls;
    case "tags":
      return purge.tags;
    case "hosts":
      return purge.hosts;
    case "prefixes":
      return purge.prefixes;
  }
};

/** The host names that a purge speaks of. */
const hostsOf = (purge: Purge): readonly string[] => {
  switch (purge.scope) {
    case "urls":
      return purge.urls.map((url) => canonicalName(new URL(url).hostname));
    case "hosts":
      return purge.hosts;
    case "prefixes":
      return purge.prefixes.map((prefix) => canonicalName(prefix.split("/")[0] ?? ""));
    default:
      return [];
  }
};

const bad = (field: string, why: string) => problem("BAD_INPUT", { action, field, why });

/** The zone that was named, or the one that all host names lie in. Throws Problem UNKNOWN_ZONE or BAD_INPUT. */
function zoneFor(wanted: Input, inventory: Inventory): Zone {
  const hosts = hostsOf(purgeOf(wanted));
  const zones = inventory.zones.map((zone) => zone.name);
  const cached = inventory.zones.filter((zone) => zone.provider === "cloudflare");
  const [first] = hosts;
  const name = wanted.zone ?? (first === undefined ? undefined : zoneOf(zones, first));
  if (name === undefined) {
    if (first !== undefined) throw problem("UNKNOWN_ZONE", { name: first });
    const [only, ...more] = cached;
    if (only && more.length === 0) return only;
    throw bad("zone", `say which of ${cached.map((zone) => zone.name).join(", ")}`);
  }
  const zone = zoneNamed(inventory, name);
  if (!zone) throw problem("UNKNOWN_ZONE", { name });
  const stranger = hosts.find((host) => zoneOf(zones, host) !== name);
  if (stranger !== undefined) throw bad(wanted.scope ?? "urls", `${stranger} is not in the zone ${name}`);
  return zone;
}

const named = 3;

/** "https://… and 4 more" */
const wordItems = (items: readonly string[]): string =>
  items.length <= named ? items.join(", ") : `${items.slice(0, named).join(", ")} and ${items.length - named} more`;

const nouns = { urls: "address", tags: "tag", hosts: "host", prefixes: "prefix" } as const;
const count = (number: number, noun: string): string =>
  `${number} ${noun}${number === 1 ? "" : /s|x$/.test(noun.slice(-1)) ? "es" : "s"}`;

export const cachePurge = defineDeed({
  name: action,
  summary: "Purge a CDN's cache: some addresses, tags, hosts or prefixes, or everything",
  // A purge of everything is destructive; its plan says so.
  effect: "write",
  effects: ["write", "destructive"],
  input,
  positional: ["urls"],
  examples: [
    "cache.purge urls=https://shop.example.test/app.css",
    "cache.purge zone=shop.example.test tags=product-42,product-43",
    "cache.purge zone=shop.example.test scope=everything",
    "purge https://shop.example.test/app.css from the cache",
    "purge everything from the cache of shop.example.test",
  ],
  frames: wording.cachePurge,
  resources: (wanted, inventory) => {
    const zone = zoneFor(wanted, inventory);
    return [{ kind: "zone", id: zone.name, environment: zone.environment }];
  },
  plan: async (wanted, { inventory, providers }) => {
    const zone = zoneFor(wanted, inventory);
    const cache = await providers.cache(zone.name);
    const purge = purgeOf(wanted);
    const items = itemsOf(purge);
    const everything = purge.scope === "everything";
    const what =
      purge.scope === "everything" ? "everything" : `${count(items.length, nouns[purge.scope])} (${wordItems(items)})`;
    const more = everything ? ": every visitor's next request goes to the origin" : "";
    return {
      sentence: `Purge ${what} from the cache of ${zone.name} at ${cache.where}${more}`,
      effect: everything ? "destructive" : "write",
      resources: [
        { kind: "zone", id: zone.name, ...(zone.environment === undefined ? {} : { environment: zone.environment }) },
      ],
      changes: everything
        ? [{ kind: "purge", subject: zone.name, before: "cached", after: null }]
        : items.map((item) => ({ kind: "purge", subject: item, before: "cached", after: null })),
      facts: { targetCount: everything ? 1 : items.length, everything, scope: purge.scope, provider: zone.provider },
      // What was forgotten comes back by itself as visitors ask for it.
      undo: null,
      inverse: null,
      // Nobody can be asked what a CDN holds.
      checked: false,
      data: { zone: zone.name, purge: purge as unknown as Json },
    };
  },
  apply: async (plan, context) => {
    const { zone, purge } = plan.data as unknown as { zone: string; purge: Purge };
    const cache = await context.providers.cache(zone);
    await context.effect({
      key: "purge",
      retry: "idempotent",
      run: async () => {
        await cache.purge(purge);
        return true;
      },
    });
    const items = itemsOf(purge);
    const what = purge.scope === "everything" ? "everything" : count(items.length, nouns[purge.scope]);
    return {
      state: "done",
      summary: `${cache.where} accepted the purge of ${what} from the cache of ${zone}; it reaches every place within seconds.`,
      changes: plan.changes,
    };
  },
});
