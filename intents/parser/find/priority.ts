/** "priority 10", "priority of 10", "with preference 10": the number that MX and SRV records carry. */
import { nothing, type Finder } from "./finder.ts";
import { numberOf } from "./number.ts";

export const priority: Finder = (words, at) => {
  const [key, inside] = (words[at]?.lower ?? "").split("=");
  if (key !== "priority" && key !== "preference" && key !== "prio") return nothing;
  const skip = words[at + 1]?.lower === "of" ? 2 : 1;
  const value = inside === undefined ? numberOf(words[at + skip]?.lower ?? "") : numberOf(inside);
  if (value === null) return nothing;
  return [{ slot: "priority", value: String(value), length: inside === undefined ? skip + 1 : 1 }];
};
