/**
 * The parser as the kernel uses it: deterministic first, and the language model, if there is one, only for what that
 * left open. A sentence that was put to the model once is not put to it again.
 */
import type { Intent, Parser, Turn } from "../../src/intent.ts";
import { sentences, type Why } from "../../src/model/fault.ts";
import { createCache } from "./model/cache.ts";
import { isOpen, type Propose } from "./model/index.ts";
import { matters, type Look } from "./model/seen.ts";
import { normalise } from "./normalise.ts";

export interface UnderstandingParts {
  readonly parse: (text: string, context: readonly Turn[]) => Intent;
  readonly propose: Propose;
  readonly look: Look;
  /** Whose words these are; what one tenant's model said is nothing to another. */
  readonly tenant: string;
  /** Changes whenever the catalogue, the names or the model do: then everything is asked anew. */
  readonly version: () => string;
  /** Sentences that are remembered. */
  readonly most?: number;
}

export interface Understanding {
  readonly parse: Parser;
  /** Forgets what the model said. */
  readonly forget: () => void;
}

export function createUnderstanding(parts: UnderstandingParts): Understanding {
  const { propose, look, tenant, version, most = 500 } = parts;
  const proposals = createCache<Intent | null>(most);

  const parse: Parser = async (text, context = []) => {
    const sure = parts.parse(text, context);
    if (!isOpen(sure)) return sure;
    // Of the thread, only what the bot did or asked is ever looked at.
    const thread = context.filter((turn) => "clarify" in turn || "done" in turn);
    const key = JSON.stringify([tenant, version(), normalise(text), thread]);
    const { value: proposed, failed } = await proposals.get(key, async () => {
      const answer = await propose(text, context, sure);
      return answer.asked ? { value: answer.intent } : { failed: answer.why };
    });
    if (failed === undefined) return proposed ?? sure;
    const seen = look(text, context);
    return seen && matters(seen) ? unheard(sure, failed) : sure;
  };
  return { parse, forget: () => proposals.clear() };
}

const unheard = (intent: Intent, why: Why): Intent => ({
  ...intent,
  reading: { ...intent.reading, unasked: sentences[why] },
});
