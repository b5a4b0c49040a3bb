/** Where a document stands among all others. */

/** "hosts/disk-full.md"; of another source than the main folder "team:hosts/disk-full.md". */
export const addressOf = (source: string, path: string): string => (source === "" ? path : `${source}:${path}`);

/** The same without its ending. */
export const idOf = (source: string, path: string): string => addressOf(source, path).replace(/\.md$/i, "");

/** What it is about, for questions that are only about that: its services, its source and the folders it lies in. */
export const aboutOf = (source: string, path: string, services: readonly string[]): string[] => [
  ...new Set([...services, ...(source === "" ? [] : [source]), ...path.split("/").slice(0, -1)]),
];
