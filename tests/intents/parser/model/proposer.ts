/** A proposer over the real actions whose model says what a test wants it to say. */
import { createLook } from "../../../../intents/parser/model/look.ts";
import { createProposer } from "../../../../intents/parser/model/index.ts";
import type { Call } from "../../../../intents/parser/model/call.ts";
import type { Prompt } from "../../../../intents/parser/model/prompt.ts";
import { createParser } from "../../../../intents/parser/index.ts";
import type { Intent, Turn } from "../../../../src/intent.ts";
import { actions, names } from "../catalog.ts";

export const parse = createParser({ actions, names });
export const look = createLook({ actions, names });

/** What the model answers, given what it was sent. */
export type Says = (format: object, prompt: Prompt) => unknown;

export const callThatSays =
  (says: Says): Call =>
  async (prompt, schema, format) => ({ ok: true, value: schema.parse(says(format, prompt)), ms: 1 });

/** What becomes of a sentence; the deterministic reading where the model was not asked or is of no use. */
export async function read(says: Says, text: string, context: readonly Turn[] = []): Promise<Intent> {
  const sure = parse(text, context);
  const propose = createProposer({ call: callThatSays(says), actions, names, look, redact: (one) => one });
  const proposed = await propose(text, context, sure);
  return (proposed.asked ? proposed.intent : null) ?? sure;
}

/** The schema's keys for values, each with its handles. */
export const handlesIn = (format: object): Record<string, readonly string[]> => {
  const { properties } = format as { properties: Record<string, { enum?: readonly string[] }> };
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([key]) => key.startsWith("d_"))
      .map(([key, { enum: handles = [] }]) => [key, handles]),
  );
};
