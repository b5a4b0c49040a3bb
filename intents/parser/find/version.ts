/** Releases: "v2.14.1", "2.3", "version 41", "build 1234", "sha 9f3c2ab". The value is spelled as the person spelled it. */
import { nothing, type Finder } from "./finder.ts";

/** Two or three numeric parts, or one behind a "v"; then what Semantic Versioning 2.0.0 allows behind "-" and "+". */
const shape = /^(?:v\d{1,6}(?:\.\d{1,6}){0,3}|\d{1,6}(?:\.\d{1,6}){1,2})(?:[-+][0-9a-z.-]+)?$/;
const named = new Set(["version", "release", "build", "tag", "revision", "rev", "sha", "commit"]);
const afterName = /^(?:v?\d[\w.+-]*|[0-9a-f]{7,40})$/;

export const version: Finder = (words, at) => {
  const word = words[at];
  if (!word) return nothing;
  const behind = words[at + 1];
  if (word.lower === "from" && behind && shape.test(behind.lower))
    return [{ slot: "former-version", value: behind.text, length: 2 }];
  if (shape.test(word.lower)) return [{ slot: "version", value: word.text, length: 1 }];
  const next = words[at + 1];
  return next && named.has(word.lower) && word.pause === "" && afterName.test(next.lower)
    ? [{ slot: "version", value: next.text, length: 2 }]
    : nothing;
};
