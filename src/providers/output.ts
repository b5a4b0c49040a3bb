/** What a command printed, made fit to be kept and shown: bounded, and without anything that steers a terminal. */
import { stripVTControlCharacters } from "node:util";
import type { Output } from "../receipt.ts";

/** Bytes kept of the beginning and of the end. */
const kept = 32 * 1024;

/** The longest line that is shown while a command runs, in characters. */
const longestLine = 2000;

/**
 * Plain text: no escape sequences, line feeds and tabs as the only control characters, and none of the characters
 * that make text read in another order than it is written (CVE-2021-42574).
 */
export const plain = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/\r\n?/g, "\n")
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "");

/** On one line, with what cannot be seen written as an escape: for names of files and other single values. */
export const visible = (text: string): string =>
  text.replaceAll(
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    /[\\\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (char) => escapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\t": "\\t" };

export interface Collector {
  add(chunk: Uint8Array): void;
  output(): Output;
}

/** Keeps the first and the last bytes of a stream of any length. */
export function collector(bytes = kept): Collector {
  const head: Buffer[] = [];
  let headLength = 0;
  let tail: Buffer[] = [];
  let tailLength = 0;
  let total = 0;
  return {
    add: (chunk) => {
      total += chunk.length;
      const toHead = Buffer.from(chunk.subarray(0, Math.max(0, bytes - headLength)));
      if (toHead.length > 0) head.push(toHead);
      headLength += toHead.length;
      const rest = Buffer.from(chunk.subarray(toHead.length));
      if (rest.length === 0) return;
      tail.push(rest);
      tailLength += rest.length;
      // Cut only now and then, so that a flood of small chunks does not copy the whole tail each time.
      if (tailLength > 2 * bytes) {
        tail = [Buffer.concat(tail).subarray(-bytes)];
        tailLength = bytes;
      }
    },
    output: () => {
      const first = Buffer.concat(head);
      const last = Buffer.concat(tail).subarray(-bytes);
      const left = total - first.length - last.length;
      if (left === 0) return { text: plain(Buffer.concat([first, last]).toString("utf8")), bytes: total, cut: false };
      // Whole lines only, so that neither a character nor an escape sequence is cut in two.
      const begin = first.subarray(0, first.lastIndexOf("\n") + 1 || wholeCharacters(first));
      const finish = last.subarray(last.indexOf("\n") + 1 || firstCharacter(last));
      const gap = total - begin.length - finish.length;
      const text = `${begin.toString("utf8")}\n[… ${gap} bytes left out …]\n${finish.toString("utf8")}`;
      return { text: plain(text), bytes: total, cut: true };
    },
  };
}

/** Does this byte continue a UTF-8 character? */
const continues = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;

/** The length without a character that is cut off at the end. */
function wholeCharacters(bytes: Buffer): number {
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && continues(bytes[start])) start--;
  const lead = bytes[start] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + length > bytes.length ? start : bytes.length;
}

/** Where the first whole character begins. */
function firstCharacter(bytes: Buffer): number {
  let start = 0;
  while (start < 3 && continues(bytes[start])) start++;
  return start;
}

/** Cuts a stream into lines for those who watch. `end` passes on a last line without its line feed. */
export function lines(onLine: (line: string) => void): { add: (chunk: Uint8Array) => void; end: () => void } {
  const decoder = new TextDecoder();
  let rest = "";
  const say = (line: string): void => {
    const text = plain(line).slice(0, longestLine);
    if (text.trim() !== "") onLine(text);
  };
  const cut = (): void => {
    const parts = rest.split(/\r\n|\n|\r/);
    rest = parts.pop() ?? "";
    parts.forEach(say);
    // A program that never ends its line must not fill the memory.
    if (rest.length > longestLine) {
      say(rest);
      rest = "";
    }
  };
  return {
    add: (chunk) => {
      rest += decoder.decode(chunk, { stream: true });
      cut();
    },
    end: () => {
      rest += decoder.decode();
      cut();
      say(rest);
      rest = "";
    },
  };
}
