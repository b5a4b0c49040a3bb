/** Web addresses, exactly as written: a CDN compares them byte by byte. */
import { nothing, type Finder } from "./finder.ts";

export const url: Finder = (words, at) => {
  const text = words[at]?.text ?? "";
  return /^https?:\/\/[^\s/]/i.test(text) && URL.canParse(text) ? [{ slot: "url", value: text, length: 1 }] : nothing;
};
