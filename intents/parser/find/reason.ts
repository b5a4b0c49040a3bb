/** A reason in the person's own words: "because the sensor is broken", "due to maintenance". It runs to the clause's end. */
import { nothing, type Finder } from "./finder.ts";

const openers: readonly (readonly string[])[] = [
  ["because", "of"],
  ["because"],
  ["due", "to"],
  ["with", "the", "reason"],
  ["note", "the", "reason", "as"],
  ["and", "note", "the", "reason", "as"],
  ["the", "reason", "is"],
  ["the", "reason", "being"],
  ["reason", "is"],
  ["reason", "being"],
  ["reason"],
  ["since", "we're"],
  ["since", "we", "are"],
  ["cause"],
  ["cuz"],
  ["bc"],
  ["on", "account", "of"],
];
/** What a reason cannot begin with is no reason: "for the reason that …" is. */
const longest = 30;

export const reason: Finder = (words, at) => {
  const opener = openers.find((one) => one.every((word, index) => words[at + index]?.lower === word));
  if (!opener) return nothing;
  const start = at + opener.length;
  let end = start;
  while (end < words.length && end - start < longest) {
    end++;
    if (/[.;!?\n]/.test(words[end - 1]?.pause ?? "")) break;
  }
  if (end === start) return nothing;
  const text = words
    .slice(start, end)
    .map(
      (word) => (word.quote ? word.quote.text : word.text) + (word.pause === "," && word !== words[end - 1] ? "," : ""),
    )
    .join(" ");
  return [{ slot: "reason", value: text, length: end - at }];
};
