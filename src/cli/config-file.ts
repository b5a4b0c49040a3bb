/** Writes a setting into the configuration file, and nothing else of it is changed: comments stay, too. */
import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, parseDocument, stringify } from "yaml";

export interface Change {
  /** A key at the top of the file: "model". */
  readonly section: string;
  /** What shall stand there. */
  readonly set?: Readonly<Record<string, unknown>>;
  /** What shall be added to lists there. */
  readonly add?: Readonly<Record<string, unknown>>;
}

/** False, with nothing written, where the file is the example's, may not be written, or would change elsewhere too. */
export function writeChange(file: string, change: Change): boolean {
  if (path.basename(file) === "signalbox.example.yml" || !isWritable(file)) return false;
  const before = readFileSync(file, "utf8");
  const after = withChange(before, change);
  if (after === null) return false;
  const half = `${file}.new`;
  writeFileSync(half, after, { mode: statSync(file).mode });
  renameSync(half, file);
  return true;
}

/** What to write by hand, where that is not to be done. */
export const wordChange = ({ section, set = {}, add = {} }: Change): string =>
  stringify({ [section]: { ...set, ...asLists(add) } }, { lineWidth: 0 });

const asLists = (add: Readonly<Record<string, unknown>>): Record<string, unknown[]> =>
  Object.fromEntries(Object.entries(add).map(([key, value]) => [key, [value]]));

/** The text with this in it; null if that cannot be done without touching anything else. */
export function withChange(before: string, change: Change): string | null {
  const { section, set = {}, add = {} } = change;
  const document = parseDocument(before);
  if (document.errors.length > 0) return null;
  const was = (document.toJS() ?? {}) as Record<string, unknown>;
  if (document.contents !== null && !isMap(document.contents)) return null;
  const there = (was[section] ?? {}) as Record<string, unknown>;
  const longer = Object.entries(asLists(add)).map(([key, more]) => [key, [...((there[key] ?? []) as []), ...more]]);
  const wanted = { ...was, [section]: { ...there, ...set, ...Object.fromEntries(longer) } };
  let after: string;
  if (was[section] === undefined && !(isMap(document.contents) && document.contents.flow)) {
    const gap = before === "" ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    after = `${before}${gap}${wordChange(change)}`;
  } else {
    for (const [key, value] of Object.entries(set)) document.setIn([section, key], value);
    for (const [key, value] of Object.entries(add)) {
      if (there[key] === undefined) document.setIn([section, key], document.createNode([value]));
      else document.addIn([section, key], document.createNode(value));
    }
    after = document.toString({ lineWidth: 0 });
  }
  // Whatever the library did with it, it must say this and nothing else.
  return isDeepStrictEqual(parseDocument(after).toJS(), wanted) ? after : null;
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    accessSync(path.dirname(file), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
