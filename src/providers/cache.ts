/** A CDN's cache for one zone. */

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
