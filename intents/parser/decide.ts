/** From all that is known of one sentence to one intent. The order of the questions below is the safety of the parser. */
import type { Intent, Reading } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { strangerIn } from "./choices.ts";
import { askFor, askWhich, offer, wonder } from "./clarify.ts";
import type { Mention } from "./find/index.ts";
import type { Match } from "./frames.ts";
import type { Speech, Veto } from "./guards/index.ts";
import { looksTechnical, trade } from "./guards/operations.ts";
import { symptoms } from "./guards/symptoms.ts";
import { validate } from "./validate.ts";
import { textOf, type Word } from "./words.ts";

export interface Sentence {
  /** As said, for the runbooks. */
  readonly text: string;
  readonly words: readonly Word[];
  readonly mentions: readonly Mention[];
  readonly speech: Speech;
  readonly matches: readonly Match[];
}

/** Words that a read may leave unexplained: "show me the cpu of web-1, it looks odd". More where its subject is named. */
const looseInRead = 3;
const looseAround = 8;
const looking = new Set(
  "show list get give display check tell print fetch see view graph plot look pull dump name names search grep find tail remind count enumerate compare read scan".split(
    " ",
  ),
);
/** Vetoes after which nothing was wished for at all. */
const silencing: ReadonlySet<Veto> = new Set<Veto>(["negation", "report", "reported"]);
const asksLeave = /^(?:can|could|shall|might|will|mind)$/;
const asksAdvice = /^(?:should|is|are|am|does|do|did|may|would|why|how|what|when|which|who|where)$/;

export function decide(sentence: Sentence, names: Names): Intent {
  const { text, words, mentions, speech, matches } = sentence;
  const ask: Intent = { kind: "ask", question: text, reading: readingOf(speech, "guards") };
  const none: Intent = { kind: "none", reading: readingOf(speech, speech.veto ? "guards" : "fallback") };

  const deeds = matches.filter((match) => match.action.effect !== "read").toSorted(byOrder);
  const reads = matches.filter((match) => match.action.effect === "read").toSorted(byEvidence);
  const ours = trade.firstIn(words) >= 0 || words.some(looksTechnical) || mentions.some(isOurs);
  const [deed] = deeds;

  if (speech.howTo) return ours || deed?.typed ? ask : none;
  const imperative = looking.has(words[speech.start]?.lower ?? "") || deeds.some((match) => match.leads);
  const symptom = symptoms.firstIn(words) >= 0 && (ours || isAbout(words, mentions));
  if (symptom && !speech.question && !imperative) return speech.veto === "negation" && !ours ? none : ask;

  const ready = [
    ...deeds.filter(
      (match) => speech.veto === null && match.leads && match.loose.length === 0 && isComplete(match, names),
    ),
    ...reads.filter((match) => mayRead(match, speech, imperative) && isComplete(match, names)),
  ].toSorted(byEvidence);
  const [best, second] = ready;
  if (best) {
    const even = second && second.weight === best.weight && second.loose.length === best.loose.length;
    if (even && second.action !== best.action) {
      const both = [best.action.name, second.action.name];
      return wonder(`That could be ${both.join(" or ")}. Which one?`, readingOf(speech, "frames"), both);
    }
    // A read must not swallow an order that stands in the same sentence.
    const swallows = best.action.effect === "read" && deed && (deed.leads || deed.weight > best.weight);
    if (!swallows) {
      return { kind: "act", action: best.action.name, params: best.params, reading: readingOf(speech, "frames", best) };
    }
  }

  if (deed && isMeant(deed)) return questionOfDeed(deed, sentence, names, ask, none);
  if (speech.foreign) return inForeign(speech, ours, ask, none);
  const [read] = reads.filter((match) => mayRead(match, speech, imperative));
  if (read && read.about && (read.typed || (read.loose.length === 0 && (ours || read.weight > 1))))
    return complete(read, names, readingOf(speech, "frames", read));
  if (speech.veto && silencing.has(speech.veto) && !symptom) return none;
  return ours && (speech.question || symptom) ? ask : none;
}

/** An order to change something that is not ready to be carried out: the one question that it calls for, or nothing. */
function questionOfDeed(match: Match, { words, speech }: Sentence, names: Names, ask: Intent, none: Intent): Intent {
  const reading = readingOf(speech, speech.veto ? "guards" : "frames", match);
  switch (speech.veto) {
    case "negation":
    case "report":
    case "reported":
      return none;
    case "capability":
      return ask;
    case "question":
      if (asksLeave.test(speech.opening)) {
        return offer(match.action, match.params, "You ask whether to.", reading);
      }
      return match.leads && isComplete(match, names) && !asksAdvice.test(speech.opening)
        ? offer(match.action, match.params, "That ends as a question.", reading)
        : ask;
    case "language":
      return speech.foreign?.denies
        ? none
        : offer(match.action, match.params, "I take orders in English only.", reading);
    case "conditional":
      return offer(match.action, match.params, `I act at once or not at all ("${speech.because}").`, reading);
    case "exclusion":
      // The command as read would do the very thing that is to be left out: it is not offered.
      return wonder(
        `I cannot leave something out ("${speech.because}"); name exactly what it is to be done to.`,
        reading,
      );
    case "hypothetical":
    case "uncertain":
      return offer(match.action, match.params, `That is no clear order ("${speech.because}").`, reading);
    case "pasted":
      return offer(match.action, match.params, "There is pasted text in that.", reading);
    default:
      return complete(match, names, reading);
  }
}

