/** From all that is known of one sentence to one intent. The order of the questions below is the safety of the parser. */
import type { Intent, Reading } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { wonder } from "./clarify.ts";
import { byEvidence, byOrder, isComplete, isMeant, isSpread, mayRead, silencing, spreadOut } from "./evidence.ts";
import type { Mention } from "./find/index.ts";
import { inForeign } from "./foreign.ts";
import type { Match } from "./frames.ts";
import { asksOfDeed, isAbout, isOurs, isStrongDeed, isSymptom, ourThings, tells } from "./guards/about.ts";
import type { Speech } from "./guards/index.ts";
import { complete, isNamelike, isPointed, questionOfDeed } from "./question-back.ts";
import { readingOf } from "./reading.ts";
import type { Word } from "./words.ts";

export interface Sentence {
  /** As said, for the runbooks. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly mentions: readonly Mention[];
  readonly speech: Speech;
  readonly matches: readonly Match[];
}

const looking = new Set(
  "show list get give display check tell print fetch see view graph plot look pull dump name names search grep find tail remind count enumerate compare read scan".split(
    " ",
  ),
);
export function decide(sentence: Sentence, names: Names): Intent {
  const { text, words, mentions, speech, matches } = sentence;
  const ask: Intent = { kind: "ask", question: text, reading: readingOf(speech, "guards") };
  const none: Intent = { kind: "none", reading: readingOf(speech, speech.veto ? "guards" : "fallback") };

  const deeds = matches.filter((match) => match.action.effect !== "read" && !match.bare).toSorted(byOrder);
  const reads = matches.filter((match) => match.action.effect === "read" && !match.bare).toSorted(byEvidence);
  const ours = isOurs(words, mentions);
  const [deed] = deeds;

  if (speech.foreign) return inForeign(sentence, speech.foreign, { ours, deed, reads }, names, ask, none);
  if (speech.howTo) {
    const reading: Reading = { stage: "guards", veto: "how-to" };
    const ofUs =
      asksOfDeed(words, mentions) ||
      mentions.some((one) => one.slot === "signal") ||
      ours ||
      deed?.typed ||
      mentions.some((one) => ourThings.has(one.slot) && (!everyday.has(one.slot) || /[-_\d]/.test(one.said))) ||
      words.some(isStrongDeed);
    return ofUs ? { ...ask, reading } : { ...none, reading };
  }
  if (speech.capable && speech.question && (ours || asksOfDeed(words, mentions))) return ask;
  const imperative =
    looking.has(words[speech.start]?.lower ?? "") ||
    matches.some((match) => match.leads && match.action.effect !== "read");
  const symptom = isSymptom(words, speech) && (ours || isAbout(words, mentions));
  // "5xx ratio of checkout, last hour" names what it wants to see, whatever it sounds like.
  const measured =
    !words.some(tells) && reads.some((match) => match.loose.length === 0 && match.typed && isComplete(match, names));
  const [meant] = deeds.filter((match) => match.about);
  if (speech.veto === "conditional" && clauseOpener.test(words[speech.start]?.lower ?? "") && words.some(isDeedVerb))
    return meant ? questionOfDeed(meant, sentence, names, ask, none) : wonder(onlyNow, readingOf(speech, "guards"));
  if (symptom && !speech.question && !imperative && !measured) return speech.veto === "negation" && !ours ? none : ask;

  const ready = [
    ...deeds.filter(
      (match) => speech.veto === null && match.leads && match.loose.length === 0 && isComplete(match, names),
    ),
    ...reads.filter(
      (match) =>
        mayRead(match, speech, imperative) &&
        isComplete(match, names) &&
        // What is said of a restart is no wish to see the logs of what is restarted.
        !(match.loose.length > 0 && match.loose.some(isStrongDeed)) &&
        (speech.question || imperative || match.loose.length === 0 || !words.some(tells)),
    ),
  ].toSorted(byEvidence);
  const [best, second] = ready;
  if (best) {
    const even = second && second.weight === best.weight && second.loose.length === best.loose.length;
    if (even && second.action !== best.action) {
      const both = [best.action.name, second.action.name];
      return wonder(`That could be ${both.join(" or ")}. Which one?`, readingOf(speech, "frames"), both);
    }
    // A read must not swallow an order that stands in the same sentence.
    const ordered = deed?.leads && (deed.about || !looking.has(words[speech.start]?.lower ?? ""));
    const swallows = best.action.effect === "read" && deed && (ordered || (deed.about && deed.weight > best.weight));
    if (!swallows) {
      return { kind: "act", action: best.action.name, params: best.params, reading: readingOf(speech, "frames", best) };
    }
  }

  const spread = [...deeds, ...reads].find((match) => isSpread(match, speech, imperative));
  if (spread && spread.action.effect === "read") return spreadOut(spread, names) ?? none;
  if (spread && speech.veto === null && spread.leads && spread.loose.length === 0) {
    const steps = spreadOut(spread, names);
    if (steps) return steps;
  }
  if (deed && isMeant(deed)) return questionOfDeed(deed, sentence, names, ask, none);
  const [bare] = matches.filter(
    (match) => match.bare && match.leads && match.action.effect !== "read" && isPointed(match, sentence),
  );
  if (bare && speech.question && !mentions.some((one) => ourThings.has(one.slot))) return ask;
  if (bare) return questionOfDeed(bare, sentence, names, ask, none);
  const [lookup] = matches.filter(
    (match) =>
      match.bare && match.action.effect === "read" && match.loose.length === 1 && match.loose.every(isNamelike),
  );
  if (lookup && (speech.question || imperative)) return complete(lookup, names, readingOf(speech, "frames", lookup));
  const [read] = reads.filter((match) => mayRead(match, speech, imperative));
  if (read && read.about && (read.typed || (read.loose.length === 0 && (ours || read.weight > 1))))
    return complete(read, names, readingOf(speech, "frames", read));
  const wonders = speech.question && (ours || asksOfDeed(words, mentions));
  if (wonders) return ask;
  if (speech.veto && silencing.has(speech.veto) && !symptom) return none;
  return ours && symptom ? ask : none;
}

/** Services and groups have everyday names: "search", "web". */
const everyday = new Set(["service", "group", "environment"]);
const clauseOpener = /^(?:if|when|once|unless|whenever|after|before|as)$/;
const isDeedVerb = ({ lower }: Word): boolean =>
  /^(?:restart|reboot|roll|rollback|scale|block|unblock|purge|run|execute|silence|mute|promote|cancel|deploy|point)$/.test(
    lower,
  );
const onlyNow = "I act at once or not at all; say it when the time has come.";
