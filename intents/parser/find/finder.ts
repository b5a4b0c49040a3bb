/** What a finder is: it looks at one word and says which typed values begin there. */
import type { Slot } from "../../../src/action.ts";
import type { Word } from "../words.ts";

export interface Hit {
  readonly slot: Slot;
  /** In the one spelling that the inventory and the inputs of actions use. */
  readonly value: string;
  /** Words. */
  readonly length: number;
}

export type Finder = (words: readonly Word[], at: number) => readonly Hit[];

export const nothing: readonly Hit[] = [];
