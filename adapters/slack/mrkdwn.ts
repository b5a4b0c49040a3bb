/**
 * Text for Slack's mrkdwn. Everything that people, hosts, models and documents wrote passes through here: nothing in it
 * can mention, link, or leave the code block it stands in.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */

/** Controls, format characters (bidirectional, zero-width, tags: UAX #9, UTR #36), private use, lone surrogates. */
const unsafe = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const picture = (character: string): string =>
  `<U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}>`;

/** What cannot be seen is shown: a zero-width space is <U+200B>. Keeps line breaks; a tab becomes four spaces. */
const visible = (text: string): string =>
  text.replaceAll("\r\n", "\n").replaceAll(unsafe, picture).replaceAll("\t", "    ");

/** A zero-width space between backticks of which this many follow one another. */
const unfenced = (text: string, atLeast: 2 | 3): string =>
  text.replaceAll(atLeast === 3 ? /`{3,}/g : /`{2,}/g, (run) => run.replaceAll(/`(?=`)/g, "`\u200B"));

/** The first `most` units of it, without half a character at the end. */
const head = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "");

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/**
 * Escaped and at most `most` characters long; what is missing shows as "…". No entity or character is cut in two, and
 * no three backticks in a row begin a code block.
 */
export function escape(text: string, most = 2900): string {
  let escaped = "";
  let fits = "";
  for (const character of unfenced(visible(head(text, most)), 3)) {
    escaped += entities[character] ?? character;
    if (escaped.length > most) return `${fits}…`;
    if (escaped.length < most) fits = escaped;
  }
  return text.length > most ? `${fits}…` : escaped;
}

/** On one line and at most `most` characters long; not escaped yet. */
export function flat(text: string, most: number): string {
  const joined = text.replaceAll(/[\r\n]+/g, " ");
  return joined.length <= most ? joined : `${head(joined, most - 1)}…`;
}

/** Escaped and on one line. */
export const line = (text: string, most?: number): string => escape(text.replaceAll(/[\r\n]+/g, " "), most);

/** Bold, unless an asterisk of its own would end that early. Its backticks pair with none of ours. */
export function bold(text: string, most?: number): string {
  const escaped = line(text.replaceAll("`", "ˋ"), most).trim();
  return escaped === "" || escaped.includes("*") ? escaped : `*${escaped}*`;
}

/** In a fixed-width face within a line. */
export const code = (text: string, most?: number): string =>
  `\`${line(text.replaceAll("`", "ˋ"), most).trim() || " "}\``;

/** More than any message holds: nobody waits for the rest to be escaped. */
const mostEver = 40_000;

/** Code blocks of at most `most` characters each, broken between lines where possible, that hold all of the text. */
export function fences(text: string, most = 2900): string[] {
  const room = most - 8;
  const blocks: string[] = [];
  let block = "";
  for (const piece of visible(head(text, mostEver))
    .trimEnd()
    .split("\n")
    .flatMap((one) => pieces(one, room))) {
    if (block !== "" && block.length + piece.length + 1 > room) {
      blocks.push(block);
      block = "";
    }
    block += block === "" ? piece : `\n${piece}`;
  }
  return [...blocks, block].filter((one) => one !== "").map((one) => `\`\`\`\n${one}\n\`\`\``);
}

/** One line, escaped, in parts that fit. */
function pieces(text: string, room: number): string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    const next = entities[character] ?? character;
    // Doubled for the spaces that `unfenced` may put in.
    if (part.length + next.length > room / 2) {
      parts.push(part);
      part = "";
    }
    part += next;
  }
  return [...parts, part].map((one) => unfenced(one, 2));
}

/** Text in pieces of at most `most` escaped characters, broken at paragraphs, lines or words where possible. */
export function paragraphs(text: string, most = 2900): string[] {
  const found: string[] = [];
  let rest = head(text.trim(), mostEver);
  while (rest !== "") {
    let end = rest.length <= most ? rest.length : breakBefore(rest, most + 1);
    while (escape(rest.slice(0, end), 1_000_000).length > most) end = breakBefore(rest, end);
    found.push(escape(rest.slice(0, end).trim(), most));
    rest = rest.slice(end).trim();
  }
  return found;
}

/** A place to break earlier than `end`: after a line or a word in the second half, else in the middle. */
function breakBefore(text: string, end: number): number {
  const tried = end - 1;
  for (const mark of ["\n\n", "\n", " "]) {
    const at = text.lastIndexOf(mark, tried - 1);
    if (at > tried / 2) return at;
  }
  const middle = Math.max(1, tried - 100);
  // Not between the halves of one character.
  return /[\uDC00-\uDFFF]/.test(text.charAt(middle)) ? middle + 1 : middle;
}
