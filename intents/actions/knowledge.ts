/** knowledge.*: which runbooks are missing, and a first draft of one from what was said. Nothing is written down here. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { sayGaps } from "../../src/gaps.ts";
import { say, unmet, type Block } from "../../src/reply.ts";
import type { Request } from "../../src/request.ts";
import { draft } from "../draft.ts";
import { span, words, wordSpan } from "../values.ts";
import * as wording from "../wording/knowledge.ts";

const usual = 30 * 86_400;

export const knowledgeGaps = defineRead({
  name: "knowledge.gaps",
  summary: "Show the questions that no runbook answers, or none that helped",
  input: z.strictObject({ window: span("1h", "365d").optional() }),
  positional: ["window"],
  examples: ["knowledge.gaps", "knowledge.gaps 90d", "which runbooks are missing?"],
  frames: wording.knowledgeGaps,
  resources: () => [{ kind: "site", id: "questions" }],
  answer: async ({ window = usual }, { person, place, providers: { channels, questions } }) => {
    const channel = channels.of(place);
    const gaps = await questions.gaps(window, {
      // What somebody asked me alone is shown to them alone.
      person: channel ? null : person.id,
      audiences: channel ? [person.roles, channel.roles] : [person.roles],
    });
    return sayGaps(gaps, `in the last ${wordSpan(window)}`);
  },
});

export const knowledgeDraft = defineRead({
  name: "knowledge.draft",
  summary: "Draft a runbook from this thread, for you to read, correct and save",
  input: z.strictObject({ title: words.pipe(z.string().max(80, "must be 80 characters at most")).optional() }),
  positional: ["title"],
  examples: ["knowledge.draft", 'knowledge.draft "Checkout answers 502"', "propose a runbook from this thread"],
  frames: wording.knowledgeDraft,
  resources: () => [{ kind: "site", id: "runbooks" }],
  answer: async ({ title }, { person, place, inventory, providers, signal }) => {
    const { lines, whole } = await providers.conversations.of(place, person, signal);
    const requests = await providers.requests.inThread(place, person);
    const done = requests.flatMap(doneBy);
    if (lines.length === 0 && done.length === 0) {
      return unmet(
        "There is nothing in this thread yet that I could make a runbook of. Say it in the thread it is about.",
      );
    }
    const services = new Map(inventory.services.map(({ name, aliases }) => [name, aliases]));
    const today = Temporal.Now.plainDateISO().toString();
    const made = draft({ title: title ?? null, today, lines, done, services });
    const notes = [
      `Save it as ${made.file} in the folder of your runbooks (knowledge/runbooks, unless folders.runbooks names another).`,
      "It names no owner yet: add `owner:`, the team that keeps it true. How to verify is for you to write.",
      whole ? "" : "I could only see what was said to me in this thread; docs/slack.md says what shows me the rest.",
    ];
    const blocks: Block[] = [
      { kind: "code", text: made.markdown },
      { kind: "text", text: notes.filter((one) => one !== "").join("\n") },
    ];
    return say(`A draft from this thread: ${made.title}. Nothing is saved; read it and put right what is wrong.`, {
      blocks,
    });
  },
});

/** What was carried out, and how it ended; nothing for what never ran. */
function doneBy({ id, plan, receipt }: Request): { at: string; sentence: string }[] {
  if (!receipt) return [];
  return [{ at: receipt.startedAt, sentence: `${plan.sentence} (${id}): ${receipt.state}. ${receipt.summary}` }];
}
