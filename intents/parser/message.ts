/**
 * A whole message: one sentence, several orders, or an order and what led to it. What cannot be told apart safely ends as
 * a question.
 */
import { isDeepStrictEqual } from "node:util";
import type { Action, Slot } from "../../src/action.ts";
import type { Intent } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { resolved } from "./anaphora.ts";
import { offer, wonder } from "./clarify.ts";
import { addressesOther, clausesOf, isBackground, stretches, unsays, type Clause } from "./clauses.ts";
import { slotsOf } from "./context.ts";
import { replaced, turnIn } from "./correction.ts";
import { settle } from "./exact.ts";
import { plainly, type Mention } from "./find/index.ts";
import { fillers } from "./guards/english.ts";
import { openingOf } from "./guards/index.ts";
import { isRhetorical, isWritten } from "./guards/voice.ts";
import { phraseSet } from "./phrases.ts";
import { firstWord, type Sentences } from "./sentence.ts";
import { textOf, type Word } from "./words.ts";

type Act = Extract<Intent, { kind: "act" }>;

interface Chosen {
  readonly clause: Clause;
  /** The word that the order begins with. */
  readonly verb: Word | undefined;
  readonly intent: Act;
}

/** More than this at once is a script, and scripts are playbooks. */
export const most = 3;

const filler = phraseSet(fillers);
const bullet = /^(?:\d{1,2}|[a-c]|[-*•])$/;
const links = phraseSet(
  "and|then|also|plus|next|first|second|third|last|lastly|finally|afterwards|after that|and then|and after that|then also|firstly|secondly|as well as|or rather".split(
    "|",
  ),
);

/** "1." and "and then" begin an order and are no part of it. */
function unlisted(part: readonly Word[]): readonly Word[] {
  let from = part.length > 1 && bullet.test(part[0]?.lower ?? "") ? 1 : 0;
  for (let link = links.at(part, from); link && from + link.length < part.length; link = links.at(part, from))
    from += link.length;
  if (from > 0 && /^(?:a|an|the)$/.test(part[from]?.lower ?? "")) from++;
  return part.slice(from);
}

/** Whatever these forbid is forbidden to every part. */
const unmendable = new Set(["pasted", "language", "role", "how-to"]);
/** What is told in passing, and fills nothing: how long, how many, why. */
const loose: ReadonlySet<Slot> = new Set<Slot>([
  "number",
  "replicas",
  "reason",
  "name",
  "ip",
  "record-type",
  "query",
  "level",
]);
/** What may be left out of an order because the talk is of it. */
const spoken: ReadonlySet<Slot> = new Set<Slot>(["service", "alert", "request", "model", "playbook"]);
const unsaid: Intent = { kind: "none", reading: { stage: "guards", veto: "negation" } };

export interface MessageParts {
  readonly actions: readonly Action[];
  readonly names: Names;
}

