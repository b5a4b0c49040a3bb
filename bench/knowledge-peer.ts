/** One face for all that is measured, and the peers behind it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Runbook } from "../knowledge/runbook.ts";
import type { Scope } from "../knowledge/scope.ts";
import { plain, type Text } from "./knowledge-corpus.ts";

export interface Opened {
  /** Ids of documents, best first, at most a hundred. `scope` says who reads; peers know only everybody and nobody. */
  ask(text: string, scope: Scope): Promise<readonly string[]>;
  /** How it is set up, if there is a choice. */
  readonly note?: string;
  /** Milliseconds that indexing took once the texts were analysed, where that is a step of its own. */
  readonly indexing?: number;
}

/** What a peer is; its lists of documents, best first, are fused with `k`. Peers are JavaScript: what they import is installed only here. */
export interface Peer {
  readonly note: string;
  readonly k?: number;
  readonly open: (documents: readonly Text[]) => Promise<{
    readonly ask: (
      text: string,
      openOnly: boolean,
    ) => readonly (readonly string[])[] | Promise<readonly (readonly string[])[]>;
  }>;
}

/** Reciprocal rank fusion. */
export function fuse(lists: readonly (readonly string[])[], k: number): string[] {
  const votes = new Map<string, number>();
  for (const list of lists) {
    [...new Set(list)].forEach((id, rank) => votes.set(id, (votes.get(id) ?? 0) + 1 / (k + rank)));
  }
  const ranked = [...votes].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return ranked.map(([id]) => id).slice(0, 100);
}

export const peers = ["textsearch", "minisearch", "lunr", "flexsearch", "orama"] as const;

export const installed = existsSync(path.join(import.meta.dirname, "node_modules/minisearch"));

export async function openPeer(name: string, documents: readonly Runbook[]): Promise<Opened> {
  const file = path.join(import.meta.dirname, `peer/search/${name}.js`);
  const { open, note, k = 1 } = (await import(pathToFileURL(file).href)) as Peer;
  const { ask } = await open(documents.map(plain));
  return { note, ask: async (text, { audiences }) => fuse(await ask(text, audiences.length > 0), k) };
}
