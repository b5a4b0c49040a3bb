/** How people ask for a cache to be purged. */
import type { Found, Frame } from "../../src/action.ts";
import { zoneOf, type Names } from "../../src/inventory.ts";
import { list, phrases } from "./shared.ts";

const also = list(
  "files file page pages url urls cached content contents zone site domain everything all whole entire full complete edge cdn of it's tag tags tagged prefix prefixes host hosts hostname hostnames path paths under by with these those two three both that this out stuff copies copy versions version whatever what what's is in has for assets objects everywhere completely thing lot please it and",
);

/**
 * What is to be forgotten. "purge the cache for shop.example.test" names no part of it, so it is all of it, and the plan
 * says so; "everything" and an address exclude each other, and the input says so.
 */
function purge(found: Found, { zones }: Names): Record<string, unknown> {
  const zone = found.zone?.length === 1 ? found.zone[0] : undefined;
  const hosts = (found.name ?? []).filter((name) => !zones.includes(name) && zoneOf(zones, name) !== undefined);
  const [parts, ...others] = [
    ...(found.url ? [{ scope: "urls", urls: found.url }] : []),
    ...(found.tag ? [{ scope: "tags", tags: found.tag }] : []),
    ...(found.prefix ? [{ scope: "prefixes", prefixes: found.prefix }] : []),
    ...(hosts.length > 0 ? [{ scope: "hosts", hosts }] : []),
  ];
  const none = { urls: undefined, tags: undefined, prefixes: undefined, hosts: undefined };
  if (others.length > 0 || (found.zone?.length ?? 0) > 1) return { ...none, scope: undefined, zone: undefined };
  // "purge the cache by tag" is not everything: which tags?
  const [kind] = found["cache-part"] ?? [];
  if (!parts) return { ...none, scope: kind ?? "everything", zone };
  return { ...none, ...parts, ...(found.everything ? { scope: "everything" } : {}), zone };
}

const common = {
  also,
  slots: { zone: "zone", urls: "url", tags: "tag", prefixes: "prefix", hosts: "name" },
  reads: ["everything", "cache-part"],
  fill: purge,
  oneOf: ["zone", "urls", "tags", "prefixes", "hosts"],
} satisfies Partial<Frame>;

const caches = phrases(
  "cache|caches|cdn|cdn cache|cloudflare|cloudflare cache|edge cache|cached|from cache|the edge|cached copies|cached copy|cache tag|cache tags",
);

export const cachePurge: readonly Frame[] = [
  {
    ...common,
    triggers: phrases(
      "purge|clear|flush|invalidate|bust|empty|wipe|nuke|drop|reset|evict|refresh|blow away|get rid of|throw away|throw out|clean|clear out|wipe out|flush out|delete|remove|do a cache purge|do a purge|do a full purge|do a full cache purge|kick|dump|expire|zap|kill|toss|ditch|trigger a purge|run a purge|throw|take|get",
    ),
    about: caches,
  },
  // Of the verbs above only these are said of nothing but caches.
  { ...common, triggers: list("purge flush invalidate evict"), about: ["everything"] },
  {
    ...common,
    triggers: phrases("purge|invalidate|evict|bust|flush"),
    requires: ["url", "tag", "prefix"],
  },
  { ...common, triggers: ["purge"], requires: ["zone"] },
];
