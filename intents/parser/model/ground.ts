/**
 * From a proposal to an intent, by rules that no model can talk round. A proposal only chooses: what it chose goes
 * through the same frames, the same resolver and the same validation as words that needed no model. A look may put a
 * name right and say so. A change must be ordered in the person's own words, value by value; what falls short of that
 * and is plausible becomes a question, and nothing more.
 */
import type { Action } from "../../../src/action.ts";
import type { Intent } from "../../../src/intent.ts";
import type { Names } from "../../../src/inventory.ts";
import { wonder } from "../clarify.ts";
import type { Candidate } from "./candidates.ts";
import { groundDeed } from "./ground-deed.ts";
import { groundRead } from "./ground-read.ts";
import type { Proposal } from "./proposal.ts";
import { matters, type Seen } from "./seen.ts";
import type { Choice, Shortlist } from "./shortlist.ts";

/** What a proposal is held against. */
export interface Case {
  readonly seen: Seen;
  readonly names: Names;
  readonly action: Action;
  readonly chosen: readonly Candidate[];
  /** Everything that was said and has a value, chosen or not. */
  readonly said: readonly Candidate[];
  /** Lower case, one blank between words. */
  readonly evidence: string;
  readonly isCommand: boolean;
}

/** Null if nothing is to be made of it. */
export function ground(
  { a_act: act, b_evidence: claimed, c_action: name, chosen }: Proposal,
  { cards, choices }: Shortlist,
  seen: Seen,
  names: Names,
): Intent | null {
  const evidence = plain(claimed);
  // Words that the person did not say, or only quoted, show nothing.
  if (evidence === "" || evidence.includes("⟦") || !plain(seen.own).includes(evidence)) return null;
  const reading = { stage: "model" } as const;
  if (name === "ask") return act !== "command" && matters(seen) ? { kind: "ask", question: seen.text, reading } : null;
  if (name === "clarify") {
    if (act !== "command" || !matters(seen)) return null;
    const likely = cards.slice(0, 3).map((card) => card.name);
    return wonder(`I take that for an order, and do not know which. Is it ${likely.join(" or ")}?`, reading, likely);
  }
  const action = cards.find((card) => card.name === name);
  if (!action || act === "report" || act === "other") return null;
  const handles = new Set(Object.values(chosen));
  const all = [...choices.values()].flat();
  const picked = all.filter(({ handle }) => handles.has(handle));
  const proposed: Case = {
    seen,
    names,
    action,
    chosen: candidatesOf(picked),
    said: candidatesOf(all).filter(({ origin }) => origin === "said"),
    evidence,
    isCommand: act === "command",
  };
  return action.kind === "read" ? groundRead(proposed) : groundDeed(proposed);
}

const candidatesOf = (choices: readonly Choice[]): Candidate[] => [
  ...new Set(choices.flatMap(({ candidates }) => candidates)),
];

const plain = (text: string): string => text.toLowerCase().replaceAll(/\s+/g, " ").trim();
