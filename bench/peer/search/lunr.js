/** Lunr, with its own stop words and stemmer. Words are handed over as terms: in its query language a colon means a field. */
import lunr from "lunr";

export const note = "its stop words and stemmer, title × 2, k1 1.5, b 0.75";

export async function open(documents) {
  const index = lunr((builder) => {
    builder.k1(1.5);
    builder.b(0.75);
    builder.field("title", { boost: 2 });
    builder.field("id");
    builder.field("body");
    for (const document of documents) builder.add(document);
  });
  return {
    ask: (text) => [
      index
        .query((query) => query.term(lunr.tokenizer(text), {}))
        .slice(0, 100)
        .map(({ ref }) => ref),
    ],
  };
}
