/** Text that is not said to the bot: headings, tickets, notes, minutes; and questions that nobody wants answered. */
import { phraseSet } from "../phrases.ts";
import { textOf, type Word } from "../words.ts";

const heading =
  /\b(?:to-?dos?|todos?|notes?|minutes|jira|tickets?|changelog|release notes|usage|recap|agenda|my list|list for|action items?|steps?|subject|re|fwd?|commit|docs?|documentation|instructions?|response|developer message|system message|thinking out loud|checklist|tl;?dr|summary|postmortem|retro|standup|results? of|resolved|done|fixed|status update|suggested action|next step|mandatory|motto|headline|title|draft|quote|question of the day|interview question|exercise|homework|quiz)\b/i;
const ticket = /^[A-Z]{2,10}-\d+$/;
const bracketed =
  /^\s*(?:(?:\[\d\d?:\d\d(?::\d\d)?\] ?)?<[\w-]+>|\[[A-Z][A-Za-z ]+\]|#{1,4} |<!--|- \[[ xX]\]|\/\/|\/\*|> )/;
const rhetorical = phraseSet(
  "who on earth|what on earth|why on earth|how on earth|who in their right mind|do i look like|do we look like|what could go wrong|what could possibly go wrong|who would ever|genius|groundbreaking|imagine that|yeah right|oh wonderful|oh great|as if|good luck with|surely that's|what a surprise|shocking".split(
    "|",
  ),
);

/** A heading, a ticket's title, a line of a list: written down, not asked for. `clauses` are those of the text. */
export function isWritten(text: string, clauses: readonly (readonly Word[])[]): boolean {
  if (bracketed.test(text)) return true;
  const [first = []] = clauses;
  if (ticket.test(first[0]?.text ?? "") && !/\b(?:please|pls|plz)\b/i.test(text)) return true;
  return clauses.some((clause, index) => {
    const pause = clause.at(-1)?.pause ?? "";
    const heads = pause === ":" || (pause === "\n" && index === 0 && clause.length <= 3);
    return heads && heading.test(textOf(clause));
  });
}

/** Sarcasm and rhetorical questions: no answer is wanted. */
export const isRhetorical = (words: readonly Word[]): boolean => rhetorical.firstIn(words) >= 0;
