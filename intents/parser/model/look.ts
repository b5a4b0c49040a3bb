/** What the deterministic stages see in a message taken as one sentence, for the model's proposal to be held against. */
import type { Action, Slot } from "../../../src/action.ts";
import type { Names } from "../../../src/inventory.ts";
import { readCommand } from "../exact.ts";
import { finderOf, longest } from "../find/index.ts";
import { compileFrames, emptyWords, matchFrame } from "../frames.ts";
import { listen, openingOf } from "../guards/index.ts";
import { marksARole } from "../guards/role.ts";
import { straightened } from "../indirect.ts";
import { longest as mostCharacters, normalise } from "../normalise.ts";
import { splitProvenance } from "../provenance.ts";
import { wordsOf } from "../words.ts";
import type { Look } from "./seen.ts";

export function createLook({ actions, names }: { actions: readonly Action[]; names: Names }): Look {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const frames = compileFrames(actions);
  const find = finderOf(names, [...byName.keys()]);
  return (raw) => {
    const text = normalise(raw);
    if (text === "" || raw.length > mostCharacters || readCommand(text, byName, names)) return null;
    const split = splitProvenance(text);
    if (split.pasted || marksARole(split.own)) return null;
    const said = wordsOf(split);
    const words = straightened(said, openingOf(said)) ?? said;
    const mentions = find(words);
    const silent = longest(
      words,
      mentions.filter(({ slot }) => silentSlots.has(slot)),
    );
    const named = words.map((_, at) => silent.some((one) => one.from <= at && at < one.to));
    const own = words.filter((word) => !word.quote).map((word) => word.text);
    const speech = listen(own.join(" "), words, named, false);
    const dryRun = mentions.find((one) => one.slot === "check" && one.from === speech.start);
    const start = dryRun?.to ?? speech.start;
    const empty = emptyWords(words, start, speech.foreign?.marks);
    const matches = frames.flatMap((frame) => matchFrame(frame, words, start, mentions, empty, names) ?? []);
    return { text, own: split.own, words, mentions, speech, start, matches };
  };
}

/** Values that say nothing about the sentence they stand in, as in the deterministic stages. */
const silentSlots: ReadonlySet<Slot> = new Set<Slot>([
  ..."host group service zone playbook alert request name destination url check proxied duration".split(" "),
  ..."strategy when zone-of-time reason variable model version".split(" "),
] as Slot[]);
