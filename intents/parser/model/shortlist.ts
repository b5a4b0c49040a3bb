/**
 * What the model may choose from: a few cards of actions that the words resemble, and, by kind, the names that exist
 * near the words and the values that the person said. There is nothing else in the schema, so nothing else can be
 * proposed.
 */
import type { Action } from "../../../src/action.ts";
import type { Turn } from "../../../src/intent.ts";
import type { Names } from "../../../src/inventory.ts";
import { longest, plainly, type Mention } from "../find/index.ts";
import { cardsFor } from "./cards.ts";
import { earlier, near, type Candidate } from "./candidates.ts";
import { kindOf, kinds } from "./kinds.ts";
import type { Seen } from "./seen.ts";

export interface Shortlist {
  /** The best first. */
  readonly cards: readonly Action[];
  /** Kind → what may be chosen there. Kinds of which there is nothing are left out. */
  readonly choices: ReadonlyMap<string, readonly Choice[]>;
}

export interface Choice {
  /** "ip1", or "target_all" for everything of the kind that was said. */
  readonly handle: string;
  readonly candidates: readonly Candidate[];
}

/** More than this of one kind is a list to look through, and small models do not. */
const most = 12;

export function shortlistFor(
  seen: Seen,
  context: readonly Turn[],
  actions: readonly Action[],
  names: Names,
  lookAt: (text: string) => readonly Mention[],
): Shortlist {
  const all = [...saidIn(seen), ...near(seen, names), ...earlier(context, lookAt)];
  const choices = new Map<string, readonly Choice[]>();
  for (const kind of kinds) {
    const here = all.filter((one) => kindOf(one.readings.map(({ slot }) => slot)) === kind).slice(0, most);
    if (here.length > 0) choices.set(kind, choicesOf(kind, here));
  }
  return { cards: cardsFor(seen, actions, [...choices.keys()]), choices };
}

function choicesOf(kind: string, candidates: readonly Candidate[]): Choice[] {
  const each = candidates.map((one, index) => ({ handle: `${kind}${index + 1}`, candidates: [one] }));
  const said = candidates.filter((one) => one.origin === "said");
  return said.length > 1 ? [...each, { handle: `${kind}_all`, candidates: said }] : each;
}

/** One candidate for each stretch of words that has a value, with all that it may be read as. */
function saidIn({ words, mentions }: Seen): Candidate[] {
  const plain = plainly(words, mentions);
  const free = mentions.filter((one) => !plain.some((other) => one.from < other.to && other.from < one.to));
  const stretches = Map.groupBy([...plain, ...longest(words, free)], ({ from, to }) => `${from}-${to}`);
  return [...stretches.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { from, to, value, said, slot } = first;
    const kind = kindOf([slot]);
    // "from staging" and "remove 2 pods" say what part is played by the "staging" and the "2" in them.
    const around = mentions.filter((one) => one.from <= from && one.to >= to);
    const wider = around.filter((one) => one.value === value || kindOf([one.slot]) === kind);
    const inside = mentions.filter((one) => one.from >= from && one.to <= to);
    const quoted = words.slice(from, to).some((word) => word.quote);
    return [{ origin: "said", value, said, readings: distinct([first, ...others, ...inside, ...wider]), quoted }];
  });
}

const distinct = (mentions: readonly Mention[]): Mention[] => [
  ...new Map(mentions.map((one) => [`${one.slot} ${one.value} ${one.from}-${one.to}`, one])).values(),
];
