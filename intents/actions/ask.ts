/** Answers a question from the team's runbooks. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { commandOf } from "../../src/command.ts";
import type { Suggestion } from "../../src/reply.ts";
import { flag, list, name } from "../values.ts";

export const ask = defineRead({
  name: "ask",
  summary: "Answer a question from the runbooks, in their own words and with the source",
  input: z.strictObject({
    question: z.string().trim().min(1).max(2000),
    /** Services, sources or folders: instead of what the channel is about. */
    about: list(name, 20).optional(),
    /** Whatever the channel is about. */
    everywhere: flag.optional(),
  }),
  positional: ["question"],
  examples: ["the disk on this box is filling up, what do I do?", "how do I roll back a DNS change?"],
  frames: [],
  resources: () => [{ kind: "site", id: "runbooks" }],
  answer: async ({ question: text, about, everywhere = false }, { person, place, providers, message, signal }) => {
    const { library, channels, questions } = providers;
    const channel = channels.of(place);
    const usual = everywhere || !channel || channel.services.length === 0 ? null : channel.services;
    const question = {
      text,
      audiences: channel ? [person.roles, channel.roles] : [person.roles],
      about: about ?? usual,
    };
    const answer = await library.answer(question, signal);
    const id = questions.remember({ message, person, place, question, answer });
    const wider: Suggestion[] =
      question.about === null && answer.about === undefined
        ? []
        : [{ label: "Search everything", command: commandOf("ask", { question: text, everywhere: true }) }];
    return { ...answer, suggestions: [...answer.suggestions, ...wider, ...(answer.abstained ? [] : verdicts(id))] };
  },
});

const verdicts = (id: string): Suggestion[] => [
  { label: "Helped", command: `answer.helped ${id}`, aside: true },
  { label: "Did not help", command: `answer.unhelpful ${id}`, aside: true },
];