/** Reads messages with the sentences that it is given. */
export function messageReader({ actions, names }: MessageParts) {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const verbs = new Set(actions.flatMap(({ frames }) => frames.flatMap(({ triggers }) => triggers.map(firstWord))));

  const isDeed = (intent: Intent): intent is Act =>
    intent.kind === "act" && byName.get(intent.action)?.effect !== "read";
  const isAboutDeed = (intent: Intent): boolean =>
    "action" in intent && intent.action !== undefined && byName.get(intent.action)?.effect !== "read";

  const readMessage = (words: readonly Word[], text: string, sentences: Sentences): Intent => {
    const whole = sentences.read(words, text);
    // Clauses, corrections and addresses are read by rules of English.
    if (whole.reading.veto === "language") return whole;
    const mentions = plainly(words, sentences.find(words));
    const clauses = clausesOf(words);
    const parts = clauses.map((clause) => words.slice(clause.from, clause.to));
    const isKnown = (word: Word): boolean => verbs.has(word.lower) || mentions.some((one) => words[one.from] === word);
    if (isWritten(text, parts) || isRhetorical(words) || addressesOther(parts, isKnown))
      return { kind: "none", reading: { stage: "guards", veto: "reported" } };
    const corrected = readCorrection(words, sentences);
    if (corrected) return corrected;
    if (isDeed(whole) || unmendable.has(whole.reading.veto ?? "") || clauses.length < 2) return whole;
    return readClauses(words, clauses, whole, sentences) ?? whole;
  };

  /** The orders and questions among the clauses; null if the sentence as a whole says it better. */
  const readClauses = (
    words: readonly Word[],
    clauses: readonly Clause[],
    whole: Intent,
    sentences: Sentences,
  ): Intent | null => {
    const { chosen, left } = choose(words, clauses, sentences);
    if (chosen.length === 0) return wished(clauses, words, whole, sentences);
    const acts = apart(chosen.toSorted((a, b) => a.clause.from - b.clause.from).map((one) => one.intent));
    const deeds = acts.filter(isDeed);
    const rest = left.map((clause) => words.slice(clause.from, clause.to));
    const [unclear] = rest
      .map((part) => sentences.read(part))
      .filter((one) => one.kind === "clarify" && isAboutDeed(one));
    if (unclear && whole.kind !== "act") return unclear;
    if (deeds.length === 0) {
      // A question that the whole sentence answers as well is one question.
      if (acts.length > 1) return acts.length <= most ? several(acts) : null;
      // "postgres says too many connections, help!"
      if (acts[0]?.action === "help" && words.some(({ lower }) => lower === "help")) return null;
      return whole.kind === "act" ? null : narrowed(chosen[0], rest, words, sentences);
    }
    // "and still sees the old file" goes on with what led to the order.
    const told = rest.map((part, at) =>
      part[0]?.lower === "and" && at > 0 && left[at - 1]?.to === left[at]?.from ? part.slice(1) : part,
    );
    const attached = acts.length === 1 && told.length > 0 ? attach(chosen[0], told, words, sentences) : null;
    return attached ?? weigh(acts, deeds, told, sentences);
  };

  /** The clauses that are orders or questions by themselves, the longest first, and those that are not. */
  const choose = (
    words: readonly Word[],
    clauses: readonly Clause[],
    { read, find }: Sentences,
  ): { chosen: Chosen[]; left: Clause[] } => {
    const mentions = plainly(words, find(words));
    const part = ({ from, to }: Clause): readonly Word[] => unlisted(words.slice(from, to));
    const chosen: Chosen[] = [];
    for (const clause of stretches(clauses)) {
      if (chosen.some((one) => one.clause.from < clause.to && clause.from < one.clause.to)) continue;
      const direct = read(part(clause));
      const pointed =
        direct.kind === "act"
          ? []
          : resolved(part(clause), words.slice(0, clause.from), mentions)
              .map((said) => read(said))
              .filter((intent) => intent.kind === "act");
      const [clear, ...others] = pointed;
      const intent = clear && others.length === 0 ? clear : direct;
      if (intent.kind !== "act") continue;
      const inside = isDeed(intent) ? [] : clauses.filter((one) => clause.from <= one.from && one.to <= clause.to);
      const apart = inside.flatMap((one) => {
        const alone = inside.length > 1 ? read(part(one)) : null;
        return alone?.kind === "act" ? [{ clause: one, intent: alone, verb: undefined }] : [];
      });
      // Two questions in one breath are two, even where one of them would bear the other's words.
      chosen.push(...(apart.length > 1 ? apart : [{ clause, intent, verb: firstOf(part(clause)) }]));
    }
    const isLeft = (clause: Clause): boolean =>
      !chosen.some((one) => one.clause.from <= clause.from && clause.to <= one.clause.to);
    for (const clause of clauses.filter(isLeft)) {
      const again = verbRepeated(clause, chosen, words, read);
      if (again) chosen.push(again);
    }
    return { chosen, left: clauses.filter(isLeft) };
  };

  /** "scale checkout to 8 and payments to 4": the verb is said once. */
  const verbRepeated = (
    clause: Clause,
    chosen: readonly Chosen[],
    words: readonly Word[],
    read: Sentences["read"],
  ): Chosen | null => {
    const before = chosen.find((one) => one.clause.to === clause.from && isDeed(one.intent));
    const [joint, ...rest] = words.slice(clause.from, clause.to);
    if (!before || !joint) return null;
    const listed = joint.lower === "and" ? rest : words[clause.from - 1]?.pause === "," ? [joint, ...rest] : [];
    const { verb } = before;
    const intent = verb && listed.length > 0 ? read([verb, ...listed]) : null;
    return intent?.kind === "act" && intent.action === before.intent.action ? { clause, intent, verb } : null;
  };

  /** Whether what stands beside the orders may stand there. */
  const weigh = (
    acts: readonly Act[],
    deeds: readonly Act[],
    told: readonly (readonly Word[])[],
    sentences: Sentences,
  ): Intent | null => {
    if (told.some(unsays)) return unsaid;
    const doubtful = told.find(
      (part) => !isRepeated(part, deeds, sentences) && (!isBackground(part) || leavesOpen(part, deeds, sentences)),
    );
    const [first] = deeds;
    if (doubtful && first) {
      const action = byName.get(first.action);
      const why = `There is more in that, and I do not understand "${textOf(doubtful)}".`;
      return action ? offer(action, first.params, why, first.reading) : null;
    }
    if (acts.length > most)
      return wonder(`That is more than ${most} orders; nothing was started.`, { stage: "frames" });
    return acts.length === 1 ? (acts[0] ?? null) : several(acts);
  };

  /** No order is whole, but one of the clauses begins like one: what it lacks is looked for beside it, or asked for. */
  const wished = (
    clauses: readonly Clause[],
    words: readonly Word[],
    whole: Intent,
    sentences: Sentences,
  ): Intent | null => {
    if (isAboutDeed(whole) || whole.kind === "act") return null;
    const parts = clauses.map((clause) => unlisted(words.slice(clause.from, clause.to)));
    const intents = parts.map((part) => sentences.read(part));
    const at = intents.findIndex((intent) => intent.kind === "clarify" && isAboutDeed(intent));
    const found = intents[at];
    if (!found || parts.some(unsays)) return null;
    const beside = parts.filter((_, index) => index !== at);
    const pieces = beside.filter((part) => !isBackground(part));
    if (pieces.length === 0) return completed(found, beside, sentences) ?? found;
    const joined = [...(parts[at] ?? []), ...pieces.flat()].map((word) => ({ ...word, pause: "" }));
    const intent = sentences.read(joined);
    return isDeed(intent) ? intent : null;
  };

  /** "auth-api is on fire, go back to v4.9.7": the one thing that lacks is the one that the talk is of. */
  const completed = (found: Intent, told: readonly (readonly Word[])[], { find }: Sentences): Intent | null => {
    if (found.kind !== "clarify" || found.missing.length !== 1) return null;
    const [param = ""] = found.missing;
    const action = byName.get(found.action ?? "");
    const slot = action && slotsOf(action)[param];
    if (!action || !slot || !spoken.has(slot)) return null;
    const named = new Set(
      told
        .flatMap((part) => find(part))
        .filter((one) => one.slot === slot)
        .map((one) => one.value),
    );
    const [value, ...others] = named;
    return value === undefined || others.length > 0
      ? null
      : settle(action, { ...found.params, [param]: value }, names, found.reading);
  };

  /** "in two hours, restart nginx on web-1": the order with the pieces of it that stand apart. */
  const attach = (
    chosen: Chosen | undefined,
    told: readonly (readonly Word[])[],
    words: readonly Word[],
    { read, find }: Sentences,
  ): Intent | null => {
    const pieces = told.flatMap((part) => (isBackground(part) ? placed(part, find(part)) : [part]));
    if (!chosen || pieces.length === 0) return null;
    const order = [...words.slice(chosen.clause.from, chosen.clause.to), ...pieces.flat()].map((word, at, all) =>
      at === all.length - 1 || word.pause === "?" ? word : { ...word, pause: "" },
    );
    const intent = read(order);
    return isDeed(intent) ? intent : null;
  };

  /** Whether something is named that would fill a parameter which the orders leave open. */
  const leavesOpen = (part: readonly Word[], deeds: readonly Act[], { find }: Sentences): boolean => {
    const said = find(part);
    return deeds.some(({ action, params }) => {
      const slots = (byName.get(action)?.frames ?? []).flatMap((frame) => Object.entries(frame.slots));
      return slots.some(
        ([param, slot]) =>
          params[param] === undefined &&
          !loose.has(slot) &&
          said.some((one) => one.slot === slot || (slot === "from-environment" && one.slot === "environment")),
      );
    });
  };

  return readMessage;
}

