/** Searching any folder of Markdown: for measuring, and for `signalbox knowledge search --corpus`. */
import { openLibrary, type SiteLibrary } from "./library.ts";
import { readForeign } from "./runbook.ts";
import { folderSource } from "./sources/folder.ts";

/** Reads every Markdown file below the folder, whatever its front matter says. */
export const openCorpus = (folder: string, file = ":memory:"): Promise<SiteLibrary> =>
  openLibrary({ sources: [folderSource({ name: "", folder })], file, read: readForeign });