/** What is missing or not understood, as one question. */
function complete(match: Match, names: Names, reading: Reading): Intent {
  const { action, params, torn, loose } = match;
  const [several] = torn;
  if (several) return askWhich(action, params, several.param, several.values, reading);
  const stranger = strangerIn(action, params, names);
  if (stranger) {
    const known = Object.fromEntries(Object.entries(params).filter(([param]) => param !== stranger.param));
    return askFor(action, known, [stranger.param], [stranger.value], names, reading);
  }
  const verdict = validate(action, params);
  const unknown = loose.map((word) => (word.quote ? word.quote.text : word.lower));
  const [wanting] = match.wanting;
  const missing = [
    ...verdict.missing,
    ...(wanting === undefined || verdict.missing.includes(wanting) ? [] : [wanting]),
  ];
  if (missing.length > 0) return askFor(action, params, missing, unknown, names, reading);
  const [wrong] = verdict.invalid;
  if (wrong) return offer(action, params, `${wrong.param || action.name}: ${wrong.why}.`, reading);
  const what = loose.length > 0 ? `I do not understand "${textOf(loose)}" in that.` : "I am not sure that is an order.";
  return offer(action, params, what, reading);
}

/** Enough of an order that silence would be rude: typed values, or trigger and subject with little else. */
const isMeant = ({ typed, about, frame, loose, leads }: Match): boolean =>
  leads && about && (typed || (frame.about !== undefined && loose.length <= 1));

const isComplete = ({ torn, wanting, about, action, params }: Match, names: Names): boolean =>
  about &&
  strangerIn(action, params, names) === null &&
  torn.length === 0 &&
  wanting.length === 0 &&
  validate(action, params).ok;

function mayRead({ typed, about, loose, leads, frame }: Match, speech: Speech, imperative: boolean): boolean {
  const asked = speech.question || imperative;
  const subject = about && frame.about !== undefined;
  if (loose.length > (asked && subject ? looseAround : typed ? looseInRead : 0)) return false;
  if (!typed && !leads && frame.triggeredBy === undefined && !(asked && subject)) return false;
  if (speech.foreign?.denies) return false;
  if (asked || speech.veto === null) return true;
  if (speech.veto === "negation" || speech.veto === "exclusion") return false;
  return imperative || !silencing.has(speech.veto);
}

function inForeign({ foreign }: Speech, ours: boolean, ask: Intent, none: Intent): Intent {
  if (!foreign || !ours || foreign.denies) return foreign?.asks && ours ? ask : none;
  if (foreign.asks) return ask;
  return foreign.orders
    ? wonder("I take orders to change something in English, or as exact commands; say `help` for them.", ask.reading)
    : none;
}

/** Services and groups have names like "shop" and "web": they are ours only where something is said of them. */
const ourSlots = new Set(["host", "zone", "playbook", "alert", "request", "cidr"]);
const isOurs = (one: Mention): boolean => ourSlots.has(one.slot);
const ofWhich = new Set(["is", "are", "keeps", "seems", "looks", "has", "isn't", "was", "won't", "went"]);

/** "checkout is slow", "memory is high": a service, group or signal with something said of it right away. */
const isAbout = (words: readonly Word[], mentions: readonly Mention[]): boolean =>
  mentions.some(
    ({ slot, to }) =>
      slot === "signal" || ((slot === "service" || slot === "group") && ofWhich.has(words[to]?.lower ?? "")),
  );

/** What leaves least unexplained comes first, then what explains most. */
const byEvidence = (a: Match, b: Match): number =>
  a.loose.length - b.loose.length || b.weight - a.weight || Number(b.leads) - Number(a.leads);
const byOrder = (a: Match, b: Match): number =>
  Number(b.leads) - Number(a.leads) || Number(b.about) - Number(a.about) || byEvidence(a, b);

function readingOf(speech: Speech, stage: Reading["stage"], match?: Match): Reading {
  return {
    stage,
    ...(speech.veto ? { veto: speech.veto } : {}),
    ...(match && Object.keys(match.said).length > 0 ? { slots: match.said } : {}),
  };
}
