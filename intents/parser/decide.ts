/** From all that is known of one sentence to one intent. The order of the questions below is the safety of the parser. */
import type { Intent, Reading } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { strangerIn } from "./choices.ts";
import { askFor, askWhich, offer, wonder } from "./clarify.ts";
import type { Mention } from "./find/index.ts";
import type { Match } from "./frames.ts";
import type { Speech, Veto } from "./guards/index.ts";
import type { Foreign } from "./guards/language.ts";
import { looksTechnical, trade } from "./guards/operations.ts";
import { statesSomething } from "./clauses.ts";
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
const looseUnnamed = 2;
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

  const deeds = matches.filter((match) => match.action.effect !== "read" && !match.bare).toSorted(byOrder);
  const reads = matches.filter((match) => match.action.effect === "read" && !match.bare).toSorted(byEvidence);
  const ours = trade.firstIn(words) >= 0 || words.some(looksTechnical) || mentions.some(isOurs);
  const [deed] = deeds;

  if (speech.foreign) return inForeign(sentence, speech.foreign, { ours, deed, reads }, names, ask, none);
  if (speech.howTo) {
    const reading: Reading = { stage: "guards", veto: "how-to" };
    const ofUs =
      asksOfDeed(words, mentions) ||
      mentions.some((one) => one.slot === "signal") ||
      ours ||
      deed?.typed ||
      mentions.some((one) => ourThings.has(one.slot)) ||
      words.some(isStrongDeed);
    return ofUs ? { ...ask, reading } : { ...none, reading };
  }
  if (speech.capable && speech.question && (ours || asksOfDeed(words, mentions))) return ask;
  const imperative = looking.has(words[speech.start]?.lower ?? "") || deeds.some((match) => match.leads);
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

/** A verb that tells something; "hitting" alone tells nothing yet. */
const tells = (word: Word): boolean => statesSomething(word) && !word.lower.endsWith("ing");

/** "cpu and memory of web-1": one parameter holds several values, and nothing else is open. */
const isSpread = (match: Match, speech: Speech, imperative: boolean): boolean =>
  match.about &&
  match.wanting.length === 0 &&
  match.torn.length === 1 &&
  (match.torn[0]?.values.length ?? 0) <= 3 &&
  (match.action.effect !== "read" || mayRead(match, speech, imperative));

function spreadOut({ action, params, torn }: Match, names: Names): Intent | null {
  const [several] = torn;
  if (!several) return null;
  const steps = several.values.map((value) => ({ action: action.name, params: { ...params, [several.param]: value } }));
  const whole = steps.every(
    (step) => strangerIn(action, step.params, names) === null && validate(action, step.params).ok,
  );
  return whole ? { kind: "multi", steps, reading: { stage: "frames" } } : null;
}

/** Words that stand for what was meant a moment ago, or that only a machine is called by. */
const pointing = new Set("it that this them those these one there".split(" "));
const namelike = /^(?=.*[a-z])(?=.*[\d_.-])[a-z0-9][a-z0-9_.:-]*$|^(?:\d{1,3}\.){3}\d{1,3}$/i;
const camel = /^(?:[A-Z][a-z0-9]+){2,}$/;
export const isNamelike = ({ text, quote }: Word): boolean => !quote && (namelike.test(text) || camel.test(text));

/** "restart it", "block that ip", "silence HighCpuUsage": an order of ours whose object nobody knows. */
const isPointed = ({ loose, about, frame }: Match, { words, mentions }: Sentence): boolean =>
  (loose.length <= 5 &&
    (mentions.some((one) => ourThings.has(one.slot)) || words.some((word) => deedThings.has(word.lower)))) ||
  words.some((word, at) => at > 0 && at < 5 && pointing.has(word.lower) && words.length <= 8) ||
  (loose.length <= 3 &&
    loose.every(
      (word) => pointing.has(word.lower) || isNamelike(word) || mentions.some((one) => one.said === word.text),
    ) &&
    (loose.length > 0 || (about && frame.about !== undefined)));

