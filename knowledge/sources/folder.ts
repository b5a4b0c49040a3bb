/** A folder of Markdown files, on this machine. */
import { createHash } from "node:crypto";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { problem, type Problem } from "../../src/problem.ts";
import { checkDocument, checkText, encodePath, isDocument, shownPath } from "./document.ts";
import type { Listing, Source } from "./source.ts";

export interface FolderSettings {
  readonly folder: string;
  readonly name?: string;
  /** Where people read its files: "https://wiki.example.test/{path}". */
  readonly url?: string;
}

export function folderSource({ folder, name = "", url }: FolderSettings): Source {
  const unreachable = (error: unknown): Problem =>
    problem("SOURCE_UNREACHABLE", { source: name === "" ? folder : `${name} (${folder})`, why: reasonOf(error) });
  return {
    name,
    where: folder,
    async list(signal): Promise<Listing> {
      signal.throwIfAborted();
      const documents = new Map<string, string>();
      const refused = new Map<string, string>();
      const root = await rootOf(folder).catch((error: unknown) => {
        throw unreachable(error);
      });
      for (const file of (await walk(root, "", [], refused)).toSorted()) {
        signal.throwIfAborted();
        try {
          documents.set(file, hashOf(await bytesOf(root, file)));
        } catch (error) {
          refused.set(shownPath(file), reasonOf(error));
        }
      }
      return {
        rev: null,
        documents,
        refused,
        async read(file) {
          const hash = documents.get(file);
          try {
            if (hash === undefined) throw new RangeError("it is not there");
            const bytes = await bytesOf(root, file);
            if (hashOf(bytes) !== hash) throw new RangeError("it was being changed while it was read");
            return checkText(bytes);
          } catch (error) {
            if (error instanceof RangeError || isGone(error)) throw new RangeError(reasonOf(error), { cause: error });
            throw unreachable(error);
          }
        },
        link: (file) => url?.replace("{path}", () => encodePath(file)) ?? null,
      };
    },
  };
}

async function rootOf(folder: string): Promise<string> {
  const root = await realpath(folder);
  await readdir(root);
  return root;
}

/** Of the content, not of the time of change: a file that was only touched is the same. */
const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/**
 * Documents below this folder of the root. Links to folders are followed (Kubernetes mounts folders as links), but not
 * out of the root and not in circles.
 */
async function walk(
  root: string,
  below: string,
  above: readonly string[],
  refused: Map<string, string>,
): Promise<string[]> {
  const refuse = (why: string): [] => {
    refused.set(shownPath(below), why);
    return [];
  };
  const real = await realpath(path.join(root, below));
  if (!isInside(root, real)) return refuse("it is a link out of the folder");
  if (above.includes(real)) return refuse("it is a link in a circle");
  const entries = await readdir(real, { withFileTypes: true }).catch((error: unknown) => refuse(reasonOf(error)));
  const found: string[] = [];
  for (const entry of entries) {
    const file = path.posix.join(below, entry.name);
    if (entry.name.startsWith(".")) continue;
    const isFolder =
      entry.isDirectory() || (entry.isSymbolicLink() && (await isFolderLink(path.join(real, entry.name))));
    if (isFolder) found.push(...(await walk(root, file, [...above, real], refused)));
    else if (isDocument(file)) found.push(file);
  }
  return found;
}

const isFolderLink = (file: string): Promise<boolean> =>
  stat(file).then(
    (there) => there.isDirectory(),
    () => false,
  );

function isInside(root: string, file: string): boolean {
  const inside = path.relative(root, file);
  return inside.split(path.sep)[0] !== ".." && !path.isAbsolute(inside);
}

/** Links to files are followed, but not out of the root. */
async function bytesOf(root: string, file: string): Promise<Buffer> {
  const real = await realpath(path.join(root, file));
  if (!isInside(root, real)) throw new RangeError("it is a link out of the folder");
  const there = await stat(real);
  if (!there.isFile()) throw new RangeError("it is no file");
  checkDocument(file, there.size);
  return readFile(real);
}

/** "ENOENT: no such file or directory, open '/srv/…'" without the place, which is known and may be nobody's business. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/, \w+ '.*'$/s, "");

const isGone = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
