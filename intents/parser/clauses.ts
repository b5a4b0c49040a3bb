/**
 * A message as clauses. One of them may be the order and the rest what led to it: "the deploy went out ten minutes ago and
 * latency doubled, roll back checkout". What may stand beside an order without changing it is told here.
 */
import { harmless as harmlessDenials } from "./guards/english.ts";
import { phraseSet } from "./phrases.ts";
import type { Word } from "./words.ts";

export interface Clause {
  /** The first word, and the first after it. */
  readonly from: number;
  readonly to: number;
}

/** More than this is a text, and no order is looked for in its parts. */
const most = 8;

/** Words before which a reason or a purpose begins. */
const tails = phraseSet(
  "so that|so we|so i|so it|so they|so you|so the|because|since|cause|cuz|bc|in order to|as the|as it|as we|as they|as i|as that|due to|given|thanks to|seeing that|seems|apparently|that should|to see if|to see whether|that way|for the record".split(
    "|",
  ),
);

/** Words with which a wish begins, wherever it stands: "before standup could you …". */
const asks = phraseSet(
  "could you please|could you|can you please|can you|would you please|would you mind|please could you|i want|we want|i need you|we need you|i'd like|we'd like|so please|go ahead and".split(
    "|",
  ),
);

/** "on weekdays at 06:45", "before standup": a time or a place, in which nobody says or thinks anything. */
const isSetting = (clause: readonly Word[]): boolean =>
  clause.length >= 2 &&
  /^(?:on|at|in|for|before|after|during|every|each|tonight|tomorrow|morning|over)$/.test(clause[0]?.lower ?? "") &&
  !clause.some(statesSomething);

/** The clauses of a sentence; none where there are too many. */
export function clausesOf(words: readonly Word[]): Clause[] {
  const cuts = words.flatMap((word, at) => {
    const next = words[at + 1];
    if (!next) return [];
    const then = next.lower === "then" && !/^(?:by|only|until|till|since|even|and)$/.test(word.lower);
    if (asks.at(words, at + 1) && isSetting(words.slice(0, at + 1))) return [at + 1];
    const joined = next.lower === "and" || then || next.lower === "plus";
    return word.pause !== "" || joined || (at > 0 && at + 3 < words.length && tails.at(words, at + 1)) ? [at + 1] : [];
  });
  const edges = [0, ...cuts, words.length];
  const clauses = edges.slice(1).map((to, index) => ({ from: edges[index] ?? 0, to }));
  return clauses.length > most ? [] : clauses;
}

/** Every stretch of neighbouring clauses but the whole, longest first, then from the left. */
export function stretches(clauses: readonly Clause[]): Clause[] {
  const found: Clause[] = [];
  for (let length = clauses.length - 1; length > 0; length--) {
    for (let first = 0; first + length <= clauses.length; first++) {
      found.push({ from: clauses[first]?.from ?? 0, to: clauses[first + length - 1]?.to ?? 0 });
    }
  }
  return found;
}

const words = (text: string): string[] => text.split(" ");

/** A word that takes back, excludes, conditions or reports: beside an order it may be meant for the order. */
const binding = phraseSet([
  ...words("not no never dont don't do-not nobody none neither nor avoid except excluding unless if until till unless"),
  ...words("instead rather only otherwise once after before when whenever while tomorrow tonight later maybe perhaps"),
  ...words("suppose imagine hypothetically kidding joking jk lol haha wait stop forget nevermind cancel hold"),
  ...words("would could might should may"),
  ..."i mean|i meant|i'd mean|actually|correction|rather|oops|wrong one|scratch that|never mind|but not|all but|as soon as|in case|what if|just kidding|for example|e.g|i.e|not sure|let's see".split(
    "|",
  ),
]);
const harmless = phraseSet(harmlessDenials);
/** Behind an order: then there is none. */
const retractions = phraseSet(
  "not|never mind|nevermind|forget it|forget that|forget i said anything|forget about it|scratch that|cancel that|just kidding|kidding|jk|nah|nah forget|no don't|don't|actually don't|actually no|on second thought|ignore that|ignore me|wrong channel|wrong window|wrong chat|hold off|hold on|stop|wait no|no wait|lol jk|haha no|just joking|psych".split(
    "|",
  ),
);

