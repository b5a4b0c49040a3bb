/** Answers a question from the team's runbooks. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";

export const ask = defineRead({
  name: "ask",
  summary: "Answer a question from the runbooks, in their own words and with the source",
  input: z.strictObject({ question: z.string().trim().min(1).max(2000) }),
  positional: ["question"],
  examples: ["the disk on this box is filling up, what do I do?", "how do I roll back a DNS change?"],
  frames: [],
  resources: () => [{ kind: "site", id: "runbooks" }],
  answer: ({ question }, { person, providers, signal }) =>
    providers.library.answer({ text: question, audiences: [person.roles], about: null }, signal),
});