const firstOf = (part: readonly Word[]): Word | undefined => part[openingOf(part)];

/** "shut the door on 203.0.113.7, block it at the edge": what says no more than another is the same order. */
const apart = (acts: readonly Act[]): Act[] =>
  acts.filter((one, at) => {
    const within = (other: Act): boolean =>
      other.action === one.action &&
      Object.entries(one.params).every(([param, value]) => isDeepStrictEqual(other.params[param], value));
    const wider = (other: Act): boolean => Object.keys(other.params).length > Object.keys(one.params).length;
    return !acts.some((other, index) => index !== at && within(other) && (wider(other) || index < at));
  });

const several = (acts: readonly Act[]): Intent => ({
  kind: "multi",
  steps: acts.map(({ action, params }) => ({ action, params })),
  reading: { stage: "frames" },
});

const places: ReadonlySet<Slot> = new Set<Slot>(["environment", "zone", "host", "group"]);

/** Where something is, as what led to the order tells it: "it hangs in staging" puts the order in staging. */
const placed = (part: readonly Word[], mentions: readonly Mention[]): (readonly Word[])[] =>
  mentions
    .filter(
      (one) => one.slot === "version" || (places.has(one.slot) && /^(?:in|on)$/.test(part[one.from - 1]?.lower ?? "")),
    )
    .map((one) => part.slice(one.slot === "version" ? one.from : one.from - 1, one.to));

