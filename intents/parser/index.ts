/**
 * Words to one safe, typed intent, with no model. A pure function of the text, the earlier turns of its thread and the
 * names of the inventory. What is wrong ends as a question, never as an action.
 *
 *     normalise → exact command → provenance → earlier turns → correction → guards and frames → several parts
 */
import type { Action } from "../../src/action.ts";
import type { Intent, Turn } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { wonder } from "./clarify.ts";
import { answerTo, carriedOver, pendingIn } from "./context.ts";
import { replaced, turnIn } from "./correction.ts";
import { decide } from "./decide.ts";
import { readCommand } from "./exact.ts";
import { finderOf, type Mention } from "./find/index.ts";
import { compileFrames, emptyWords, matchFrame } from "./frames.ts";
import { listen } from "./guards/index.ts";
import { marksARole } from "./guards/role.ts";
import { longest, normalise } from "./normalise.ts";
import { hardParts, most, softParts } from "./parts.ts";
import { splitProvenance } from "./provenance.ts";
import { slipIn, type Slip } from "./slip.ts";
import { textOf, wordsOf, type Word } from "./words.ts";

const exactly = { stage: "grammar" } as const;
const nothing: Intent = { kind: "none", reading: { stage: "fallback" } };

export interface ParserParts {
  readonly actions: readonly Action[];
  readonly names: Names;
}

export function createParser({ actions, names }: ParserParts): (text: string, context?: readonly Turn[]) => Intent {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const frames = compileFrames(actions);
  const find = finderOf(names);

  /** One sentence by guards and frames. `text` is what the runbooks are asked, should it be a question. */
  const readSentence = (words: readonly Word[], text: string, pasted: boolean): Intent => {
    const mentions = find(words);
    const named = words.map((_, at) => mentions.some((one) => isName(one) && one.from <= at && at < one.to));
    const own = words.filter((word) => !word.quote).map((word) => word.text);
    const speech = listen(own.join(" "), words, named, pasted);
    const empty = emptyWords(words, speech.start, speech.foreign?.marks);
    // "dry run of clean-temp on web-1": the order begins behind it.
    const dryRun = mentions.find((one) => one.slot === "check" && one.from === speech.start);
    const start = dryRun?.to ?? speech.start;
    const matches = frames.flatMap((frame) => matchFrame(frame, words, start, mentions, empty, names) ?? []);
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
    const turned = turnIn(words);
    if (turned) {
      const first = readSentence(turned.head, textOf(turned.head), pasted);
      const last = readSentence(turned.tail, textOf(turned.tail), pasted);
      // What is corrected must have been an order itself: "bob said: no wait, run it" is still what bob said.
      if (last.kind === "act" && first.reading.veto === undefined && first.kind !== "none") return last;
      const corrected = replaced(turned, find);
      if (corrected) return readSentence(corrected, textOf(corrected), pasted);
    }
    const whole = readSentence(words, text, pasted);
    const isDeed = whole.kind === "act" && byName.get(whole.action)?.effect !== "read";
    // "run it; no, don't": a word that unsays one part unsays them all.
    const unsaid = whole.kind === "none" && whole.reading.stage === "guards";
    return isDeed || unsaid ? whole : (readParts(words, pasted) ?? whole);
  };

  /** Null if this is not several orders. */
  const readParts = (words: readonly Word[], pasted: boolean): Intent | null => {
    const read = (part: readonly Word[]): Intent => readSentence(part, textOf(part), pasted);
    for (const parts of [hardParts(words), softParts(words)]) {
      if (parts.length < 2) continue;
      const intents = parts.map(read);
      const steps = intents.flatMap((intent) =>
        intent.kind === "act" ? [{ action: intent.action, params: intent.params }] : [],
      );
      if (steps.length === parts.length && steps.length <= most) {
        return { kind: "multi", steps, reading: { stage: "frames" } };
      }
      if (steps.some((step) => byName.get(step.action)?.effect !== "read")) {
        const unclear = parts.filter((_, index) => intents[index]?.kind !== "act").map(textOf);
        const why =
          unclear.length > 0 ? `I do not understand "${unclear.join('", "')}"` : `that is more than ${most} orders`;
        return wonder(`There are several things in that, and ${why}; nothing was started. Say them one at a time.`, {
          stage: "frames",
        });
      }
    }
    return null;
  };

  /** The words as a reply to what the bot last did or asked in this thread; null if they stand for themselves. */
  const inThread = (words: readonly Word[], context: readonly Turn[], direct: () => Intent): Intent | null => {
    const pending = pendingIn(context);
    const action = pending && byName.get("done" in pending ? pending.done.action : pending.clarify.intent);
    if (!pending || !action) return null;
    const reply = { words, mentions: find(words) };
    if ("clarify" in pending) return answerTo(pending.clarify, reply, action, names);
    // "and the cpu of web-2?" says it all.
    const alone = direct();
    return alone.kind === "act" || alone.kind === "multi" ? alone : carriedOver(pending.done, reply, action, names);
  };

  return (raw, context = []) => {
    const text = normalise(raw);
    if (text === "") return nothing;
    // What was cut off might have changed the order: then there is none.
    const tooLong = raw.length > longest;
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
const nameSlots = new Set(
  "host group service zone playbook alert request name destination url check proxied duration".split(" "),
);
const isName = ({ slot }: Mention): boolean => nameSlots.has(slot);
