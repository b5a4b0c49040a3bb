/** The team's runbooks, searchable. Implemented in knowledge/. */
import type { Reply } from "../reply.ts";

export interface Library {
  /**
   * Answers from the runbooks, in their own words and with their source, or abstains. Sure: one source, and the
   * runbook's own commands as suggestions. Not sure: the closest runbooks as sources, best first, no suggestions.
   * Runbooks that these roles may not read influence nothing.
   */
  answer(question: string, roles: readonly string[]): Promise<Extract<Reply, { reply: "answer" }>>;
}
