/** A folder of Markdown. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Source } from "./source.ts";

export function folderSource({ name, folder }: { readonly name: string; readonly folder: string }): Source {
  return {
    name,
    where: folder,
    list: async () => {
      const all = (await readdir(folder, { recursive: true })).filter((f) => /\.md$/i.test(f));
      const documents = new Map<string, string>();
      for (const f of all)
        documents.set(
          f,
          createHash("sha256")
            .update(await readFile(path.join(folder, f)))
            .digest("hex"),
        );
      return {
        rev: null,
        documents,
        refused: new Map(),
        read: (f) => readFile(path.join(folder, f)),
        link: () => null,
      };
    },
  };
}
