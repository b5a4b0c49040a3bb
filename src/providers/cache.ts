/** A CDN's cache for one zone. Implemented by Cloudflare. */
import type { Config } from "../config.ts";
import type { Inventory } from "../inventory.ts";
import { problem } from "../problem.ts";
import { cloudflare } from "./cloudflare.ts";

export type Purge =
  | { readonly scope: "everything" }
  | { readonly scope: "urls"; readonly urls: readonly string[] }
  | { readonly scope: "tags"; readonly tags: readonly string[] }
  | { readonly scope: "hosts"; readonly hosts: readonly string[] }
  | { readonly scope: "prefixes"; readonly prefixes: readonly string[] };

export interface Cache {
  readonly zone: string;
  /** For cards: "Cloudflare". */
  readonly where: string;
  /** Throws Problem PROVIDER_FAILED unless the provider said in so many words that it was done. */
  purge(purge: Purge): Promise<void>;
}

/** The cache of a zone of the inventory. Throws Problem UNKNOWN_ZONE, NOT_CONFIGURED or PROVIDER_FAILED. */
export function createCache(
  config: Pick<Config, "cloudflare">,
  inventory: Pick<Inventory, "zones">,
): (zone: string) => Promise<Cache> {
  const { token, api_url: apiUrl } = config.cloudflare;
  const vendor = cloudflare({ token, apiUrl });
  return async (name) => {
    const zone = inventory.zones.find((candidate) => candidate.name === name);
    if (!zone) throw problem("UNKNOWN_ZONE", { name });
    if (zone.provider === "cloudflare") return vendor.cache(name);
    throw problem("NOT_CONFIGURED", {
      what: `The cache of ${name}`,
      setting: `inventory.zones.${name}.provider`,
      how: "Only a zone with `provider: cloudflare` has a cache that I can purge.",
    });
  };
}
