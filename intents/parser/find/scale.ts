/** How many there shall be: "to 5 replicas" is a count, "two more" a difference, "double" a factor. */
import type { Word } from "../words.ts";
import { durationAt } from "./duration.ts";
import { nothing, type Finder, type Hit } from "./finder.ts";
import { numberOf } from "./number.ts";

const things = new Set(
  "replica replicas instance instances pod pods copy copies worker workers container containers task tasks".split(" "),
);
const down = new Set(
  "down in decrease reduce shrink remove drop fewer less lower cut kill lose minus take shave shed".split(" "),
);
const up = new Set(["more", "extra", "additional", "another", "further", "plus", "add", "up"]);
const fewer = new Set(["fewer", "less"]);
const leading = new Set(["to", "at"]);
const factors: Readonly<Record<string, number>> = {
  double: 2,
  doubled: 2,
  twice: 2,
  triple: 3,
  thrice: 3,
  quadruple: 4,
  halve: 0.5,
};

/** "two", "an", "another": a small number in front of a thing. */
const countOf = (lower: string): number | null =>
  lower === "a" || lower === "an" || lower === "another" ? 1 : numberOf(lower);

const changes = ({ lower }: Word): boolean =>
  lower === "add" || (down.has(lower) && lower !== "in" && lower !== "down");
const isThing = (words: readonly Word[], at: number): boolean => things.has(words[at]?.lower ?? "");
const shrinks = (words: readonly Word[]): boolean => words.some((word) => down.has(word.lower) && word.lower !== "in");

export const scale: Finder = (words, at) => {
  const lower = words[at]?.lower ?? "";
  const from = lower === "from" ? numberOf(words[at + 1]?.lower ?? "") : null;
  if (from !== null && !durationAt(words, at + 1)) return [{ slot: "former-number", value: String(from), length: 2 }];
  return [...factor(words, at, lower), ...difference(words, at, lower), ...count(words, at, lower)];
};

const factorOf = (value: number, length: number): readonly Hit[] => [{ slot: "factor", value: String(value), length }];

function factor(words: readonly Word[], at: number, lower: string): readonly Hit[] {
  const times = /^(?:x(\d{1,2})|(\d{1,2})x)$/.exec(lower);
  const next = words[at + 1]?.lower;
  if (times) return factorOf(Number(times[1] ?? times[2]), 1);
  const skip = lower === "by" ? 1 : 0;
  const of = words.slice(at + skip, at + skip + 3).map((word) => word.lower);
  if (
    of[0] === "a" &&
    of[1] === "factor" &&
    of[2] === "of" &&
    /^\d{1,2}(?:\.\d{1,2})?$/.test(words[at + skip + 3]?.lower ?? "")
  )
    return factorOf(Number(words[at + skip + 3]?.lower), skip + 4);
  if ((lower === "by" || lower === "in") && next === "half") return factorOf(0.5, 2);
  if (lower === "by" && /^(?:x\d{1,2}|\d{1,2}x)$/.test(next ?? "")) return factorOf(Number(next?.replace("x", "")), 2);
  const value = Object.hasOwn(factors, lower) ? factors[lower] : undefined;
  return value === undefined ? nothing : factorOf(value, 1);
}

/** "by 2", "two more (replicas)", "another two", "one fewer". Its sign is the sentence's: "down by 2" is -2. */
function difference(words: readonly Word[], at: number, lower: string): readonly Hit[] {
  const hit = (value: number, length: number): readonly Hit[] => {
    const more = isThing(words, at + length) ? length + 1 : length;
    return [{ slot: "delta", value: String(value), length: more }];
  };
  const signed = /^([+-])(\d{1,3})$/.exec(lower);
  if (signed) return hit(Number(`${signed[1] === "-" ? "-" : ""}${signed[2]}`), 1);
  const sign = shrinks(words) ? -1 : 1;
  if (lower === "by") {
    const value = numberOf(words[at + 1]?.lower ?? "");
    return value === null || durationAt(words, at + 1) ? nothing : hit(sign * value, 2);
  }
  const next = words[at + 1]?.lower ?? "";
  if (up.has(lower) && lower !== "up" && lower !== "add" && lower !== "plus") {
    // "another two", "an extra" is met at "an"; "more" stands behind its number.
    const value = numberOf(next) ?? (lower === "another" || lower === "extra" ? 1 : null);
    if (value === null || (numberOf(next) === null && !isThing(words, at + 1))) return nothing;
    return hit(value, numberOf(next) === null ? 1 : 2);
  }
  const value = countOf(lower);
  if (value === null) return nothing;
  if (fewer.has(next)) return hit(-value, 2);
  if (next === "more" || next === "extra" || next === "additional") return hit(value, 2);
  // "add two replicas", "remove one instance": the verb says which way.
  return isThing(words, at + 1) && words.slice(0, at).some(changes) && !leading.has(words[at - 1]?.lower ?? "")
    ? hit(sign * value, 1)
    : nothing;
}

/** "to 5 (replicas)", "5 replicas", "replicas=5". */
function count(words: readonly Word[], at: number, lower: string): readonly Hit[] {
  const [key = "", inside = ""] = lower.split("=");
  if (things.has(key) && numberOf(inside) !== null) return [{ slot: "replicas", value: inside, length: 1 }];
  const from = leading.has(lower) ? at + 1 : at;
  const single = words[from]?.lower === "a" && words[from + 1]?.lower === "single" && isThing(words, from + 2);
  if (single) return [{ slot: "replicas", value: "1", length: from - at + 3 }];
  const value = numberOf(words[from]?.lower ?? "");
  if (value === null || durationAt(words, from)) return nothing;
  const named = isThing(words, from + 1);
  if (!named && from === at) return nothing;
  // "remove 2 pods" is a difference.
  if (from === at && !leading.has(words[at - 1]?.lower ?? "") && words.slice(0, at).some(changes)) return nothing;
  const length = from - at + (named ? 2 : 1);
  const hits: readonly Hit[] = [{ slot: "replicas", value: String(value), length }];
  // "to 10" may be any number.
  return named ? hits : [...hits, { slot: "number", value: String(value), length }];
}
