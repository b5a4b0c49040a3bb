/** Which files of a source are documents, and which of those can be used. */
import { isUtf8 } from "node:buffer";
import { visible } from "../clean.ts";

/** Bytes. Beyond this a file is a book or an accident. */
export const maxBytes = 1_000_000;

/** Markdown, neither hidden itself nor in a hidden folder. */
export const isDocument = (path: string): boolean => /\.md$/i.test(path) && !/(?:^|\/)\./.test(path);

/** A name as it can be shown to people. */
export const shownPath = (path: string): string => visible(path).replaceAll(/[\n\t]/g, " ");

/** Throws RangeError for a document that cannot be used, whatever stands in it. */
export function checkDocument(path: string, size: number): void {
  if (shownPath(path) !== path || path.includes("\ufffd"))
    throw new RangeError("its name holds characters that cannot be seen");
  if (size > maxBytes) throw new RangeError(`it has ${size} bytes, more than ${maxBytes}`);
}

/** Throws RangeError. */
export function checkText(bytes: Buffer): Buffer {
  if (!isUtf8(bytes)) throw new RangeError("it is not UTF-8");
  return bytes;
}

/** For addresses; slashes stay. */
export const encodePath = (path: string): string => path.split("/").map(encodeURIComponent).join("/");
