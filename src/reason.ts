/** Reasons: what people must say before something is carried out, and whether what they said will do. */
import { holds, type Terms } from "./policy.ts";
import { problem } from "./problem.ts";
import type { Request } from "./request.ts";

/** Fewer characters tell nobody anything. */
const shortest = 10;

/** How many characters a reason has at least; where a pattern rules, that alone tells. */
export const leastReason = ({ ticket }: Terms): number => (ticket === undefined ? shortest : 1);

/** What a reason must be, as a clause: "at least 10 characters". */
export const wordRule = ({ ticket }: Terms): string =>
  ticket === undefined
    ? `at least ${shortest} characters`
    : `something that holds ${ticket}, like the number of a ticket`;

export const isReason = (text: string | null | undefined, { ticket }: Terms): boolean => {
  if (!text) return false;
  return ticket === undefined ? text.trim().length >= shortest : holds(ticket, text);
};

/** Whether its requester still has to say why. */
export const owesReason = ({ terms, reason }: Pick<Request, "terms" | "reason">): boolean =>
  (terms.reason?.includes("requester") ?? false) && !isReason(reason, terms);

/** Whether nobody may say yes without saying why. */
export const asksApprover = ({ terms }: Pick<Request, "terms">): boolean => terms.reason?.includes("approver") ?? false;

/** "a reason of the requester and of whoever approves: at least 10 characters"; null if nobody has to say why any more. */
export function wordAsked(request: Pick<Request, "terms" | "reason">): string | null {
  const who = [owesReason(request) ? "the requester" : "", asksApprover(request) ? "whoever approves" : ""];
  const asked = who.filter(Boolean).join(" and of ");
  return asked ? `a reason of ${asked}: ${wordRule(request.terms)}` : null;
}

/** Throws Problem REASON_NEEDED if this reason does not do. */
export function insistOnReason(text: string | null | undefined, terms: Terms): void {
  if (!isReason(text, terms)) throw problem("REASON_NEEDED", { what: wordRule(terms) });
}
