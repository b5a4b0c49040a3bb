/** Searching any folder of Markdown: for measuring, and for `signalbox knowledge search --corpus`. */
import { openLibrary, type LibraryOptions, type SiteLibrary } from "./library.ts";
import { readForeign } from "./runbook.ts";
import { folderSource } from "./sources/folder.ts";

type Wanted = Partial<Pick<LibraryOptions, "file" | "rules" | "server" | "onProgress">>;

/** Reads every Markdown file below the folder, whatever its front matter says. */
export const openCorpus = (folder: string, wanted: Wanted = {}): Promise<SiteLibrary> =>
  openLibrary({ sources: [folderSource({ folder })], file: ":memory:", read: readForeign, ...wanted });
