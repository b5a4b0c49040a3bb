/** An Intent: what we think the words want. A guess with no power to act. */

/** How an intent was read, so that it can be explained. */
export interface Reading {
  /** The stage that decided. */
  readonly stage: "guards" | "grammar" | "frames" | "model" | "fallback";
  /** The guard that forbade proposing a write, if one did: "question", "negation", "report", … */
  readonly veto?: string;
  /** The word that made it do so: "should". */
  readonly because?: string;
  /** Which of the person's words filled which parameter. */
  readonly slots?: Readonly<Record<string, string>>;
  /** Why the language model, which might have understood more, could not be asked: "it did not answer in time". */
  readonly unasked?: string;
}

export type Params = Readonly<Record<string, unknown>>;

export interface Step {
  readonly action: string;
  readonly params: Params;
}

export type Intent =
  | {
      readonly kind: "act";
      readonly action: string;
      readonly params: Params;
      /** Why, where `reason=…` was said beside an exact command. */
      readonly reason?: string;
      readonly reading: Reading;
    }
  | { readonly kind: "ask"; readonly question: string; readonly reading: Reading }
  | {
      readonly kind: "clarify";
      /** The one question to put to the person. */
      readonly question: string;
      readonly action?: string;
      readonly params: Params;
      readonly missing: readonly string[];
      /** Values to choose from, for the first missing parameter. */
      readonly candidates?: readonly string[];
      readonly reading: Reading;
    }
  | { readonly kind: "none"; readonly reading: Reading }
  | { readonly kind: "multi"; readonly steps: readonly Step[]; readonly reading: Reading };

/** What the parser may know of earlier turns in the same thread; text that others wrote is never in it. */
export type Turn =
  | { readonly role: "user"; readonly text: string }
  | { readonly role: "bot"; readonly done: Step }
  | {
      readonly role: "bot";
      readonly clarify: {
        readonly intent: string;
        readonly missing: readonly string[];
        readonly candidates?: readonly string[] | undefined;
        readonly params: Params;
      };
    }
  | { readonly role: "bot"; readonly data: string }
  /** A question was answered from the runbooks. */
  | { readonly role: "bot"; readonly answered: true };

export type Parser = (text: string, context?: readonly Turn[]) => Intent | Promise<Intent>;