/** "is restarting billing-worker safe while …", "would a rollback of auth-api …": asked of something we could do. */
const deedNouns =
  /^(?:restart(?:s|ing|ed)?|reboot(?:s|ing|ed)?|roll(?:s|ing|ed)? ?back|rollbacks?|rolling|purg(?:e|es|ing|ed)|scal(?:e|es|ing|ed)|deploy(?:s|ing|ed|ments?)?|promot(?:e|es|ing|ed|ions?)|block(?:s|ing|ed)?|unblock(?:s|ing|ed)?|silenc(?:e|es|ing|ed)|failover|patch(?:es|ing|ed)?|delet(?:e|es|ing|ed)|cancel(?:s|ling|ing|led|ed)?)$/;
const deedThings = new Set(
  "addresses country countries subnet subnets service services model models replicas instances urls tags host hosts alert alerts cache caches job jobs server servers network networks ip ips address customer's playbook playbooks release releases record records something sessions".split(
    " ",
  ),
);
const isStrongDeed = ({ lower }: Word): boolean =>
  /^(?:restart(?:s|ing|ed)?|reboot(?:s|ing|ed)?|rollbacks?|purg(?:e|es|ing|ed)|rolling|redeploy(?:s|ing|ed)?|failover)$/.test(
    lower,
  );
const ourThings = new Set([
  "replicas",
  "delta",
  "factor",
  "version",
  "name",
  "url",
  "service",
  "host",
  "group",
  "zone",
  "playbook",
  "alert",
  "request",
  "ip",
  "cidr",
  "environment",
]);
const asksOfDeed = (words: readonly Word[], mentions: readonly Mention[]): boolean =>
  words.some((word) => deedNouns.test(word.lower)) &&
  (mentions.some((one) => ourThings.has(one.slot)) || words.some((word) => deedThings.has(word.lower)));

/** What may be a symptom, and may as well be what somebody did: it counts only in a sentence that reports nothing. */
const ambiguous = new Set(
  "blocked|dropped|dropping|stopped|stops|restarting|won't|didn't|did not|has not|have not|hasn't|haven't|no longer|more than|less than|above|below|late|different|differs|alert|gone|ignored|skipped|behind|more|high|lost|keeps|missing|returns|invalid|denied|rejected|refused|growing|grows|fires|won't".split(
    "|",
  ),
);
const somebody = new Set(
  "i we he she they you i'd i've i'm we've we're we'll i'll somebody someone nobody everyone who fyi had bob ann alice carol turns".split(
    " ",
  ),
);
function isSymptom(words: readonly Word[], speech: Speech): boolean {
  const doubted = speech.veto !== null && speech.veto !== "question" && words.some(({ lower }) => somebody.has(lower));
  return words.some((_, at) => {
    const hit = symptoms.at(words, at);
    return hit !== null && !(doubted && hit.values.every((value) => ambiguous.has(value)));
  });
}

