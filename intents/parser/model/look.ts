/** What the deterministic stages see in a message taken as one sentence, for the model's proposal to be held against. */
import type { Action } from "../../../src/action.ts";
import type { Names } from "../../../src/inventory.ts";
import { readCommand } from "../exact.ts";
import { marksARole } from "../guards/role.ts";
import { longest, normalise } from "../normalise.ts";
import { splitProvenance } from "../provenance.ts";
import { sentencesOf } from "../sentence.ts";
import { wordsOf } from "../words.ts";
import type { Look } from "./seen.ts";

export function createLook({ actions, names }: { actions: readonly Action[]; names: Names }): Look {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const sentences = sentencesOf(actions, names);
  return (raw) => {
    const text = normalise(raw);
    if (text === "" || raw.length > longest || readCommand(text, byName, names)) return null;
    const split = splitProvenance(text);
    if (split.pasted || marksARole(split.own)) return null;
    const { all, words, speech, start, matches } = sentences(false).see(wordsOf(split), text, false);
    return { text, own: split.own, words, mentions: all, speech, start, matches };
  };
}
