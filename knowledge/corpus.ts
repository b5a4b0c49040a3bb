/** Searching any folder of Markdown: for measuring, and for `signalbox knowledge search`. */
import { index } from "./index.ts";
import { load } from "./load.ts";
import { idOf } from "./names.ts";
import { readForeign } from "./runbook.ts";

export interface Ranking {
  /** Paths below the folder without ".md", best first; at most a hundred. */
  readonly docs: readonly string[];
  /** 0 to 1, as the library would grade it. */
  readonly confidence: number;
}

/** Reads every Markdown file below the folder, whatever its front matter, and gives the function that ranks them. */
export async function openCorpus(folder: string): Promise<(query: string) => Ranking> {
  const { runbooks } = await load(folder, readForeign);
  const runbookIndex = index(runbooks);
  return (query) => {
    const hits = runbookIndex.search(query);
    return { docs: hits.map(({ runbook }) => idOf(runbook)), confidence: hits[0]?.grade().confidence ?? 0 };
  };
}
