/** The lexical half of a master file (RFC 1035 section 5.1): logical lines of tokens, each with its place in the text. */

export interface Token {
  /** As written, without its quotes; escapes are left as they are. */
  readonly text: string;
  readonly quoted: boolean;
  /** Offsets in the text, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** A line, or several that parentheses hold together. */
export interface LogicalLine {
  readonly tokens: readonly Token[];
  /** It starts with a blank: the owner is that of the record before. */
  readonly indented: boolean;
  readonly start: number;
  /** After its line end. */
  readonly end: number;
  /** Number of its first line, from 1. */
  readonly line: number;
}

/** The text is no master file that we understand. */
export class MasterFileError extends Error {
  override readonly name = "MasterFileError";
  readonly line: number;
  readonly why: string;

  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
    this.line = line;
    this.why = why;
  }
}

const quotedString = /"((?:[^"\\\n]|\\[^\n])*)"/y;
const word = /(?:[^\s;()"\\]|\\[^\n])+/y;

/** Cuts the text into logical lines, empty ones and those with nothing but a comment included. */
export function* logicalLines(text: string): Generator<LogicalLine> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const start = at;
    const firstLine = line;
    const tokens: Token[] = [];
    let depth = 0;
    while (at < text.length) {
      const character = text[at];
      if (character === "\n") {
        at++;
        line++;
        if (depth === 0) break;
      } else if (character === ";") {
        const end = text.indexOf("\n", at);
        at = end === -1 ? text.length : end;
      } else if (character === "(" || character === ")") {
        depth += character === "(" ? 1 : -1;
        if (depth < 0) throw new MasterFileError(line, "a closing parenthesis has no opening one");
        at++;
      } else if (character === undefined || /\s/.test(character)) {
        at++;
      } else {
        const quoted = character === '"';
        const pattern = quoted ? quotedString : word;
        pattern.lastIndex = at;
        const match = pattern.exec(text);
        if (!match) throw new MasterFileError(line, quoted ? "a quoted string has no end" : "a backslash stands alone");
        tokens.push({ text: quoted ? (match[1] ?? "") : match[0], quoted, start: at, end: pattern.lastIndex });
        at = pattern.lastIndex;
      }
    }
    if (depth > 0) throw new MasterFileError(firstLine, "an opening parenthesis is never closed");
    yield { tokens, indented: /[ \t]/.test(text[start] ?? ""), start, end: at, line: firstLine };
  }
}
