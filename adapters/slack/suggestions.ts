/** Suggestions as buttons: what goes on with something in one row, what only speaks of the reply in another below. */
import type { Suggestion } from "../../src/reply.ts";
import { actions, type Block, type Button } from "./blocks.ts";
import { actionIds } from "./listen.ts";
import { line } from "./mrkdwn.ts";

const mostSuggestions = 10;
/** Slack's limit for the value of a button, in characters. */
const mostCommand = 2000;

/**
 * Pressing one is the same as saying its command. The command itself is the button's value: it has no more power than
 * the words, needs nothing remembered, and is read with the rights of whoever presses.
 */
export function renderSuggestions(suggestions: readonly Suggestion[]): Block[] {
  const buttons = suggestions
    .filter(({ command }) => command.length > 0 && command.length <= mostCommand)
    .slice(0, mostSuggestions)
    .map(({ label, command, aside = false }, index) => ({
      aside,
      button: {
        type: "button",
        text: { type: "plain_text", text: line(label || command, 75) },
        action_id: actionIds.say(index),
        value: command,
      } satisfies Button,
    }));
  const rows = [false, true].map((row) => buttons.filter(({ aside }) => aside === row).map(({ button }) => button));
  return rows.filter((row) => row.length > 0).map(actions);
}
