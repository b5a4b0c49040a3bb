/** CommonMark, for as long as it is a person's. */
import { createContext, Script } from "node:vm";
import type { Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";

/** Milliseconds. A megabyte of prose takes one second; a hundred kilobytes of `_a__ ` would take minutes. */
const longest = 20_000;

/** Only a script can be given a time limit; it is ours, and the text is handed in from outside. */
const script = new Script("parse()");
const room: { parse?: () => void } = {};
createContext(room);

/** Throws RangeError for text that takes too long, so that one file cannot hold up all others. */
export function parseMarkdown(markdown: string, patience = longest): Root {
  let root: Root | null = null;
  room.parse = () => void (root = fromMarkdown(markdown));
  try {
    script.runInContext(room, { timeout: patience });
  } catch (error) {
    if (!isTimeout(error)) throw error;
    throw new RangeError(`its Markdown takes more than ${patience / 1000} s to read`, { cause: error });
  }
  return root ?? { type: "root", children: [] };
}

/** The error may be of the script's own world, where `Error` is another. */
const isTimeout = (error: unknown): boolean =>
  typeof error === "object" && error !== null && "code" in error && error.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
