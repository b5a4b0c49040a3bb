/**
 * MiniSearch, with stop words and a stemmer in `processTerm` as its documentation shows (Porter's, from lunr). Without
 * its lower bound for long texts (d 0) it finds more here; fuzzy and prefix matching make it much worse.
 */
import { stopwords } from "@orama/stopwords/english";
import lunr from "lunr";
import MiniSearch from "minisearch";

export const note = "stop words, Porter stemmer, title × 2, k 1.5, b 0.75, d 0";

const stop = new Set(stopwords);

export async function open(documents) {
  const index = new MiniSearch({
    fields: ["title", "id", "body"],
    processTerm: (term) => {
      const word = term.toLowerCase();
      return stop.has(word) ? null : lunr.stemmer(new lunr.Token(word, {})).toString();
    },
    searchOptions: { boost: { title: 2 }, bm25: { k: 1.5, b: 0.75, d: 0 } },
  });
  index.addAll(documents);
  return {
    ask: (text) => [
      index
        .search(text)
        .slice(0, 100)
        .map(({ id }) => id),
    ],
  };
}
