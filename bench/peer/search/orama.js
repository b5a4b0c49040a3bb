/** Orama, ranked by its plugin for proximity (QPS): its BM25 matches beginnings of words and finds half as much here. */
import { create, insertMultiple, search } from "@orama/orama";
import { pluginQPS } from "@orama/plugin-qps";
import { stopwords } from "@orama/stopwords/english";

export const note = "QPS, English stemmer and stop words, title × 2";

export async function open(documents) {
  const index = create({
    schema: { title: "string", address: "string", body: "string" },
    components: { tokenizer: { language: "english", stemming: true, stopWords: stopwords } },
    plugins: [pluginQPS()],
  });
  await insertMultiple(
    index,
    documents.map(({ id, title, body }) => ({ id, address: id, title, body })),
    500,
  );
  return {
    ask: async (text) => {
      const { hits } = await search(index, { term: text, boost: { title: 2 }, limit: 100 });
      return [hits.map(({ id }) => id)];
    },
  };
}
