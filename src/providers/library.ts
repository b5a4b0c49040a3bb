/** The team's runbooks, searchable. Implemented in knowledge/. */
import type { Reply } from "../reply.ts";

export interface Library {
  /** Answers from the runbooks, in their own words and with their source, or abstains. */
  answer(question: string, roles: readonly string[]): Promise<Extract<Reply, { reply: "answer" }>>;
}
