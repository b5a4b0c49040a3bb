/** Answers in a model's words. Nothing is shown that the cited section does not say; see support.ts for what that means. */
import type { Call } from "../../src/model/call.ts";
import type { Why } from "../../src/model/fault.ts";
import { excerpt } from "../../src/providers/excerpt.ts";
import { claimReader, form, format } from "./form.ts";
import { promptFor } from "./prompt.ts";
import { speaksToModel } from "./speaks-to-model.ts";
import type { Section } from "./statement.ts";
import { createVerifier, type Sentence, type Verified } from "./verify.ts";

export interface WriterParts {
  /** Of the configured model: `callOf` in src/model/open.ts, with room for `answerTokens`. */
  readonly call: Call;
  /** Takes secrets out of what is sent, and so out of what can come back. */
  readonly redact: (text: string) => string;
  /** Is told why there is no answer: for the log. */
  readonly onNone?: (why: Why | "nothing to go on" | "too little is supported", dropped: Verified["dropped"]) => void;
}

export interface Wish {
  readonly question: string;
  /** Best first. Those for which there is no room, and those that speak to the machine, are left out. */
  readonly sections: readonly Section[];
  /** Is handed each sentence that may be shown, as soon as the model has finished it. Must not throw. */
  readonly onSentence?: (sentence: Sentence) => void;
}

/** Tokens of the longest answer. */
export const answerTokens = 800;
/** Characters of all sections together: with the task and the answer they fit into 8,192 tokens. */
const room = 14_000;
const longestQuestion = 1000;

/**
 * The function that answers a question from sections, or gives null: then show the section itself. What was handed to
 * `onSentence` was all supported, but is only the answer if the result is one; replace it otherwise. Cites are the
 * sections' numbers. The commands of a cited section are yours to show, as they are written there.
 */
export const createWriter =
  ({ call, redact, onNone }: WriterParts) =>
  async ({ question, sections, onSentence }: Wish): Promise<Verified | null> => {
    const given = fitting(sections.map((section) => redacted(section, redact)));
    if (given.length === 0) {
      onNone?.("nothing to go on", []);
      return null;
    }
    const early = createVerifier(given);
    let handed = 0;
    const listen =
      onSentence &&
      claimReader((claim) => {
        for (const sentence of early(claim).sentences) {
          handed++;
          onSentence(sentence);
        }
      });
    const answer = await call(promptFor(excerpt(redact(question), longestQuestion), given), form, format, listen);
    if (!answer.ok) {
      onNone?.(answer.why, []);
      return null;
    }
    const verify = createVerifier(given);
    const all = answer.value.sentences.map((claim) => verify(claim));
    const sentences = all.flatMap((one) => one.sentences);
    const dropped = all.flatMap((one) => one.dropped);
    // Of an answer that is mostly made up, the rest is not worth showing either.
    if (sentences.length === 0 || sentences.length < dropped.length) {
      onNone?.("too little is supported", dropped);
      return null;
    }
    // A chat that does not tell its words as they come has told none.
    if (onSentence) sentences.slice(handed).forEach((sentence) => onSentence(sentence));
    return { sentences, dropped };
  };

const redacted = ({ n, headings, passages }: Section, redact: (text: string) => string): Section => ({
  n,
  headings: headings.map((heading) => redact(heading)),
  passages: passages.map(({ kind, text }) => ({ kind, text: redact(text) })),
});

function fitting(sections: readonly Section[]): Section[] {
  let left = room;
  return sections.filter(({ headings, passages }) => {
    const text = [...headings, ...passages.map((passage) => passage.text)].join("\n");
    if (text.length > left || speaksToModel(text)) return false;
    left -= text.length;
    return true;
  });
}
