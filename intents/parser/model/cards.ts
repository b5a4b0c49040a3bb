/** Which actions the model is shown: those whose own words and examples the sentence resembles most. */
import type { Action } from "../../../src/action.ts";
import { slotOf } from "../choices.ts";
import { kindOf } from "./kinds.ts";
import type { Seen } from "./seen.ts";
import { verbs } from "./verbs.ts";

/** Fewer leave the right one out; more, and small models lose their way. */
const shown = 16;

const common = new Set(
  "a an and are at be by can could do does for from get give have how i in is it me my no of on or our please show so tell that the their there they this to up us was we what which who with would you your".split(
    " ",
  ),
);

/** Words with their commonest endings off, so that "restarting" meets "restart". */
export const stemsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word.length >= 2 && !common.has(word))
    .map((word) => (word.length > 5 ? word.replace(/(?:ing|ed|es|s)$/, "") : word.replace(/s$/, "")));

const vocabularies = new WeakMap<Action, ReadonlySet<string>>();

/** Every word that the action itself uses: its name, summary, triggers, subjects and examples. */
export function vocabularyOf(action: Action): ReadonlySet<string> {
  const known = vocabularies.get(action);
  if (known) return known;
  const { name, summary, examples, frames } = action;
  const phrases = frames.flatMap(({ triggers, about = [] }) => [...triggers, ...about]);
  const words = new Set(stemsOf([name, summary, ...examples, ...phrases, ...(verbs[name] ?? [])].join(" ")));
  vocabularies.set(action, words);
  return words;
}

/** Only ever said exactly, or of the answer that was given last. */
const spoken = new Set(["ask", "why", "answer.helped", "answer.unhelpful"]);

/** The cards, best first; `kinds` are the kinds of values that the sentence holds. */
export function cardsFor({ own, matches }: Seen, actions: readonly Action[], kinds: readonly string[]): Action[] {
  const candidates = actions.filter(({ name }) => !spoken.has(name));
  const stems = [...new Set(stemsOf(own))];
  const rarity = new Map(
    stems.map((stem) => {
      const users = candidates.filter((action) => vocabularyOf(action).has(stem)).length;
      return [stem, users === 0 ? 0 : Math.log(1 + candidates.length / users)] as const;
    }),
  );
  const scoreOf = (action: Action): number => {
    const words = vocabularyOf(action);
    const alike = stems.reduce((sum, stem) => sum + (words.has(stem) ? (rarity.get(stem) ?? 0) : 0), 0);
    const matched = Math.max(0, ...matches.filter((match) => match.action === action).map((match) => match.weight));
    const takes = kinds.filter((kind) => kindsOf(action).has(kind)).length;
    return alike + 2 * matched + takes / 2;
  };
  return candidates
    .map((action) => ({ action, score: scoreOf(action) }))
    .toSorted((a, b) => b.score - a.score || a.action.name.localeCompare(b.action.name))
    .slice(0, shown)
    .map(({ action }) => action);
}

/** The kinds of values that an action takes. */
export const kindsOf = (action: Action): ReadonlySet<string> => {
  const params = Object.keys(action.input.shape).map((param) => slotOf(action, param));
  const slots = [...params, ...action.frames.flatMap((frame) => Object.values(frame.slots))];
  return new Set(slots.flatMap((slot) => (slot === undefined ? [] : (kindOf([slot]) ?? []))));
};

const topics = new WeakMap<Action, ReadonlySet<string>>();

/** What an action is about, without the verbs, which everybody uses. */
function topicsOf(action: Action): ReadonlySet<string> {
  const known = topics.get(action);
  if (known) return known;
  const subjects = action.frames.flatMap(({ about = [] }) => about).filter((phrase) => !phrase.includes(" "));
  const words = new Set(stemsOf([action.name, ...subjects].join(" ")));
  topics.set(action, words);
  return words;
}

/** Some word of the sentence is what some action is about, so that asking is not pointless. */
export const resembles = (own: string, actions: readonly Action[]): boolean =>
  stemsOf(own).some((stem) => actions.some((action) => topicsOf(action).has(stem)));
