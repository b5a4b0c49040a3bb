/** "ttl 300", "ttl of 5 minutes", "ttl=1h": seconds, apart from any other length of time in the sentence. */
import { durationAt, secondsOf } from "./duration.ts";
import { nothing, type Finder } from "./finder.ts";
import { numberOf } from "./number.ts";

const between = new Set(["of", "to", "is"]);

export const ttl: Finder = (words, at) => {
  const time = durationAt(words, at);
  // "a one hour ttl"
  if (time && words[at + time.length]?.lower === "ttl")
    return [{ slot: "ttl", value: String(secondsOf(time.value)), length: time.length + 1 }];
  const [key, inside] = (words[at]?.lower ?? "").split("=");
  if (key !== "ttl") return nothing;
  if (inside !== undefined && inside !== "") {
    const value = numberOf(inside) ?? compact(inside);
    return value === null ? nothing : [{ slot: "ttl", value: String(value), length: 1 }];
  }
  const skip = between.has(words[at + 1]?.lower ?? "") ? 2 : 1;
  const behind = durationAt(words, at + skip);
  if (behind) return [{ slot: "ttl", value: String(secondsOf(behind.value)), length: skip + behind.length }];
  const plain = numberOf(words[at + skip]?.lower ?? "");
  return plain === null ? nothing : [{ slot: "ttl", value: String(plain), length: skip + 1 }];
};

const compact = (text: string): number | null => {
  const found = durationAt([{ text, lower: text, pause: "" }], 0);
  return found && secondsOf(found.value);
};
