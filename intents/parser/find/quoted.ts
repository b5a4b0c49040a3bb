/** What stands in quotation marks: data for a parameter (a TXT record's text), never words of the person's own. */
import { nothing, type Finder } from "./finder.ts";

export const quoted: Finder = (words, at) => {
  const quote = words[at]?.quote;
  return quote && quote.text !== "" ? [{ slot: "quoted", value: quote.text, length: 1 }] : nothing;
};
