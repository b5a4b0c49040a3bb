/** Types of DNS records. "A" is also an article, so it counts only where it can be nothing else. */
import { nothing, type Finder } from "./finder.ts";

const types = new Set(["aaaa", "caa", "cname", "dname", "mx", "ns", "ptr", "soa", "spf", "srv", "svcb", "tlsa", "txt"]);
const article = new Set(["the", "an", "this", "that", "its", "both"]);

export const recordType: Finder = (words, at) => {
  const word = words[at];
  if (!word) return nothing;
  // "CNAMEs" is the plural people use.
  const lower = types.has(word.lower) ? word.lower : word.lower.replace(/s$/, "");
  if (types.has(lower)) return [{ slot: "record-type", value: lower.toUpperCase(), length: 1 }];
  const before = words[at - 1]?.lower ?? "";
  const beforeRecord = /^(?:dns|records?|entry)$/.test(words[at + 1]?.lower ?? "");
  const capital = word.text === "A" && at > 0;
  if (
    word.lower === "a" &&
    ((beforeRecord && (capital || article.has(before) || before === "a")) || before === "type")
  ) {
    return [{ slot: "record-type", value: "A", length: 1 }];
  }
  return nothing;
};
