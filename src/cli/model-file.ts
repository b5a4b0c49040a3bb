/** Writes which model is used into the configuration file, and nothing else of it is changed: comments stay, too. */
import { accessSync, constants, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isMap, parseDocument } from "yaml";

export interface Choice {
  readonly provider: string;
  readonly name: string;
}

/** False, with nothing written, where the file is the example's, may not be written, or would change elsewhere too. */
export function writeModel(file: string, choice: Choice): boolean {
  if (path.basename(file) === "signalbox.example.yml" || !isWritable(file)) return false;
  const before = readFileSync(file, "utf8");
  const after = withModel(before, choice);
  if (after === null) return false;
  const half = `${file}.new`;
  writeFileSync(half, after, { mode: statSync(file).mode });
  renameSync(half, file);
  return true;
}

/** The text with this choice in it; null if that cannot be done without touching anything else. */
export function withModel(before: string, { provider, name }: Choice): string | null {
  const document = parseDocument(before);
  if (document.errors.length > 0) return null;
  const was = (document.toJS() ?? {}) as Record<string, unknown>;
  if (document.contents !== null && !isMap(document.contents)) return null;
  const wanted = { ...was, model: { ...(was["model"] as object | undefined), provider, name } };
  let after: string;
  if (was["model"] === undefined && !(isMap(document.contents) && document.contents.flow)) {
    const gap = before === "" ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    after = `${before}${gap}model:\n  provider: ${provider}\n  name: ${JSON.stringify(name)}\n`;
  } else {
    document.setIn(["model", "provider"], provider);
    document.setIn(["model", "name"], name);
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
