/** The library of a site, put together from its configuration. */
import path from "node:path";
import type { Config } from "../src/config.ts";
import { openLibrary, type LibraryOptions, type SiteLibrary } from "./library.ts";
import { folderSource } from "./sources/folder.ts";
import { gitSource } from "./sources/git.ts";
import type { Source } from "./sources/source.ts";

type Wanted = Pick<LibraryOptions, "onProgress" | "today" | "names"> & {
  /** Nothing is kept: for looks at a site whose data nobody shall touch. */
  readonly forgetful?: boolean;
};

function sourcesOf({ folders, knowledge, data, surroundings }: Config): Source[] {
  const more = knowledge.sources.map((one) => {
    if ("folder" in one) return folderSource({ name: one.name, folder: one.folder, ...urlOf(one.link) });
    const { token, ...rest } = one;
    const cache = path.join(data, "knowledge", one.name);
    return gitSource({ ...rest, ...(token ? { token } : {}) }, { cache, surroundings });
  });
  return [folderSource({ folder: folders.runbooks, ...urlOf(knowledge.link) }), ...more];
}

const urlOf = (link: string | undefined) => (link === undefined ? {} : { url: link });

export const openKnowledge = (config: Config, { forgetful = false, ...wanted }: Wanted = {}): Promise<SiteLibrary> =>
  openLibrary({
    sources: sourcesOf(config),
    file: forgetful ? ":memory:" : path.join(config.data, "knowledge.db"),
    ...wanted,
  });