/** Whether this clause takes back what stands before it, or makes somebody else's words of what stands behind it. */
export function unsays(clause: readonly Word[]): boolean {
  const back = retractions.at(clause, 0)?.length ?? 0;
  if (
    back > 0 &&
    clause.slice(back).every((word) => /^(?:it|that|this|please|pls|thanks|anything|sorry|now)$/.test(word.lower))
  )
    return true;
  return foreignVoice.firstIn(clause) >= 0 && (clause.at(-1)?.pause === ":" || clause[0]?.lower === "according");
}

/** Somebody else's words, or words for somebody else. */
const foreignVoice = phraseSet([
  ...words(
    "said says saying told tells asked asks wants wanted suggested suggests recommended wrote writes mentioned insists",
  ),
  ...words(
    "quote quoting reads todo todos agenda minutes notes note checklist ticket jira title subject changelog readme",
  ),
  ...words(
    "docs documentation tutorial guide manual runbook example instructions step steps draft poem joke story lyrics",
  ),
  ...words("translate summarise summarize rephrase explain commit message motto slogan meme task tasks homework quiz"),
  ..."wants to|wants you|wants me|wants us|wanted to|wanted us|wanted me|wants that|big idea|the idea|an idea|the plan|the proposal|the suggestion|the rule|the motto|action item|action items|release notes|to do|note to self|meeting notes|my list|thinking out loud|playbook says|according to|as per|per the|in theory|imho".split(
    "|",
  ),
]);
const instructing = /^(?:to|for|step|first|second|third|finally|then)$/;

