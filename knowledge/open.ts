/** The library of a site, put together from its configuration. */
import path from "node:path";
import type { Config } from "../src/config.ts";
import { openLibrary, type LibraryOptions, type SiteLibrary } from "./library.ts";
import { folderSource } from "./sources/folder.ts";
import type { Source } from "./sources/source.ts";

type Wanted = Pick<LibraryOptions, "onProgress" | "today"> & {
  /** Nothing is kept: for looks at a site whose data nobody shall touch. */
  readonly forgetful?: boolean;
};

const sourcesOf = ({ folders, knowledge }: Config): Source[] => [
  folderSource({ name: "", folder: folders.runbooks, ...(knowledge.link ? { link: knowledge.link } : {}) }),
  ...knowledge.sources.flatMap((one) => ("folder" in one ? [folderSource(one)] : [])),
];

export const openKnowledge = (config: Config, { forgetful = false, ...wanted }: Wanted = {}): Promise<SiteLibrary> =>
  openLibrary({
    sources: sourcesOf(config),
    file: forgetful ? ":memory:" : path.join(config.data, "knowledge.db"),
    ...wanted,
  });
