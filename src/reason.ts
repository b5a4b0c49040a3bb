/** Reasons: what people must say before something is carried out, and whether what they said will do. */
import type { Terms } from "./policy.ts";
import { problem } from "./problem.ts";
import type { Request } from "./request.ts";

/** Fewer characters tell nobody anything. */
const shortest = 10;

/** What a reason must be, as a clause: "at least 10 characters". */
export const wordRule = ({ ticket }: Terms): string =>
  ticket === undefined
    ? `at least ${shortest} characters`
    : `something that holds ${ticket}, like the number of a ticket`;

export const isReason = (text: string | null | undefined, { ticket }: Terms): boolean => {
  if (!text) return false;
  return ticket === undefined ? text.trim().length >= shortest : new RegExp(ticket, "u").test(text);
};

/** Whether its requester still has to say why. */
export const owesReason = ({ terms, reason }: Pick<Request, "terms" | "reason">): boolean =>
  (terms.reason?.includes("requester") ?? false) && !isReason(reason, terms);

/** "a reason of the approver: at least 10 characters" */
export const wordAsked = (terms: Terms): string =>
  `a reason of the ${terms.reason?.join(" and of the ") ?? "requester"}: ${wordRule(terms)}`;

/** Throws Problem REASON_NEEDED if this reason does not do. */
export function insistOnReason(text: string | null | undefined, terms: Terms): void {
  if (!isReason(text, terms)) throw problem("REASON_NEEDED", { what: wordRule(terms) });
}