/** An order to change something that is not ready to be carried out: the one question that it calls for, or nothing. */
function questionOfDeed(match: Match, { speech }: Sentence, names: Names, ask: Intent, none: Intent): Intent {
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
      return offer(match.action, match.params, "I take orders to change something in English only.", reading);
    case "conditional":
      return offer(match.action, match.params, `I act at once or not at all ("${speech.because}").`, reading);
    case "exclusion":
      // The command as read would do the very thing that is to be left out: it is not offered.
      return {
        ...wonder(
          `I cannot leave something out ("${speech.because}"); name exactly what it is to be done to.`,
          reading,
        ),
        action: match.action.name,
        missing: objects.filter((param) => Object.hasOwn(match.frame.slots, param) || param === "ip").slice(0, 1),
      };
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
  const misplaced = strayName(match);
  if (misplaced) return askFor(action, params, [misplaced.param], [misplaced.word.text], names, reading);
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

/** Parameters that say what something is done to. */
const objects = ["targets", "alert", "service", "zone", "ip", "target", "host", "group", "job", "model", "name"];
const places: Readonly<Record<string, readonly string[]>> = {
  on: ["host", "targets", "target", "zone"],
  at: ["host"],
  for: ["host", "service", "zone"],
  in: ["env", "zone"],
  to: ["to", "env"],
  from: ["from"],
};

/** "restart payments on mail-1": the one word nobody knows stands where a parameter's value would. */
function strayName({ frame, loose, params, before }: Match): { param: string; word: Word } | null {
  const [word, ...more] = loose;
  if (!word || more.length > 0 || word.quote) return null;
  const place = before.get(word) ?? "";
  const candidates = isNamelike(word) || place === "in" || place === "to" ? (places[place] ?? []) : [];
  const param = candidates.find((one) => Object.hasOwn(frame.slots, one) && params[one] === undefined);
  return param === undefined ? null : { param, word };
}

/** Enough of an order that silence would be rude: typed values, or trigger and subject with little else. */
const isMeant = ({ typed, about, frame, loose, leads }: Match): boolean =>
  leads &&
  // "rollback of label-printer went through" is told.
  !loose.some(({ lower }) => /^(?:went|was|were|failed|worked|finished|succeeded|completed|took|got)$/.test(lower)) &&
  about &&
  (typed || (frame.about !== undefined && loose.length <= 1));

const isComplete = ({ torn, wanting, about, action, params }: Match, names: Names): boolean =>
  about &&
  strangerIn(action, params, names) === null &&
  torn.length === 0 &&
  wanting.length === 0 &&
  validate(action, params).ok;

function mayRead({ typed, about, loose, leads, frame }: Match, speech: Speech, imperative: boolean): boolean {
  const asked = speech.question || imperative;
  const subject = about && frame.about !== undefined;
  const most = asked && subject ? (typed ? looseAround : looseUnnamed) : typed ? looseInRead : 0;
  if (loose.length > Math.min(most, frame.spare ?? most)) return false;
  if (!typed && !leads && frame.triggeredBy === undefined && !(asked && subject)) return false;
  if (speech.foreign?.denies) return false;
  if (asked || speech.veto === null) return true;
  if (speech.veto === "negation" || speech.veto === "exclusion") return false;
  return imperative || !silencing.has(speech.veto);
}

interface Evidence {
  readonly ours: boolean;
  readonly deed: Match | undefined;
  readonly reads: readonly Match[];
}

/** Another language than English: a look at something may be an act, a change never is, and is never passed over. */
function inForeign(
  sentence: Sentence,
  foreign: Foreign,
  evidence: Evidence,
  names: Names,
  ask: Intent,
  none: Intent,
): Intent {
  const { mentions, speech } = sentence;
  const { deed, reads } = evidence;
  const { sense } = foreign;
  const ours = evidence.ours || foreign.trade;
  // With a verb of change, the name of a service is enough: "skaliere checkout".
  const named = ours || mentions.some(({ slot }) => nameable.has(slot));
  if (foreign.denies) return none;
  if (sense === "howTo" || sense === "symptom") return named ? ask : none;
  if (sense === "order") {
    if (!named) return none;
    return deed && isMeant(deed) ? offerOf(deed, speech) : wonder(onlyEnglish, ask.reading);
  }
  const [read] = reads.filter((match) => mayRead(match, speech, false) && match.typed && isComplete(match, names));
  if (read)
    return { kind: "act", action: read.action.name, params: read.params, reading: readingOf(speech, "frames", read) };
  if (sense === "question") return ours ? ask : none;
  return deed && isMeant(deed) ? offerOf(deed, speech) : none;
}

const clauseOpener = /^(?:if|when|once|unless|whenever|after|before|as)$/;
const isDeedVerb = ({ lower }: Word): boolean =>
  /^(?:restart|reboot|roll|rollback|scale|block|unblock|purge|run|execute|silence|mute|promote|cancel|deploy|point)$/.test(
    lower,
  );
const onlyNow = "I act at once or not at all; say it when the time has come.";
const onlyEnglish = "I take orders to change something in English, or as exact commands; say `help` for them.";
const offerOf = ({ action, params }: Match, speech: Speech): Intent =>
  offer(action, params, "I take orders to change something in English only.", readingOf(speech, "guards"));
const nameable = new Set([
  "host",
  "zone",
  "playbook",
  "alert",
  "request",
  "cidr",
  "service",
  "group",
  "ip",
  "model",
  "name",
]);

/** Services and groups have names like "shop" and "web": they are ours only where something is said of them. */
const ourSlots = new Set(["host", "zone", "playbook", "alert", "request", "cidr"]);
const isOurs = (one: Mention): boolean => ourSlots.has(one.slot);

/** "checkout is slow", "memory is high": a service, group or signal with something said of it right away. */
const isAbout = (words: readonly Word[], mentions: readonly Mention[]): boolean =>
  mentions.some(
    ({ slot, to }) =>
      slot === "signal" ||
      ((slot === "service" || slot === "group") &&
        /^(?:[a-z]{3,}s|is|isn't|won't|was|went|can't|doesn't)$/.test(words[to]?.lower ?? "")),
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
