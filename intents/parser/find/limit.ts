/** "the last 50 lines", "top 10", "limit 20": how many are wanted at most. */
import { nothing, type Finder } from "./finder.ts";
import { numberOf } from "./number.ts";

const before = new Set(["last", "first", "latest", "newest", "top", "max", "recent"]);
const things = new Set([
  "lines",
  "line",
  "entries",
  "messages",
  "results",
  "records",
  "rows",
  "events",
  "hits",
  "ones",
]);

export const limit: Finder = (words, at) => {
  const [key = "", inside = ""] = (words[at]?.lower ?? "").split("=");
  if (key === "limit") {
    const value = inside === "" ? numberOf(words[at + 1]?.lower ?? "") : numberOf(inside);
    return value === null ? nothing : [{ slot: "limit", value: String(value), length: inside === "" ? 2 : 1 }];
  }
  const from = before.has(key) ? at + 1 : at;
  const value = numberOf(words[from]?.lower ?? "");
  if (value === null) return nothing;
  const named = things.has(words[from + 1]?.lower ?? "") || things.has(words[from + 2]?.lower ?? "");
  if (!named) return nothing;
  const length = from - at + (things.has(words[from + 1]?.lower ?? "") ? 2 : 3);
  return [{ slot: "limit", value: String(value), length }];
};
