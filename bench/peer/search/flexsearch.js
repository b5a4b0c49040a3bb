/**
 * FlexSearch, which ranks by where in a text its words stand and, with a context, by how near to each other. So the title
 * stands first in one index: fields of their own, merged or boosted, find less here.
 */
import { Encoder, Index } from "flexsearch";
import english from "flexsearch/lang/en";

export const note = "English encoder, context of depth 2 in both directions, suggestions, title first";

export async function open(documents) {
  const index = new Index({
    tokenize: "strict",
    encoder: new Encoder(english),
    context: { resolution: 5, depth: 2, bidirectional: true },
  });
  documents.forEach(({ id, title, body }, number) => index.add(number, [title, id, body].join("\n")));
  const ids = documents.map(({ id }) => id);
  return { ask: (text) => [index.search(text, { limit: 100, suggest: true }).map((number) => ids[number])] };
}
