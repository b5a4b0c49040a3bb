/** Parts of a cache: "tag product-42", "tags a and b", "shop.example.test/static". */
import type { Word } from "../words.ts";
import { nothing, type Finder, type Hit } from "./finder.ts";

const parts: Readonly<Record<string, string>> = {
  tag: "tags",
  tags: "tags",
  url: "urls",
  urls: "urls",
  page: "urls",
  pages: "urls",
  file: "urls",
  files: "urls",
  prefix: "prefixes",
  prefixes: "prefixes",
  path: "prefixes",
  paths: "prefixes",
  hostname: "hosts",
  hostnames: "hosts",
};

/** Which kind of part is spoken of, whether or not it is named. */
export const cachePart: Finder = (words, at) => {
  const lower = words[at]?.lower ?? "";
  const value = Object.hasOwn(parts, lower) ? parts[lower] : undefined;
  return value === undefined ? nothing : [{ slot: "cache-part", value, length: 1 }];
};

const shape = /^[!-+\--~]+$/;
const prefixShape = /^(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*\/\S*$/;
const tagWords = new Set(["tag", "tags", "tagged", "surrogate-key", "cache-tag", "cache-tags"]);
const stops = new Set("on in from for of the cache zone at with only please pls now and".split(" "));

/** Tags stand behind the word for them, joined by commas and "and". */
export const tag: Finder = (words, at) => {
  const word = words[at];
  if (!word || !shape.test(word.lower) || stops.has(word.lower) || tagWords.has(word.lower)) return nothing;
  return isListed(words, at) ? [{ slot: "tag", value: word.text, length: 1 }] : nothing;
};

function isListed(words: readonly Word[], at: number): boolean {
  let before = at - 1;
  while (words[before]?.lower === "and" || words[before]?.lower === ":") before--;
  const word = words[before];
  if (!word) return false;
  if (tagWords.has(word.lower)) return true;
  const joined = word.pause === "," || words[at - 1]?.lower === "and";
  return joined && !stops.has(word.lower) && isListed(words, before);
}

export const prefix: Finder = (words, at): readonly Hit[] => {
  const value = words[at]?.lower.replace(/\/?\*$/, "/") ?? "";
  return prefixShape.test(value) ? [{ slot: "prefix", value: value.replace(/\/$/, "") || value, length: 1 }] : nothing;
};
