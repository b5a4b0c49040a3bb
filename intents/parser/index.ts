/**
 * Words to one safe, typed intent, with no model. A pure function of the text, the earlier turns of its thread and the
 * names of the inventory. What is wrong ends as a question, never as an action.
 *
 *     normalise → exact command → provenance → thread → message → sentence (guards, frames) → decide
 */
import type { Action } from "../../src/action.ts";
import type { Intent, Turn } from "../../src/intent.ts";
import type { Names } from "../../src/inventory.ts";
import { wonder } from "./clarify.ts";
import { readCommand } from "./exact.ts";
import { marksARole } from "./guards/role.ts";
import { messageReader, most } from "./message.ts";
import { longest, normalise } from "./normalise.ts";
import { ofAnswer } from "./of-answer.ts";
import { splitProvenance } from "./provenance.ts";
import { sentencesOf } from "./sentence.ts";
import { inThread } from "./thread.ts";
import { textOf, wordsOf, type Word } from "./words.ts";

const exactly = { stage: "grammar" } as const;
const nothing: Intent = { kind: "none", reading: { stage: "fallback" } };

export interface ParserParts {
  readonly actions: readonly Action[];
  readonly names: Names;
}

export function createParser({ actions, names }: ParserParts): (text: string, context?: readonly Turn[]) => Intent {
  const byName = new Map(actions.map((action) => [action.name, action]));
  const sentences = sentencesOf(actions, names);
  const readMessage = messageReader({ actions, names });
  const saidOfAnswer = ofAnswer(actions);

  return (raw, context = []) => {
    const text = normalise(raw);
    if (text === "") return nothing;
    // What was cut off might have changed the order: then there is none.
    const tooLong = raw.length > longest;
    const command = tooLong ? null : readCommands(text);
    if (command) return command;
    const split = splitProvenance(text);
    if (marksARole(split.own)) return { kind: "none", reading: { stage: "guards", veto: "role" } };
    const words = wordsOf(split);
    const here = sentences(split.pasted || tooLong);
    const direct = (): Intent => readMessage(words, text, here);
    if (tooLong || context.length === 0) return direct();
    const verdict = saidOfAnswer(words, context);
    if (verdict) return verdict;
    const read = (said: readonly Word[]): Intent => readMessage(said, textOf(said), sentences(false));
    return inThread({ words, mentions: here.find(words) }, context, direct, { byName, names, read });
  };

  /** Exact commands, one a line: all of them or none. Null if some line is no command. */
  function readCommands(text: string): Intent | null {
    const lines = text.split("\n").filter((line) => line.trim() !== "");
    const commands = lines.slice(0, most + 1).map((line) => readCommand(line, byName, names));
    const [only, ...more] = commands;
    if (only === undefined || more.length === 0) return only ?? null;
    if (commands.includes(null)) return null;
    if (commands.length > most) return wonder(`That is more than ${most} commands; nothing was started.`, exactly);
    const steps = commands.flatMap((one) => (one?.kind === "act" ? [{ action: one.action, params: one.params }] : []));
    return steps.length === commands.length
      ? { kind: "multi", steps, reading: exactly }
      : (commands.find((one) => one?.kind !== "act") ?? null);
  }
}
