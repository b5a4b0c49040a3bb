/** Ids of requests as this site writes them: "r-8KQ2ZC7M" (eight of Crockford's base 32). */
import { nothing, type Finder } from "./finder.ts";

export const request: Finder = (words, at) => {
  const text = words[at]?.text ?? "";
  return /^r-[0-9A-HJKMNP-TV-Z]{8}$/i.test(text)
    ? [{ slot: "request", value: `r-${text.slice(2).toUpperCase()}`, length: 1 }]
    : nothing;
};
