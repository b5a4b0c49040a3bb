/** Text of documents is untrusted: what a reviewer cannot see in it, nobody shall be shown or find. */

/**
 * Line endings, zero-width, bidirectional and other characters that draw nothing (Unicode Default_Ignorable_Code_Point,
 * UAX #44), line and paragraph separators, and control characters other than tab and newline.
 */
const unseen = /\r\n?|[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029]|(?![\t\n])\p{Cc}/gu;

export interface Cleaned {
  readonly text: string;
  /** Where the character at this offset stood before. */
  readonly origin: (offset: number) => number;
}

/** Without what cannot be seen, every line ending in \n. */
export function clean(text: string): Cleaned {
  /** Where something was left out, and how much up to there. */
  const cuts: number[] = [];
  const lengths: number[] = [];
  let length = 0;
  const cleaned = text.replaceAll(unseen, (found: string, at: number) => {
    const kept = found.startsWith("\r") ? "\n" : "";
    if (found.length > kept.length) {
      cuts.push(at - length);
      length += found.length - kept.length;
      lengths.push(length);
    }
    return kept;
  });
  return { text: cleaned, origin: (offset) => offset + (lengths[upTo(cuts, offset)] ?? 0) };
}

export const visible = (text: string): string => clean(text).text;

/** The position of the last of these ascending numbers that is not greater; -1 for none. */
function upTo(numbers: readonly number[], most: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** HTML is not text, but a comment may stand in the middle of some. */
export const withoutComments = (html: string): string => html.replaceAll(/<!--.*?(?:-->|$)/gs, "");
