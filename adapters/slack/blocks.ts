/**
 * The few kinds of Slack blocks that are drawn, and how many fit in one message.
 * https://docs.slack.dev/reference/block-kit/blocks
 */
import type { types } from "@slack/bolt";

export type Block = types.KnownBlock;
export type Button = types.Button;

/** Slack turns away what is over 50 blocks, or (undocumented) over about 13,000 characters in all. */
const mostBlocks = 45;
const mostCharacters = 11_000;

/** `verbatim`: Slack must not make links and mentions out of plain words. */
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true }) as const;

/** At most 3,000 characters. */
export const section = (text: string): Block => ({ type: "section", text: mrkdwn(text) });

/** Small and grey. */
export const context = (text: string): Block => ({ type: "context", elements: [mrkdwn(text)] });

/** A block that can be found again in the message that Slack shows us. */
export const withId = (id: string, block: Block): Block => ({ ...block, block_id: id });

/** Up to ten names with their values, two to a row; at most 2,000 characters each. */
export const fields = (named: readonly (readonly [name: string, value: string])[]): Block => ({
  type: "section",
  fields: named.map(([name, value]) => mrkdwn(`*${name}*\n${value}`)),
});

/** At most 25 buttons. */
export const actions = (buttons: Button[]): Block => ({ type: "actions", elements: buttons });

/** As many blocks as one message takes, said so where some are missing; those of `foot` are always there. */
export function pack(blocks: readonly Block[], foot: readonly Block[]): Block[] {
  const size = (some: readonly Block[]): number => JSON.stringify(some).length;
  let room = mostCharacters - size(foot);
  const fitting: Block[] = [];
  for (const block of blocks) {
    room -= size([block]);
    if (room < 0 || fitting.length + foot.length >= mostBlocks) {
      return [...fitting, context("… there is more than fits into a Slack message"), ...foot];
    }
    fitting.push(block);
  }
  return [...fitting, ...foot];
}
