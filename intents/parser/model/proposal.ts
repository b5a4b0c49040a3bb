/**
 * What a model may say: one flat object. Small models and their grammars know objects, enumerations and bounded
 * strings; anything else (patterns, references, optional keys, null) is ignored by one server or another without a word.
 * Some servers send the keys in alphabetical order, whatever the schema's: so theirs is the order in which a model
 * should think, first what kind of saying it is, then which words say so, then the action and its values.
 */
import { z } from "zod";
import type { Shortlist } from "./shortlist.ts";

export const acts = ["command", "question", "report", "other"] as const;
/** Besides the actions' names: the runbooks are asked, nothing is wanted, or something is and it is not clear what. */
export const others = ["ask", "none", "clarify"] as const;

export interface Proposal {
  readonly a_act: (typeof acts)[number];
  readonly b_evidence: string;
  readonly c_action: string;
  /** Key (`d_ip`) → handle (`ip1`), or "". */
  readonly chosen: Readonly<Record<string, string>>;
}

const longestEvidence = 240;

export interface Form {
  /** Strict: a key too many or too few, and it is no proposal. */
  readonly schema: z.ZodType<Proposal>;
  /** The same as JSON Schema, for the server's grammar and for the prompt. */
  readonly format: Readonly<Record<string, unknown>>;
}

/** The form of one answer to these cards and choices. */
export function formOf({ cards, choices }: Shortlist): Form {
  const slots = [...choices].map(
    ([kind, all]) => [`d_${kind}`, z.enum(["", ...all.map(({ handle }) => handle)])] as const,
  );
  const flat = z.strictObject({
    a_act: z.enum(acts),
    b_evidence: z.string().max(longestEvidence),
    c_action: z.enum([...cards.map(({ name }) => name), ...others]),
    ...Object.fromEntries(slots),
  });
  const { $schema: _, ...format } = z.toJSONSchema(flat);
  return {
    schema: flat.transform(({ a_act, b_evidence, c_action, ...chosen }) => ({ a_act, b_evidence, c_action, chosen })),
    format,
  };
}
