/**
 * The language model as a proposer. It is asked only where the deterministic stages abstained and nothing forbade to go
 * on; it chooses from what exists or was said; and what it chose is grounded before anybody sees it.
 */
import type { Action } from "../../../src/action.ts";
import type { Intent, Turn } from "../../../src/intent.ts";
import type { Names } from "../../../src/inventory.ts";
import type { Call } from "../../../src/model/call.ts";
import type { Why } from "../../../src/model/fault.ts";
import type { Mention } from "../find/index.ts";
import { resembles } from "./cards.ts";
import { ground } from "./ground.ts";
import { promptFor } from "./prompt.ts";
import { formOf } from "./proposal.ts";
import { matters, type Look } from "./seen.ts";
import { shortlistFor } from "./shortlist.ts";

export interface ProposerParts {
  readonly call: Call;
  readonly actions: readonly Action[];
  readonly names: Names;
  readonly look: Look;
  /** Takes secrets out of what is sent. */
  readonly redact: (text: string) => string;
}

export type Proposed =
  /** The better reading, or null: the deterministic one stands. */
  | { readonly asked: true; readonly intent: Intent | null }
  /** The model could not be asked. */
  | { readonly asked: false; readonly why: Why };

export type Propose = (text: string, context: readonly Turn[], sure: Intent) => Promise<Proposed>;

/** The parser abstained, and not because something forbade it: only then may the model have a say. */
export const isOpen = ({ kind, reading }: Intent): boolean =>
  reading.veto === undefined &&
  ((kind === "none" && reading.stage === "fallback") || (kind === "clarify" && reading.stage !== "grammar"));

export function createProposer({ call, actions, names, look, redact }: ProposerParts): Propose {
  const mentionsIn = (text: string): readonly Mention[] => look(text, [])?.mentions ?? [];
  const nothing: Proposed = { asked: true, intent: null };
  return async (text, context, sure) => {
    const seen = isOpen(sure) ? look(text, context) : null;
    // A whole sentence may be vetoed where its last part alone was not.
    if (!seen || seen.speech.veto !== null) return nothing;
    const shortlist = shortlistFor(seen, context, actions, names, mentionsIn);
    if (!matters(seen) && !resembles(seen.own, shortlist.cards)) return nothing;
    const { schema, format } = formOf(shortlist);
    const { system, user } = promptFor({ own: redact(seen.own) }, shortlist, format);
    const answer = await call({ system: redact(system), user }, schema, format);
    if (!answer.ok) return { asked: false, why: answer.why };
    const intent = ground(answer.value, shortlist, seen, names);
    // One question is as good as another, and the parser's own is the more exact one.
    const better = intent !== null && (sure.kind === "none" || intent.kind === "act");
    return { asked: true, intent: better ? intent : null };
  };
}
