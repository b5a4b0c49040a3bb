/** Which runbooks are missing: questions without an answer that helped, those alike together. */
import type { Gap, Past, Viewer } from "../src/providers/questions.ts";
import { fold, subjects } from "./analyse.ts";
import { isSure } from "./answer.ts";

/** Share of their words that two questions have in common if they ask the same (Jaccard). */
const alike = 0.6;
/** Milliseconds within which the same words of the same person are another try at the same question. */
const patience = 3_600_000;

/** The commonest first, and of those the latest. `past` is oldest first; without a viewer everything may be shown. */
export const gapsOf = (past: readonly Past[], viewer: Viewer | null): Gap[] =>
  groupsOf(lastTries(past).filter(isGap))
    .map((members) => gapOf(members, viewer))
    .toSorted((a, b) => b.times - a.times || b.last.localeCompare(a.last));

interface Group {
  readonly terms: ReadonlySet<string>;
  readonly members: Past[];
}

/** Each joins the group whose first question it is most like, the oldest of several, or begins one. */
function groupsOf(questions: readonly Past[]): Past[][] {
  // A question without a telling word is only like itself.
  const termsOf = questions.map(({ text }) => new Set(subjects(text).length > 0 ? subjects(text) : [fold(text)]));
  const frequency = new Map<string, number>();
  for (const term of termsOf.flatMap((terms) => [...terms])) frequency.set(term, (frequency.get(term) ?? 0) + 1);
  /** Sets that are alike have one of these in common (prefix filtering: Bayardo, Ma & Srikant, WWW 2007). */
  const rarest = (terms: ReadonlySet<string>): string[] =>
    [...terms]
      .toSorted((a, b) => (frequency.get(a) ?? 0) - (frequency.get(b) ?? 0) || a.localeCompare(b))
      .slice(0, terms.size - Math.ceil(alike * terms.size) + 1);
  const groups: Group[] = [];
  /** Positions in `groups`. */
  const byTerm = new Map<string, number[]>();
  questions.forEach((one, index) => {
    const terms = termsOf[index] ?? new Set();
    const keys = rarest(terms);
    const near = [...new Set(keys.flatMap((key) => byTerm.get(key) ?? []))].toSorted((a, b) => a - b);
    let [best, closest]: [Group | null, number] = [null, 0];
    for (const group of near.flatMap((at) => groups[at] ?? [])) {
      const shared = overlap(group.terms, terms);
      if (shared >= alike && shared > closest) [best, closest] = [group, shared];
    }
    if (best) return void best.members.push(one);
    const position = groups.push({ terms, members: [one] }) - 1;
    for (const key of keys) {
      const known = byTerm.get(key);
      if (known) known.push(position);
      else byTerm.set(key, [position]);
    }
  });
  return groups.map(({ members }) => members);
}

/** Whoever asks again at once, of everything this time, has asked once. */
function lastTries(past: readonly Past[]): Past[] {
  const tries = new Map<string, Past>();
  const earlier: Past[] = [];
  for (const one of past) {
    const key = JSON.stringify([one.person, fold(one.text)]);
    const before = tries.get(key);
    if (before && Date.parse(one.at) - Date.parse(before.at) > patience) earlier.push(before);
    tries.set(key, one);
  }
  return [...earlier, ...tries.values()].toSorted((a, b) => a.at.localeCompare(b.at));
}

const isGap = ({ abstained, confidence, helped, unhelpful }: Past): boolean =>
  unhelpful > 0 || ((abstained || confidence < isSure) && helped === 0);

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = one.intersection(other).size;
  return shared / (one.size + other.size - shared);
}

function gapOf(members: readonly Past[], viewer: Viewer | null): Gap {
  const people = new Set(members.map(({ person }) => person)).size;
  const open = members.filter(({ direct, person }) => viewer === null || !direct || person === viewer.person);
  // What several people ask is nobody's secret.
  const shown = open.length > 0 || people === 1 ? open : members;
  const named = members.filter(({ audiences }) => viewer === null || reads(viewer.audiences, audiences));
  return {
    times: members.length,
    people,
    unanswered: members.filter(({ abstained, unhelpful }) => abstained && unhelpful === 0).length,
    unhelpful: members.filter(({ unhelpful }) => unhelpful > 0).length,
    last: members.at(-1)?.at ?? "",
    wording: commonest(
      shown.map(({ text }) => text),
      fold,
    ),
    closest: commonest(named.flatMap(({ candidates }) => candidates[0]?.doc ?? [])),
  };
}

/** Whoever is all of these may read whatever could be read by all of those. */
const reads = (viewer: Past["audiences"], asker: Past["audiences"]): boolean =>
  viewer.every((roles) => asker.some((needed) => needed.every((role) => roles.includes(role))));

/** Of equally common ones the latest. `keyOf`: what makes two of them the same. */
function commonest(texts: readonly string[], keyOf = (text: string): string => text): string | null {
  const kinds = Map.groupBy(texts.toReversed(), keyOf);
  const [most] = [...kinds.values()].toSorted((a, b) => b.length - a.length);
  return most?.[0] ?? null;
}
