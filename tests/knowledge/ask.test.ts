import { expect, it } from "vitest";
import { ask } from "../../intents/actions/ask.ts";
import type { AnswerContext } from "../../src/action.ts";
import type { Asked } from "../../src/providers/questions.ts";
import { ownSet } from "../evals/knowledge.ts";
import { libraryIn } from "../support/library.ts";

const library = await libraryIn(ownSet);
const person = { id: "ann", name: "Ann", roles: ["operator"], accounts: [] };
const remembered: Asked[] = [];
const questions = { remember: (asked: Asked) => `k-${remembered.push(asked)}` };
const channels = { of: () => null };
// The action touches nothing else of its context.
const context = { person, providers: { library, channels, questions } } as unknown as AnswerContext;

it("only reads, and says on what policy has to rule", () => {
  expect(ask).toMatchObject({ kind: "read", effect: "read" });
  expect(ask.positional).toEqual(["question"]);
});

it.each(ask.examples)("answers its own example: %s", async (question) => {
  const reply = await ask.answer({ question }, context);
  expect(reply).toMatchObject({ reply: "answer", abstained: false });
  expect(remembered.at(-1)).toMatchObject({
    person,
    question: { text: question, audiences: [["operator"]], about: null },
  });
});

it("wants a question of sensible length", () => {
  expect(ask.input.safeParse({ question: "  " }).success).toBe(false);
  expect(ask.input.safeParse({ question: "x".repeat(2001) }).success).toBe(false);
});
