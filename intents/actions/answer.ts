/** answer.*: whether an answer from the runbooks helped. Whoever saw it may say so, and say otherwise later. */
import { z } from "zod";
import { defineRead, type AnswerContext } from "../../src/action.ts";
import { say, unmet, type Reply } from "../../src/reply.ts";
import * as wording from "../wording/answer.ts";

/** Without one the newest of this person in this thread is meant. */
const input = z.strictObject({
  question: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^K-[0-9A-Z]{8}$/, "must be the id of an answer, like k-8KQ2ZC7M")
    .transform((id) => id.replace("K", "k"))
    .optional(),
});

const resources = () => [{ kind: "site", id: "runbooks" }] as const;

export const answerHelped = defineRead({
  name: "answer.helped",
  summary: "Say that an answer from the runbooks helped",
  input,
  positional: ["question"],
  examples: ["answer.helped k-8KQ2ZC7M"],
  frames: wording.answerHelped,
  resources,
  answer: ({ question }, context) => judge(question, context, true, "Noted: that helped. Thank you."),
});

export const answerUnhelpful = defineRead({
  name: "answer.unhelpful",
  summary: "Say that an answer from the runbooks did not help",
  input,
  positional: ["question"],
  examples: ["answer.unhelpful k-8KQ2ZC7M"],
  frames: wording.answerUnhelpful,
  resources,
  answer: ({ question }, context) =>
    judge(
      question,
      context,
      false,
      "Noted: that did not help. It counts among the questions for which a runbook is missing.",
    ),
});

async function judge(
  question: string | undefined,
  { person, place, providers: { questions } }: AnswerContext,
  helped: boolean,
  noted: string,
): Promise<Reply> {
  const id = question ?? (await questions.last(person, place));
  if (id === null) return unmet("I remember no answer of mine to you in this thread.");
  await questions.feedback(id, person, place, helped);
  return say(noted);
}
