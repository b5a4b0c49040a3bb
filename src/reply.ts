/** A Reply: what we say, before a platform dresses it. Plain text throughout; every adapter escapes at its own edge. */
import type { Card } from "./card.ts";
import type { Code } from "./problem.ts";

/** One thing a person can do next. Pressing it is the same as saying `command` themselves, with their own rights. */
export interface Suggestion {
  readonly label: string;
  /** An exact command of the grammar: "playbook.run clean-temp targets=localhost". */
  readonly command: string;
  /** It goes on with nothing, it speaks of the reply: said by its command, never by a number, which may be an answer. */
  readonly aside?: true;
}

export type Block =
  | { readonly kind: "text"; readonly text: string }
  /** Shown verbatim in a fixed-width face. */
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "table"; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

export interface Source {
  /** Path of the document below the library's root. */
  readonly doc: string;
  /** Heading of the section, with its anchor: "Find what is full#find-what-is-full". */
  readonly section: string;
  /** The document's own words. */
  readonly quote: string;
  readonly score: number;
  /** Where a person reads it in a browser: an address that the configuration vouches for. */
  readonly link?: string;
}

export type Reply =
  /** `text` alone must make sense: notifications and screen readers show only that. */
  | {
      readonly reply: "text";
      readonly text: string;
      readonly blocks?: readonly Block[];
      readonly suggestions?: readonly Suggestion[];
      /** Set where the words could not be followed: which expected error it was. */
      readonly problem?: Code;
      /** Set where the words led to nothing for another reason: not understood, more to be said first, or a bug. */
      readonly unmet?: true;
    }
  | {
      readonly reply: "answer";
      readonly text: string;
      readonly abstained: boolean;
      /** 0 to 1. */
      readonly confidence: number;
      readonly blocks: readonly Block[];
      readonly sources: readonly Source[];
      readonly suggestions: readonly Suggestion[];
    }
  | { readonly reply: "card"; readonly card: Card };

/** How the words were read. */
const why: Suggestion = { label: "Why?", command: "why", aside: true };

interface More {
  readonly blocks?: readonly Block[];
  readonly suggestions?: readonly Suggestion[];
}

export const say = (text: string, more: More = {}): Reply => ({ reply: "text", text, ...more });

/** Words that led to nothing. */
export const unmet = (text: string, more: More = {}): Reply => ({ reply: "text", text, ...more, unmet: true });

/** Offers to say how the words were read, where they led to nothing or to a question. */
export function explainable(reply: Reply): Reply {
  const failed = (reply.reply === "text" && reply.unmet) || (reply.reply === "answer" && reply.abstained);
  return failed ? { ...reply, suggestions: [...(reply.suggestions ?? []), why] } : reply;
}
