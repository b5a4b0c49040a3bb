/** What the deterministic stages saw of one message: all that the model's proposal is held against. */
import type { Turn } from "../../../src/intent.ts";
import type { Mention } from "../find/index.ts";
import type { Match } from "../frames.ts";
import type { Speech } from "../guards/index.ts";
import { looksTechnical, trade } from "../guards/operations.ts";
import type { Word } from "../words.ts";

export interface Seen {
  /** Normalised, for the runbooks. */
  readonly text: string;
  /** The person's own words, with a mark for each quotation. */
  readonly own: string;
  readonly words: readonly Word[];
  /** Every typed value, also readings that overlap. */
  readonly mentions: readonly Mention[];
  readonly speech: Speech;
  /** The index of the word with which an order would begin. */
  readonly start: number;
  /** Frames that explain some of it. */
  readonly matches: readonly Match[];
}

/** Null where no model may look: nothing said, a command, too long, pasted, or dressed up as somebody else's turn. */
export type Look = (text: string, context: readonly Turn[]) => Seen | null;

const ours = new Set("host group service zone playbook alert request model target signal".split(" "));

/** The words name something of the trade or of the inventory: silence would be rude. */
export const matters = ({ words, mentions }: Pick<Seen, "words" | "mentions">): boolean =>
  trade.firstIn(words) >= 0 || words.some(looksTechnical) || mentions.some((one) => ours.has(one.slot));
