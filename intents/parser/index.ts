/**
 * Words to one safe, typed intent, with no model. A pure function of the text, the earlier turns of its thread and the
 * names of the inventory. What is wrong ends as a question, never as an action.
 *
 *     normalise → exact command → provenance → earlier turns → correction → guards and frames → several parts
 */
import type { Action, Slot } from "../../src/action.ts";
import type { Intent, Turn } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { resolved } from "./anaphora.ts";
import { addressesOther, clausesOf, isBackground, stretches, unsays, type Clause } from "./clauses.ts";
import { offer, wonder } from "./clarify.ts";
import { answerTo, askAgain, isDismissal } from "./answer.ts";
import { carriedOver, pointedBack } from "./carry-over.ts";
import { pendingIn, slotsOf } from "./context.ts";
import { replaced, turnIn } from "./correction.ts";
import { decide } from "./decide.ts";
import { readCommand, settle } from "./exact.ts";
import { finderOf, longest, plainly, type Mention } from "./find/index.ts";
import { compileFrames, emptyWords, matchFrame } from "./frames.ts";
import { fillers } from "./guards/english.ts";
import { listen, openingOf } from "./guards/index.ts";
import { marksARole } from "./guards/role.ts";
import { isRhetorical, isWritten } from "./guards/voice.ts";
import { straightened } from "./indirect.ts";
import { longest as mostCharacters, normalise } from "./normalise.ts";
import { phraseSet } from "./phrases.ts";
import { splitProvenance } from "./provenance.ts";
import { slipIn, type Slip } from "./slip.ts";
import { textOf, wordsOf, type Word } from "./words.ts";

/** More than this at once is a script, and scripts are playbooks. */
const most = 3;

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

const filler = phraseSet(fillers);

/** What may be left out of an order because the talk is of it. */
const spoken: ReadonlySet<Slot> = new Set<Slot>(["service", "alert", "request", "model", "playbook"]);

/** Where something is, as what led to the order tells it: "it hangs in staging" puts the order in staging. */
const placed = (part: readonly Word[], mentions: readonly Mention[]): (readonly Word[])[] =>
  mentions
    .filter((one) => one.slot === "environment" && /^(?:in|on)$/.test(part[one.from - 1]?.lower ?? ""))
    .map((one) => part.slice(one.from - 1, one.to));

const times: ReadonlySet<Slot> = new Set<Slot>(["check", "when", "zone-of-time"]);
/** "dry run of clean-temp on web-1", "every 15 minutes a disk report": the order begins behind it. */
function behindTimes(words: readonly Word[], all: readonly Mention[], from: number): number {
  let start = from;
  for (;;) {
    const ahead = all.filter((one) => times.has(one.slot) && one.from === start).map((one) => one.to);
    if (ahead.length === 0) return start;
    start = Math.max(...ahead);
    while (/^(?:a|an|the|please|pls|just|then)$/.test(words[start]?.lower ?? "")) start++;
  }
}
const firstWord = (phrase: string): string => phrase.split(" ")[0] ?? "";

const exactly = { stage: "grammar" } as const;
const nothing: Intent = { kind: "none", reading: { stage: "fallback" } };

export interface ParserParts {
  readonly actions: readonly Action[];
  readonly names: Names;
}

