/** Fully qualified domain names, lower case and without the dot at the end (RFC 1035 section 2.3.1, RFC 8552 for "_"). */
import { nothing, type Finder } from "./finder.ts";

/** ASCII only: a name that merely looks like one of ours (a Cyrillic "е") must stay an unknown word. */
const shape = /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/;

export const fqdn: Finder = (words, at) => {
  const word = words[at]?.lower ?? "";
  const value = word.replace(/\.$/, "");
  return value.length <= 253 && shape.test(value) ? [{ slot: "name", value, length: 1 }] : nothing;
};
