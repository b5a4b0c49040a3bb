/** Words for all of it. Broad scope is only ever read from a word that says so. */
import { nothing, type Finder } from "./finder.ts";

const words = new Set(["everything", "all", "entire", "entirely", "whole", "complete", "completely", "full"]);

export const everything: Finder = (sentence, at) =>
  words.has(sentence[at]?.lower ?? "") ? [{ slot: "everything", value: "everything", length: 1 }] : nothing;
