/** "www.example.test to shop.example.test": the second of two names, where a word says that the first leads there. */
import { nothing, type Finder } from "./finder.ts";
import { fqdn } from "./fqdn.ts";

const leads = new Set(["to", "at", "towards"]);

export const destination: Finder = (words, at) => {
  if (!leads.has(words[at]?.lower ?? "")) return nothing;
  // "add a record to example.test" leads nowhere yet.
  if (!words.slice(0, at).some((_, before) => fqdn(words, before).length > 0)) return nothing;
  return fqdn(words, at + 1).map(({ value }) => ({ slot: "destination" as const, value, length: 2 }));
};
