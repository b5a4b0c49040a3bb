/** What a typed line is: words for the bot, an answer to a card, or a word to the terminal itself. Pure. */
import { commandOf } from "../../src/command.ts";
import type { Verdict } from "../../src/message.ts";
import type { Suggestion } from "../../src/reply.ts";

export type Line =
  | { readonly kind: "nothing" }
  | { readonly kind: "quit" }
  /** Speak as this person from now on. */
  | { readonly kind: "as"; readonly name: string }
  /** Without `request` the card shown last is meant. */
  | {
      readonly kind: "review";
      readonly verdict: Verdict;
      readonly request: string | null;
      readonly reason: string | null;
    }
  /** Words about a card, said as the command of this name; without `request` about the card shown last. */
  | {
      readonly kind: "about";
      readonly action: "job.reason" | "job.narrow";
      readonly request: string | null;
      readonly text: string;
    }
  /** `picked` if the words are those of a numbered suggestion. */
  | { readonly kind: "say"; readonly text: string; readonly picked: boolean };

const verdicts: readonly string[] = ["approve", "deny", "retract", "withdraw", "cancel"] satisfies Verdict[];

/** Reads one line. A slash before any other word is for the bot: "/var is full" is a message. */
export function readLine(line: string, suggestions: readonly Suggestion[]): Line {
  const text = line.trim();
  if (text === "") return { kind: "nothing" };
  const numbered = suggestions.filter(({ aside }) => !aside);
  const suggestion = /^\d{1,2}$/.test(text) ? numbered[Number(text) - 1] : undefined;
  if (suggestion) return { kind: "say", text: suggestion.command, picked: true };
  const [, command = "", rest = ""] = /^\/([a-z]+)(?:\s+(.*))?$/s.exec(text) ?? [];
  if (command === "quit" && rest === "") return { kind: "quit" };
  if (command === "as" && rest !== "") return { kind: "as", name: rest };
  const { request, reason } = readAnswer(rest);
  if (verdicts.includes(command)) return { kind: "review", verdict: command as Verdict, request, reason };
  if (command === "reason" || command === "narrow") {
    return { kind: "about", action: `job.${command}`, request, text: reason ?? "" };
  }
  return { kind: "say", text, picked: false };
}

/** "r-8KQ2ZC7M not today": a request's id, perhaps, and a reason, perhaps. */
function readAnswer(text: string): { request: string | null; reason: string | null } {
  const [, request, reason = ""] = /^(r-\w+)(?:\s+(.*))?$/is.exec(text) ?? [];
  if (request === undefined) return { request: null, reason: text || null };
  return { request, reason: reason || null };
}

/** The exact command that these words about a request are. What somebody gives as a reason is one value, whatever it is. */
export function commandAbout(action: "job.reason" | "job.narrow", request: string, text: string): string {
  if (action === "job.reason") return commandOf(action, { job: request, reason: text || undefined });
  const set = text.replaceAll(argument, (one) =>
    /^[A-Za-z_][\w.-]*=/.test(one) ? `set.${one.replace(/^set\./, "")}` : one,
  );
  return `${commandOf(action, { job: request })} ${set}`.trimEnd();
}

/** `targets=web-1`, `note="a b=c"` */
const argument = /(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s"'])+/g;
