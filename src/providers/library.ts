/** The team's runbooks, searchable. Implemented in knowledge/. */
import type { Reply } from "../reply.ts";

export interface Question {
  readonly text: string;
  /**
   * Who will read the answer: the asker's roles and, in a shared channel, those of the channel. What one of these may
   * not read influences nothing.
   */
  readonly audiences: readonly (readonly string[])[];
  /** What the place is about: services, sources or folders. Null: everything. */
  readonly about: readonly string[] | null;
}

export interface Answer extends Extract<Reply, { reply: "answer" }> {
  /** Only documents about these, and about nothing in particular, were searched: the question said so. */
  readonly about?: readonly string[];
}

export interface Library {
  /**
   * Answers from the runbooks, in their own words and with their source, or abstains. Sure: one source, and the
   * runbook's own commands as suggestions. Not sure: the closest runbooks as sources, best first, no suggestions.
   */
  answer(question: Question, signal?: AbortSignal): Promise<Answer>;
}
