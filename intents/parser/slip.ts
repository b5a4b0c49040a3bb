/** One misspelled name in a sentence that nothing else explains: "cpu of wbe-1", "restart chekout". */
import type { Names } from "../../src/inventory.ts";
import type { Mention } from "./find/index.ts";
import type { Match } from "./frames.ts";
import { slipOf } from "./nearest.ts";
import type { Word } from "./words.ts";

export interface Slip {
  /** The sentence with the name put right. */
  readonly words: readonly Word[];
  readonly said: string;
  readonly name: string;
}

/** Null unless no deed is near and exactly one word that nothing explains is one slip from one name. */
export function slipIn(
  words: readonly Word[],
  mentions: readonly Mention[],
  matches: readonly Match[],
  names: Names,
): Slip | null {
  if (matches.some((match) => match.action.effect !== "read")) return null;
  const read = matches.find((match) => !match.typed && match.loose.length === 1);
  // "is wbe-1 up?" is no status of anything yet; a word shaped like a machine's name may be one.
  const [loose, ...more] = read?.loose ?? words.filter((word) => /^[a-z]+\w*-?\w*\d+$/.test(word.lower));
  if (!loose || more.length > 0 || loose.quote) return null;
  const at = words.indexOf(loose);
  if (mentions.some((one) => one.from <= at && at < one.to && one.slot !== "name")) return null;
  const name = slipOf(loose.lower, spellings(names));
  if (name === null) return null;
  return { words: words.with(at, named(loose, name)), said: loose.text, name };
}

/** The one word that is a slip of one name, in a sentence that no frame explains. Of a deed it may only be asked back. */
export function soleSlip(words: readonly Word[], mentions: readonly Mention[], names: Names): Slip | null {
  const pool = spellings(names);
  const [slip, ...more] = words.flatMap((word, at) => {
    if (word.quote || word.genitive || mentions.some((one) => one.from <= at && at < one.to)) return [];
    const name = slipOf(word.lower, pool);
    return name === null ? [] : [{ words: words.with(at, named(word, name)), said: word.text, name }];
  });
  return slip && more.length === 0 ? slip : null;
}

/** The names that a slip is looked for among. */
const spellings = ({ hosts, services, groups, zones }: Names): string[] => [
  ...hosts,
  ...services,
  ...Object.keys(groups),
  ...zones,
];

const named = (word: Word, name: string): Word => ({ ...word, text: name, lower: name.toLowerCase() });
