/** A decision in words: for tables, matrices, explanations and differences, always the same ones. */
import type { Decision, Terms } from "./policy.ts";

/** "ask 1 of approver within 1h, valid for 15m, telling #ops" */
export function wordDecision(decision: Decision): string {
  if (decision.kind === "deny") return `deny because ${decision.because}`;
  const { terms, glass } = decision;
  const more = [...wordTerms(terms ?? {}), ...(glass === undefined ? [] : [`glass for ${wordSeconds(glass)}`])];
  return [wordAnswer(decision), ...more].join(", ");
}

function wordAnswer(decision: Exclude<Decision, { kind: "deny" }>): string {
  if (decision.kind === "allow") return "allow";
  const needs = decision.needs.map(({ count, role }) => `${count} of ${role}`).join(" and ");
  return `ask ${needs}${decision.expires === null ? "" : ` within ${wordSeconds(decision.expires)}`}`;
}

/** A clause each. */
export const wordTerms = ({ valid, reason, ticket, notify, remind, escalate }: Terms): string[] =>
  [
    valid === undefined ? "" : `valid for ${wordSeconds(valid)}`,
    reason === undefined ? "" : `reason of ${reason.toReversed().join(" and ")}`,
    ticket === undefined ? "" : `ticket ${ticket}`,
    notify === undefined ? "" : `telling ${notify.join(" and ")}`,
    remind === undefined ? "" : `reminding every ${wordSeconds(remind)}`,
    escalate === undefined ? "" : `after ${wordSeconds(escalate.after)} to ${escalate.role}`,
  ].filter((clause) => clause !== "");

const units = [
  [86_400, "d"],
  [3600, "h"],
  [60, "m"],
] as const;

/** As annotations are written: 5400 is "90m". */
export function wordSeconds(seconds: number): string {
  const [size, unit] = units.find(([one]) => seconds % one === 0) ?? [1, "s"];
  return `${seconds / size}${unit}`;
}