/** "urgent:", "ok,", "two things:": words that announce, and belong to nobody. */
const announcing = new Set(
  words(
    "urgent asap emergency ok okay k right alright so also next now please pls update quick hey hi hello yes yep great perfect thanks thx ty sorry well actually fine cool btw heads-up incident outage sev1 sev2 p1 p0 prod production staging dev task request ask question morning evening afternoon there team all folks everyone done good nice awesome listen look damn ugh argh hmm hm oh ah phew sigh wow ouch gah bot signalbox @signalbox one two three things thing first again anyway lastly finally favor favour confirmed agreed approved understood dns zone cdn cache firewall not phew omg oops tonight today tomorrow once finally reminder",
  ),
);
/** Words that make a statement of a clause. What has none is a piece of the order itself: "and payments", "at night". */
const finite = new Set([
  ...words(
    "i we they it he she you there is are was were be been am 's it's that's there's we're they're he's she's i'm i've we've",
  ),
  ...words(
    "has have had got gets get goes went gone keeps kept looks look seems feels sits runs ran sees saw see needs need",
  ),
  ...words(
    "can't won't isn't doesn't didn't aren't wasn't hasn't can will does did do fails failed broke breaks died dies",
  ),
  ...words("says see starts started stopped stops eats ate hits hit moves moved sent spiked jumped doubled dropped"),
]);
export const statesSomething = ({ lower, genitive }: Word): boolean =>
  genitive === true ||
  (!/^(?:morning|evening|rolling|during|need|speed|feed|seed|string|ping|thing|nothing|something|anything|everything|staging)$/.test(
    lower,
  ) &&
    (finite.has(lower) || /(?:[^e]ed|ing|'s|'re|'ve)$/.test(lower)));

const closing = phraseSet(
  "please do it|do it|please do|do so please|go ahead|go for it|make it so|that's all|thats all|that is all".split("|"),
);

/** "stale prices all over", "wrong host", "web-1 serves 502s": short, and nothing but what is wrong. */
const complains = (clause: readonly Word[]): boolean =>
  clause.length <= 7 &&
  clause.every((word) => /^[\p{L}\d'-]+$/u.test(word.text)) &&
  (clause.some((word) => woes.has(word.lower)) || /^[a-z]{3,}[^s]s$/.test(clause[1]?.lower ?? ""));
const woes = new Set(
  words(
    "stale wrong slow broken old weird angry busy again mess outage disaster ugly terrible bad worse typo mistake accident oom panic chaos",
  ),
);

/** "since the deploy", "because of the outage": why, without a verb. */
const isReason = (clause: readonly Word[]): boolean =>
  clause.length <= 6 && /^(?:since|because|due|given|cause)$/.test(clause[0]?.lower ?? "");

/** Whether this clause may stand beside an order to change something, as what led to it. */
export function isBackground(clause: readonly Word[]): boolean {
  const last = clause.at(-1);
  if (clause.some((word) => /[🚫❌⛔🙅👎]/u.test(word.text))) return false;
  if (!last || clause.every((word) => announcing.has(word.lower) || !/[\p{L}\p{N}]/u.test(word.text))) return true;
  if (last.pause === "?") return false;
  if (
    harmless.at(clause, 0) &&
    clause.length <= 10 &&
    !clause.some((word) => binding.at([word], 0) && word !== clause[0])
  )
    return true;
  // "nobody faxes any more"
  if (/^(?:nobody|no)$/.test(clause[0]?.lower ?? "") && /^(?:anymore|more|now|then)$/.test(last.lower)) return true;
  if (closing.at(clause, 0)?.length === clause.length) return true;
  if (
    /^(?:and|then|plus|or)$/.test(clause[0]?.lower ?? "") ||
    !(clause.some(statesSomething) || complains(clause) || isReason(clause))
  )
    return false;
  if (clause.some((word) => word.quote)) return false;
  for (let at = 0; at < clause.length; at++) {
    const harm = harmless.at(clause, at);
    if (harm) {
      at += harm.length - 1;
      continue;
    }
    if (binding.at(clause, at) || foreignVoice.at(clause, at)) return false;
    if (clause[at]?.lower.endsWith("n't")) return false;
  }
  if (clause.length > 1 && instructing.test(clause[0]?.lower ?? "")) return false;
  return true;
}

/** Said to nobody, and yet no mere announcement: "sure, run it" may be scorn. */
const ambivalent = new Set(words("sure yeah yup right course maybe perhaps ideally honestly tbh"));
const isFree = (word: Word, ours: (word: Word) => boolean): boolean =>
  announcing.has(word.lower) || ambivalent.has(word.lower) || ours(word) || !/^[@\p{L}]/u.test(word.text);

const greeting = new Set(words("hey hi hello dear yo morning ok thanks thx please"));
const wishing = new Set(words("you please pls plz your u"));

/**
 * Whether somebody else is spoken to: "@bob please …", "carol, could you …", "priya: pls …". `ours` tells the words that
 * name something of the inventory.
 */
export function addressesOther(clauses: readonly (readonly Word[])[], ours: (word: Word) => boolean): boolean {
  const [first = []] = clauses;
  if (first.some((word) => /^<?@/.test(word.text) && !/^<?@signalbox\b/i.test(word.text))) return true;
  const spoken = first.filter((word) => !isFree(word, ours));
  const [second = []] = clauses.slice(1);
  const pause = first.at(-1)?.pause ?? "";
  // "hey carol, could you …": one unknown word, at most behind a greeting, and a wish behind it.
  const greets = first.length === 1 || greeting.has(first[0]?.lower ?? "");
  const named = first.length <= 2 && greets && spoken.length === 1 && spoken[0] === first.at(-1);
  return named && (pause === "," || pause === ":") && second.some((word) => wishing.has(word.lower) || ours(word));
}
