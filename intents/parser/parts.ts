/** Several orders in one message: where one ends and the next begins. Each part must make sense alone. */
import type { Word } from "./words.ts";

/** More than this at once is a script, and scripts are playbooks. */
export const most = 3;

const links = new Set(["and", "then", "also", "next", "finally", "afterwards"]);
const bullet = /^(?:\d{1,2}|[a-c])$/;

/** Parts between line ends, full stops, semicolons and "then". */
export const hardParts = (words: readonly Word[]): Word[][] =>
  cut(words, (word, next) => /[;\n.!?]/.test(word.pause) || next.lower === "then");

/** Parts between "and" and commas as well; only worth a look if all of them are orders. */
export const softParts = (words: readonly Word[]): Word[][] =>
  cut(words, (word, next) => word.pause !== "" || next.lower === "then" || next.lower === "and");

function cut(words: readonly Word[], ends: (word: Word, next: Word) => boolean): Word[][] {
  const parts: Word[][] = [[]];
  words.forEach((word, at) => {
    parts.at(-1)?.push(word);
    const next = words[at + 1];
    // "1." begins a part and is none.
    const listed = parts.at(-1)?.length === 1 && bullet.test(word.lower);
    if (next && !listed && ends(word, next)) parts.push([]);
  });
  return parts.map(trim).filter((part) => part.length > 0);
}

/** Without "and then" and list numbers in front, and "and" behind. */
function trim(part: readonly Word[]): Word[] {
  let from = 0;
  let to = part.length;
  const [first] = part;
  if (first && bullet.test(first.lower) && part.length > 1) from++;
  while (from < to && links.has(part[from]?.lower ?? "")) from++;
  while (to > from && links.has(part[to - 1]?.lower ?? "")) to--;
  return part.slice(from, to);
}
