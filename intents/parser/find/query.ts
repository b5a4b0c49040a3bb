/** What is looked for in a log: "for connection reset", "containing OOM", "mentioning timeouts". */
import type { Word } from "../words.ts";
import { nothing, type Finder } from "./finder.ts";

const openers = new Set(
  "for containing contain contains matching match mentioning mention mentions about saying like including grep".split(
    " ",
  ),
);
/** Words that begin what comes after it. */
const stops = new Set(
  "me us you it in on from over during since within last past at of between across inside under please pls thanks for the-last".split(
    " ",
  ),
);
const longest = 8;

/** `name` tells what is a name of the inventory, and so is no text to look for. */
export const queryFinder =
  (others: readonly Finder[]): Finder =>
  (words, at) => {
    if (!openers.has(words[at]?.lower ?? "")) return nothing;
    let from = at + 1;
    while (
      /^(?:the|any|a|an|all|lines?|entries|messages?|word|words|string|text|phrase)$/.test(words[from]?.lower ?? "")
    )
      from++;
    let end = from;
    while (end < words.length && end - from < longest && !ends(words, end, from, others)) {
      end++;
      if (words[end - 1]?.pause !== "") break;
    }
    if (end === from) return nothing;
    const said = words.slice(from, end).map((word) => word.quote?.text ?? word.text);
    return [{ slot: "query", value: said.join(" "), length: end - at }];
  };

function ends(words: readonly Word[], at: number, from: number, others: readonly Finder[]): boolean {
  const word = words[at];
  if (!word || (at > from && stops.has(word.lower)) || (at === from && stops.has(word.lower))) return true;
  return !word.quote && others.some((find) => find(words, at).some((hit) => hit.slot !== "number"));
}
