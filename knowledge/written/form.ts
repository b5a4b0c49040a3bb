/**
 * What a model may say: sentences, each with the sections that it rests on. The keys are in the order in which a model
 * should think, and so is the alphabet, by which some servers send them: where it stands, what stands there, what to say.
 */
import { z } from "zod";
import type { Claim } from "./verify.ts";

const claim = z.strictObject({
  cites: z.array(z.int().min(1).max(99)).min(1).max(4),
  quote: z.string().max(400),
  text: z.string().min(1).max(400),
});

/** Strict: a key too many or too few, and it is no answer. */
export const form = z.strictObject({ sentences: z.array(claim).max(8) });

const { $schema: _, ...schema } = z.toJSONSchema(form);
/** The same as JSON Schema, for the server's grammar and for the prompt. */
export const format: Readonly<Record<string, unknown>> = schema;

/**
 * Gives each claim as soon as its last bracket has come. It takes the words piece by piece; what is no claim is passed
 * over, for whether the whole is an answer is told at its end.
 */
export function claimReader(heard: (claim: Claim) => void): (piece: string) => void {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let part = "";
  return (piece) => {
    for (const char of piece) {
      if (depth > 2 || (depth === 2 && char === "{" && !inString)) part += char;
      if (inString) {
        if (char === '"' && !escaped) inString = false;
        escaped = char === "\\" && !escaped;
      } else if (char === '"') inString = true;
      else if (char === "{" || char === "[") depth++;
      else if (char === "}" || char === "]") {
        depth--;
        if (depth !== 2 || part === "") continue;
        const read = claim.safeParse(parse(part));
        part = "";
        if (read.success) heard(read.data);
      }
    }
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
