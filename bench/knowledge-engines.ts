/** Signalbox's search, whole and its postings alone, and whatever else is measured, by name. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { idOf } from "../knowledge/address.ts";
import { analyse } from "../knowledge/analyse.ts";
import { openCorpus } from "../knowledge/corpus.ts";
import { createLexical } from "../knowledge/lexical.ts";
import { openLibrary } from "../knowledge/library.ts";
import type { Runbook } from "../knowledge/runbook.ts";
import type { Source } from "../knowledge/sources/source.ts";
import { labelOf, termsOf } from "../knowledge/terms.ts";
import { folder } from "./knowledge-corpus.ts";
import { openFts5 } from "./knowledge-fts5.ts";
import { fuse, openPeer, type Opened } from "./knowledge-peer.ts";

/** Our postings alone, as the peers: no shelf, no names, no synonyms, no vote by confidence. */
async function openPostings(documents: readonly Runbook[]): Promise<Opened> {
  const engine = createLexical();
  const entries = documents.map((document) => ({
    id: idOf("", document.path),
    roles: document.roles,
    about: [],
    label: labelOf(document, []),
    chunks: document.chunks.map((chunk) => termsOf(document, chunk)),
    texts: [],
    stamp: "",
  }));
  const began = performance.now();
  await engine.put(entries);
  return {
    indexing: performance.now() - began,
    ask: async (text, scope) => {
      const weights = new Map(analyse(text).map((term) => [term, 1]));
      const found = await engine.search({ weights, text }, scope);
      return fuse([found.documents, found.chunks.map(({ document }) => document)], 10);
    },
  };
}

/** The whole of it. Texts that are already read come from a source that only names them. */
async function openOurs(file: string, documents: readonly Runbook[] | null): Promise<Opened> {
  const names = `${file}.names`;
  if (documents) writeFileSync(names, JSON.stringify(documents.map((document) => document.path)));
  const read = new Map(documents?.map((document) => [document.path, document]));
  const library = existsSync(names)
    ? await openLibrary({
        file,
        sources: [sourceOf(JSON.parse(readFileSync(names, "utf8")) as string[])],
        read: (name) => {
          const document = read.get(name);
          if (!document) throw new Error(`${name} should lie on the shelf`);
          return document;
        },
      })
    : await openCorpus(folder, { file });
  return { ask: async (text, scope) => (await library.search(text, scope)).map(({ id }) => id) };
}

const sourceOf = (paths: readonly string[]): Source => ({
  name: "",
  where: "texts that are already read",
  list: async () => ({
    rev: null,
    documents: new Map(paths.map((one) => [one, "as it is"])),
    refused: new Map(),
    read: async () => Buffer.alloc(0),
    link: () => null,
  }),
});

/** `documents` is null where they come from the folder, or from what lies on the shelf. */
export function open(name: string, documents: readonly Runbook[] | null, file: string): Promise<Opened> {
  if (name === "signalbox") return openOurs(file, documents);
  const given = documents ?? [];
  if (name === "postings") return openPostings(given);
  if (name === "fts5") return openFts5(given, file);
  return openPeer(name, given);
}
