/** Text in columns: how wide it is, how it wraps, how it is cut. Knows our own colour codes (they take no room). */
import { stripVTControlCharacters } from "node:util";

const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const graphemes = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

/** Two columns on a terminal: emoji and the wide and full-width ranges of UAX #11. */
const wide =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}])/u;

const widthOf = (grapheme: string): number => (wide.test(grapheme) ? 2 : 1);

const ascii = /^[ -~]*$/;

/** Terminal columns. */
export function columns(text: string): number {
  const plain = stripVTControlCharacters(text);
  if (ascii.test(plain)) return plain.length;
  return graphemes(plain).reduce((sum, grapheme) => sum + widthOf(grapheme), 0);
}

export const pad = (text: string, width: number): string => text + " ".repeat(Math.max(0, width - columns(text)));
export const padLeft = (text: string, width: number): string => " ".repeat(Math.max(0, width - columns(text))) + text;

/** The longest beginning that fits. */
function head(text: string, width: number): string {
  let room = width;
  let end = 0;
  for (const { segment } of segmenter.segment(text)) {
    room -= widthOf(segment);
    if (room < 0) break;
    end += segment.length;
  }
  return text.slice(0, end);
}

/** One line, no wider than this; what is missing shows as "…". */
export const clip = (text: string, width: number): string =>
  columns(text) <= width ? text : `${head(text, Math.max(0, width - 1))}…`;

/** Text is not wrapped any narrower, in columns. */
export const narrowest = 8;

/** Wraps each line at spaces and keeps its indentation; a word that is too long is broken. */
export const wrap = (text: string, width: number): string[] =>
  text.split("\n").flatMap((line) => wrapLine(line, Math.max(narrowest, width)));

function wrapLine(line: string, width: number): string[] {
  if (columns(line) <= width) return [line.trimEnd()];
  const indent = " ".repeat(Math.min(line.length - line.trimStart().length, Math.floor(width / 2)));
  const lines: string[] = [];
  let current = indent;
  for (const word of line.trim().split(/ +/)) {
    const joined = current === indent ? indent + word : `${current} ${word}`;
    if (columns(joined) <= width) {
      current = joined;
      continue;
    }
    if (current !== indent) lines.push(current);
    let rest = word;
    while (columns(indent + rest) > width) {
      const part = head(rest, width - columns(indent)) || (graphemes(rest)[0] ?? "");
      lines.push(indent + part);
      rest = rest.slice(part.length);
    }
    current = indent + rest;
  }
  if (current !== indent) lines.push(current);
  return lines;
}

/** At most this many lines; the last says how many are missing. */
export const cutLines = (lines: readonly string[], most: number): string[] =>
  lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines`];
