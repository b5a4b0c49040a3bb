/** Libraries for tests: of what is said here, or of a folder; nothing is kept. */
import { createHash } from "node:crypto";
import { openLibrary, type LibraryOptions, type SiteLibrary } from "../../knowledge/library.ts";
import { folderSource } from "../../knowledge/sources/folder.ts";
import type { Source } from "../../knowledge/sources/source.ts";
import type { Answer } from "../../src/providers/library.ts";

export type Files = Readonly<Record<string, string>>;

const hash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** What the function gives is there at that moment. */
export const sourceOf = (files: () => Files, name = ""): Source => ({
  name,
  where: "a test",
  list: async () => {
    const now = files();
    return {
      rev: null,
      documents: new Map(Object.entries(now).map(([path, text]) => [path, hash(text)])),
      refused: new Map(),
      read: async (path) => Buffer.from(now[path] ?? ""),
      link: () => null,
    };
  },
});

type More = Partial<LibraryOptions>;

export const libraryOf = (files: Files, more: More = {}): Promise<SiteLibrary> =>
  openLibrary({ sources: [sourceOf(() => files)], file: ":memory:", ...more });

export const libraryIn = (folder: string, more: More = {}): Promise<SiteLibrary> =>
  openLibrary({ sources: [folderSource({ folder })], file: ":memory:", ...more });

/** As somebody with these roles, where nobody else reads. */
export const ask = (library: SiteLibrary, text: string, roles: readonly string[] = []): Promise<Answer> =>
  library.answer({ text, audiences: [roles], about: null });

export const everything = { audiences: [], about: null };

/** A document with one section that says what to do; `front` is its front matter. */
export const page = (title: string, body: string, front = ""): string =>
  `${front && `---\n${front}\n---\n`}# ${title}\n\n## Steps\n\n${body}\n`;