/** "what's alerting right now, only the critical ones": a question with what narrows it down. */
const narrowed = (
  chosen: Chosen | undefined,
  rest: readonly (readonly Word[])[],
  words: readonly Word[],
  { read }: Sentences,
): Intent | null => {
  if (!chosen) return null;
  const { clause, intent } = chosen;
  const asked = words.slice(clause.from, clause.to);
  const wider = rest
    .map((part) => read([...asked, ...part].map((word) => ({ ...word, pause: "" }))))
    .find(
      (one) =>
        one.kind === "act" &&
        one.action === intent.action &&
        Object.keys(one.params).length > Object.keys(intent.params).length,
    );
  return wider ?? intent;
};

/** Nothing but what an order names anyway: "checkout: restart it". */
const isRepeated = (part: readonly Word[], deeds: readonly Act[], { find }: Sentences): boolean => {
  const values = new Set(deeds.flatMap(({ params }) => Object.values(params).flat().map(String)));
  const said = plainly(part, find(part)).filter((one) => values.has(one.value));
  return (
    said.length > 0 &&
    part.every((_, at) => said.some((one) => one.from <= at && at < one.to) || filler.at(part, at) !== null)
  );
};

/** "run it on web-1, no wait, web-2" */
const readCorrection = (words: readonly Word[], { read, find }: Sentences): Intent | null => {
  const turned = turnIn(words);
  if (!turned) return null;
  const first = read(turned.head);
  const last = read(turned.tail);
  // What is corrected must have been an order itself: "bob said: no wait, run it" is still what bob said.
  if (last.kind === "act" && first.reading.veto === undefined && first.kind !== "none") return last;
  const corrected = replaced(turned, (part) => plainly(part, find(part)));
  return corrected && read(corrected);
};
