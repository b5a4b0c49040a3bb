/** Foreign text made harmless for a terminal: nothing in it can move the cursor, colour, hide or reorder what stands there. */

/**
 * Controls (ESC and the 8-bit CSI of ECMA-48 among them), format characters (bidirectional controls, UAX #9;
 * zero-width and tag characters, UTR #36), private use, lone surrogates, line and paragraph separators.
 */
const unsafe = /(?![\n\t])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A combining mark at the beginning of a word: it would join whatever we write before it. */
const loose = /(?<=^|\s)(?=[\p{M}\p{Emoji_Modifier}])/gmu;

/** A picture of the character: ESC is ␛, U+202E is <U+202E>. */
function picture(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
}

/** Keeps line breaks; a tab becomes four spaces, a loose combining mark gets a dotted circle to stand on. */
export const sanitize = (text: string): string =>
  text.replaceAll("\r\n", "\n").replaceAll(unsafe, picture).replaceAll("\t", "    ").replaceAll(loose, "◌");

/** The same on one line. */
export const sanitizeLine = (text: string): string => sanitize(text).replaceAll("\n", " ");

/** JSON on one line whose every unsafe character is written as an escape: a reader gets the same text back. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(unsafe, (character) =>
    Array.from({ length: character.length }, (_, unit) => escapeUnit(character.charCodeAt(unit))).join(""),
  );

const escapeUnit = (unit: number): string => String.raw`\u${unit.toString(16).padStart(4, "0")}`;