export function createParser({ actions, names }: ParserParts): (text: string, context?: readonly Turn[]) => Intent {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const frames = compileFrames(actions);
  const verbs = new Set(actions.flatMap(({ frames: all }) => all.flatMap(({ triggers }) => triggers.map(firstWord))));
  const findAll = finderOf(names, [...byName.keys()]);
  const find = (words: readonly Word[]): Mention[] => plainly(words, findAll(words));

  /** One sentence by guards and frames. `text` is what the runbooks are asked, should it be a question. */
  const readSentence = (said: readonly Word[], text: string, pasted: boolean): Intent => {
    const words = straightened(said, openingOf(said)) ?? said;
    const all = findAll(words);
    const mentions = plainly(words, all);
    const silenced = longest(words, all.filter(isName));
    const named = words.map(
      (word, at) =>
        silenced.some((one) => one.from <= at && at < one.to) ||
        // "that reads \"v=spf1\"" tells what stands there.
        (/^(?:saying|says|reads|reading)$/.test(word.lower) && words[at + 1]?.quote !== undefined),
    );
    const own = words.filter((word) => !word.quote).map((word) => word.text);
    const speech = listen(own.join(" "), words, named, pasted);
    const empty = emptyWords(words, speech.start, speech.foreign?.marks);
    const start = behindTimes(words, all, speech.start);
    const matches = frames.flatMap((frame) => matchFrame(frame, words, start, all, empty, names) ?? []);
    const intent = decide({ text, words, mentions, speech, matches }, names);
    const slip = intent.kind !== "act" && slipIn(words, mentions, matches, names);
    return slip ? (mended(slip, text, pasted) ?? intent) : intent;
  };

  /** A read with one misspelled name put right, and the reading saying so. Deeds are never put right. */
  const mended = ({ words, said, name }: Slip, text: string, pasted: boolean): Intent | null => {
    const intent = readSentence(words, text, pasted);
    if (intent.kind !== "act" || byName.get(intent.action)?.effect !== "read") return null;
    const slots = Object.entries(intent.reading.slots ?? {}).map(([param, by]) => [
      param,
      by === name ? `${said} → ${name}` : by,
    ]);
    return { ...intent, reading: { ...intent.reading, slots: Object.fromEntries(slots) } };
  };

  const readWords = (words: readonly Word[], text: string, pasted: boolean): Intent => {
    const whole = readSentence(words, text, pasted);
    // Clauses, corrections and addresses are read by rules of English.
    if (whole.reading.veto === "language") return whole;
    const named = find(words);
    const parts = clausesOf(words).map((clause) => words.slice(clause.from, clause.to));
    if (
      isWritten(text, parts) ||
      isRhetorical(words) ||
      addressesOther(parts, (word) => verbs.has(word.lower) || named.some((one) => words[one.from] === word))
    )
      return { kind: "none", reading: { stage: "guards", veto: "reported" } };
    const turned = turnIn(words);
    if (turned) {
      const first = readSentence(turned.head, textOf(turned.head), pasted);
      const last = readSentence(turned.tail, textOf(turned.tail), pasted);
      // What is corrected must have been an order itself: "bob said: no wait, run it" is still what bob said.
      if (last.kind === "act" && first.reading.veto === undefined && first.kind !== "none") return last;
      const corrected = replaced(turned, find);
      if (corrected) return readSentence(corrected, textOf(corrected), pasted);
    }
    return isDeed(whole) || unmendable.has(whole.reading.veto ?? "")
      ? whole
      : (readClauses(words, pasted, whole) ?? whole);
  };

  const isDeed = (intent: Intent): boolean => intent.kind === "act" && byName.get(intent.action)?.effect !== "read";

  /** The orders and questions among the clauses; null if the sentence as a whole says it better. */
  const readClauses = (words: readonly Word[], pasted: boolean, whole: Intent): Intent | null => {
    const clauses = clausesOf(words);
    if (clauses.length < 2) return null;
    const mentions = find(words);
    const read = (part: readonly Word[]): Intent => readSentence(part, textOf(part), pasted);
    const chosen: { clause: Clause; intent: Extract<Intent, { kind: "act" }> }[] = [];
    for (const clause of stretches(clauses)) {
      if (chosen.some((one) => one.clause.from < clause.to && clause.from < one.clause.to)) continue;
      const part = unlisted(words.slice(clause.from, clause.to));
      const direct = read(part);
      const pointed = direct.kind === "act" ? [] : resolved(part, words.slice(0, clause.from), mentions).map(read);
      const [clear = direct, ...others] = pointed.filter((intent) => intent.kind === "act");
      const intent = others.length === 0 ? clear : direct;
      if (intent.kind !== "act") continue;
      const inside = isDeed(intent) ? [] : clauses.filter((one) => clause.from <= one.from && one.to <= clause.to);
      const apart =
        inside.length < 2
          ? []
          : inside.map((one) => ({ clause: one, intent: read(unlisted(words.slice(one.from, one.to))) }));
      const acts = apart.flatMap((one) =>
        one.intent.kind === "act" ? [{ clause: one.clause, intent: one.intent }] : [],
      );
      // Two questions in one breath are two, even where one of them would bear the other's words.
      chosen.push(...(acts.length > 1 ? acts : [{ clause, intent }]));
    }
    const left = clauses.filter(
      (clause) => !chosen.some((one) => one.clause.from <= clause.from && clause.to <= one.clause.to),
    );
    // "scale checkout to 8 and payments to 4": the verb is said once.
    for (const clause of left.slice()) {
      const before = chosen.find((one) => one.clause.to === clause.from && isDeed(one.intent));
      const [joint, ...rest] = words.slice(clause.from, clause.to);
      if (!before || joint?.lower !== "and") continue;
      const verb = words[openingOf(words.slice(before.clause.from)) + before.clause.from];
      const intent = verb && read([verb, ...rest]);
      if (intent?.kind !== "act" || intent.action !== before.intent.action) continue;
      chosen.push({ clause, intent });
      left.splice(left.indexOf(clause), 1);
    }
    if (chosen.length === 0) return wished(clauses, words, read, whole);
    const acts = chosen.toSorted((a, b) => a.clause.from - b.clause.from).map((one) => one.intent);
    const deeds = acts.filter(isDeed);
    const rest = left.map((clause) => words.slice(clause.from, clause.to));
    const [unclear] = rest.map(read).filter((intent) => intent.kind === "clarify" && isAboutDeed(intent));
    if (unclear && whole.kind !== "act") return unclear;
    if (deeds.length === 0) {
      // A question that the whole sentence answers as well is one question.
      return acts.length > 1 && acts.length <= most ? several(acts) : whole.kind === "act" ? null : (acts[0] ?? null);
    }
    // "and still sees the old file" goes on with what led to the order.
    for (const [at, part] of rest.entries()) {
      const before = left[at - 1];
      if (part[0]?.lower === "and" && before?.to === left[at]?.from && rest[at - 1]) rest[at] = part.slice(1);
    }
    const attached = acts.length === 1 && rest.length > 0 ? attach(chosen[0], rest, words, pasted) : null;
    if (attached) return attached;
    const doubtful = rest.find((part) => !isRepeated(part, deeds) && (!isBackground(part) || leavesOpen(part, deeds)));
    const [first] = deeds;
    if (rest.some(unsays)) return { kind: "none", reading: { stage: "guards", veto: "negation" } };
    if (doubtful && first) {
      const action = byName.get(first.action);
      const why = `There is more in that, and I do not understand "${textOf(doubtful)}".`;
      return action ? offer(action, first.params, why, first.reading) : null;
    }
    if (acts.length > most)
      return wonder(`That is more than ${most} orders; nothing was started.`, { stage: "frames" });
    return acts.length === 1 ? (acts[0] ?? null) : several(acts);
  };

  /** No order is whole, but one of the clauses begins like one: what it lacks is asked for. */
  const wished = (
    clauses: readonly Clause[],
    words: readonly Word[],
    read: (part: readonly Word[]) => Intent,
    whole: Intent,
  ): Intent | null => {
    if (whole.kind === "clarify" || whole.kind === "act") return null;
    const parts = clauses.map((clause) => unlisted(words.slice(clause.from, clause.to)));
    const intents = parts.map(read);
    const at = intents.findIndex((intent) => intent.kind === "clarify" && isAboutDeed(intent));
    const found = intents[at];
    if (!found || parts.some(unsays)) return null;
    const order = parts[at] ?? [];
    const pieces = parts.filter((part, index) => index !== at && !isBackground(part));
    if (pieces.length === 0)
      return (
        completed(
          found,
          parts.filter((_, index) => index !== at),
        ) ?? found
      );
    const joined = [...order, ...pieces.flat()].map((word) => ({ ...word, pause: "" }));
    const intent = read(joined);
    return isDeed(intent) ? intent : null;
  };

  /** "auth-api is on fire, go back to v4.9.7": the one thing that lacks is the one that the talk is of. */
  const completed = (found: Intent, told: readonly (readonly Word[])[]): Intent | null => {
    if (found.kind !== "clarify" || found.missing.length !== 1) return null;
    const [param = ""] = found.missing;
    const action = byName.get(found.action ?? "");
    const slot = action && slotsOf(action)[param];
    if (!action || !slot || !spoken.has(slot)) return null;
    const named = new Set(
      told
        .flatMap(findAll)
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
    chosen: { readonly clause: Clause } | undefined,
    rest: readonly (readonly Word[])[],
    words: readonly Word[],
    pasted: boolean,
  ): Intent | null => {
    const pieces = rest.flatMap((part) => (isBackground(part) ? placed(part, findAll(part)) : [part]));
    if (!chosen || pieces.length === 0) return null;
    const order = [...words.slice(chosen.clause.from, chosen.clause.to), ...pieces.flat()].map((word, at, all) =>
      at === all.length - 1 || word.pause === "?" ? word : { ...word, pause: "" },
    );
    const intent = readSentence(order, textOf(order), pasted);
    return isDeed(intent) ? intent : null;
  };

  const several = (acts: readonly Extract<Intent, { kind: "act" }>[]): Intent => ({
    kind: "multi",
    steps: acts.map(({ action, params }) => ({ action, params })),
    reading: { stage: "frames" },
  });

  const isAboutDeed = (intent: Intent): boolean =>
    "action" in intent && intent.action !== undefined && byName.get(intent.action)?.effect !== "read";

  /** Nothing but what an order names anyway: "checkout: restart it". */
  const isRepeated = (part: readonly Word[], deeds: readonly Extract<Intent, { kind: "act" }>[]): boolean => {
    const values = new Set(deeds.flatMap(({ params }) => Object.values(params).flat().map(String)));
    const said = find(part).filter((one) => values.has(one.value));
    return (
      said.length > 0 && part.every((_, at) => said.some((one) => one.from <= at && at < one.to) || filler.at(part, at))
    );
  };

  /** Whether something is named that would fill a parameter which the orders leave open. */
  const leavesOpen = (part: readonly Word[], deeds: readonly Extract<Intent, { kind: "act" }>[]): boolean => {
    const said = findAll(part);
    return deeds.some(({ action, params }) => {
      const slots = (byName.get(action)?.frames ?? []).flatMap((frame) => Object.entries(frame.slots));
      return slots.some(
        ([param, slot]) => params[param] === undefined && !loose.has(slot) && said.some((one) => one.slot === slot),
      );
    });
  };

  /** The words as a reply to what the bot last did or asked in this thread; null if they stand for themselves. */
  const inThread = (words: readonly Word[], context: readonly Turn[], direct: () => Intent): Intent | null => {
    const pending = pendingIn(context);
    const action = pending && byName.get("done" in pending ? pending.done.action : pending.clarify.intent);
    if (!pending || !action) return null;
    const reply = { words, mentions: findAll(words) };
    if ("clarify" in pending) {
      if (isDismissal(words)) return { kind: "none", reading: { stage: "frames" } };
      const answer = answerTo(pending.clarify, reply, action, names);
      if (answer) return answer;
      const alone = direct();
      // A new order is a new subject; a short reply that answers nothing leaves the question open.
      return alone.kind === "none" && alone.reading.veto !== "role"
        ? (askAgain(pending.clarify, reply, action, names) ?? alone)
        : alone;
    }
    const carried = carriedOver(pending.done, reply, action, names);
    if (carried) return carried;
    // "and the cpu of web-2?" says it all.
    const alone = direct();
    if (alone.kind === "act" || alone.kind === "multi") return alone;
    const pointed = pointedBack(words, pending.done);
    const again = pointed && readWords(pointed, textOf(pointed), false);
    return again?.kind === "act" ? again : alone;
  };

  return (raw, context = []) => {
    const text = normalise(raw);
    if (text === "") return nothing;
    // What was cut off might have changed the order: then there is none.
    const tooLong = raw.length > mostCharacters;
    if (!tooLong) {
      const lines = text.split("\n").filter((line) => line.trim() !== "");
      const commands = lines.slice(0, most + 1).map((line) => readCommand(line, byName, names));
      const command = severalCommands(commands);
      if (command) return command;
    }
    const split = splitProvenance(text);
    if (marksARole(split.own)) return { kind: "none", reading: { stage: "guards", veto: "role" } };
    const words = wordsOf(split);
    const direct = (): Intent => readWords(words, text, split.pasted || tooLong);
    return (tooLong ? null : inThread(words, context, direct)) ?? direct();
  };
}

/** Exact commands, one a line: all of them or none. Null if some line is no command. */
function severalCommands(commands: readonly (Intent | null)[]): Intent | null {
  const [only, ...more] = commands;
  if (only === undefined || more.length === 0) return only ?? null;
  if (commands.includes(null)) return null;
  if (commands.length > most) return wonder(`That is more than ${most} commands; nothing was started.`, exactly);
  const steps = commands.flatMap((one) => (one?.kind === "act" ? [{ action: one.action, params: one.params }] : []));
  return steps.length === commands.length
    ? { kind: "multi", steps, reading: exactly }
    : (commands.find((one) => one?.kind !== "act") ?? null);
}

/** Names, "dry run" and "last week" say nothing about the sentence they stand in; a number or an "all" might. */
const nameSlots: ReadonlySet<Slot> = new Set<Slot>([
  ..."host group service zone playbook alert request name destination url check proxied duration".split(" "),
  ..."strategy when zone-of-time reason variable model version".split(" "),
] as Slot[]);
const isName = ({ slot }: Mention): boolean => nameSlots.has(slot);
