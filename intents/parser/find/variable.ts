/** "days=7": a playbook's own parameter. */
import { nothing, type Finder } from "./finder.ts";

export const variable: Finder = (words, at) => {
  const text = words[at]?.text ?? "";
  return /^[a-z][a-z0-9_]*=[^=\s]+$/i.test(text) ? [{ slot: "variable", value: text, length: 1 }] : nothing;
};
