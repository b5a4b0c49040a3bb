/** help: what you may do here. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { problem } from "../../src/problem.ts";
import { say } from "../../src/reply.ts";
import * as wording from "../wording/help.ts";

export const help = defineRead({
  name: "help",
  summary: "Show what you may ask for",
  input: z.strictObject({ action: z.string().optional() }),
  positional: ["action"],
  examples: ["help", "what can you do?"],
  frames: wording.help,
  resources: () => [{ kind: "site", id: "help" }],
  answer: async ({ action }, { person, providers }) => {
    const entries = providers.help.entries(person);
    if (action === undefined) {
      const rows = entries.map((entry) => [entry.name, entry.summary, entry.examples[0] ?? entry.usage]);
      return say(
        `${person.name}, this is what you may ask for. Plain words do; \`help NAME\` shows the exact command.`,
        {
          blocks: [{ kind: "table", columns: ["action", "does", "for example"], rows }],
        },
      );
    }
    const entry = entries.find((one) => one.name === action);
    if (!entry) throw problem("UNKNOWN_ACTION", { name: action });
    return say(`${entry.name}: ${entry.summary} (${entry.effect})`, {
      blocks: [
        { kind: "code", text: entry.usage },
        { kind: "text", text: `For example: ${entry.examples.join(" · ")}` },
      ],
    });
  },
});
