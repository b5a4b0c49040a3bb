/** Whole numbers, in digits or as the words people use for small ones. */
import { nothing, type Finder } from "./finder.ts";

const spoken = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const rare: Readonly<Record<string, number>> = { twelve: 12, fifteen: 15, twenty: 20, thirty: 30, sixty: 60 };

/** The number that this word is, or null. */
export function numberOf(lower: string): number | null {
  if (/^\d{1,9}$/.test(lower)) return Number(lower);
  const small = spoken.indexOf(lower);
  return small >= 0 ? small : (rare[lower] ?? null);
}

export const number: Finder = (words, at) => {
  const value = numberOf(words[at]?.lower ?? "");
  return value === null ? nothing : [{ slot: "number", value: String(value), length: 1 }];
};
