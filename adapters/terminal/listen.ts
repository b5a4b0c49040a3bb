/** What a typed line is: words for the bot, an answer to a card, or a word to the terminal itself. Pure. */
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
  if (verdicts.includes(command)) return { kind: "review", verdict: command as Verdict, ...readAnswer(rest) };
  return { kind: "say", text, picked: false };
}

/** "r-8KQ2ZC7M not today": a request's id, perhaps, and a reason, perhaps. */
function readAnswer(text: string): { request: string | null; reason: string | null } {
  const [, request, reason = ""] = /^(r-\w+)(?:\s+(.*))?$/is.exec(text) ?? [];
  if (request === undefined) return { request: null, reason: text || null };
  return { request, reason: reason || null };
}
