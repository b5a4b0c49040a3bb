/**
 * What must become of one request, whatever happens to it: the reference that the kernel is held against. Pure; it shares
 * nothing with the kernel but its words.
 */
import type { Person } from "../../src/people.ts";
import type { Need, Terms } from "../../src/policy.ts";
import type { State } from "../../src/request.ts";
import { filled, places } from "../support/seats.ts";

export interface Model {
  readonly state: State;
  /** Which plan it is: grows when it is narrowed. */
  readonly plan: number;
  readonly votes: ReadonlyMap<string, { readonly verdict: "approve" | "deny"; readonly plan: number }>;
  readonly needs: readonly Need[];
  readonly terms: Terms;
  readonly reason: boolean;
  readonly escalated: boolean;
  readonly overdue: boolean;
  readonly lapsed: boolean;
  readonly fence: number;
  readonly stopAsked: boolean;
  readonly effect: "none" | "begun" | "done";
}

/** What is so around it. */
export interface Around {
  readonly people: readonly Person[];
  /** Policies: what they ask for by now, or no; and whether they, or what would change, are not what was shown. */
  readonly decision: readonly Need[] | "deny";
  readonly policyChanged: boolean;
  readonly drifted: boolean;
  /** It was asked for under a glass, which is broken or whole again. */
  readonly glass: "none" | "broken" | "whole";
}

export const requester = "ann";
export type After = Model | { readonly problem: string };

const find = ({ people }: Around, id: string): Person | undefined => people.find((one) => one.id === id);

export function isEnough({ votes, needs, plan }: Pick<Model, "votes" | "needs" | "plan">, around: Around): boolean {
  const yes = [...votes].filter(([, one]) => one.verdict === "approve" && one.plan === plan).map(([id]) => id);
  const voters = yes.flatMap((id) => find(around, id) ?? []);
  return filled(needs, voters, [requester]) === places(needs);
}

const counts = ({ needs }: Model, person: Person): boolean =>
  needs.some((need) => filled([{ ...need, count: 1 }], [person], [requester]) > 0);

export function vote(model: Model, around: Around, who: string, verdict: "approve" | "deny", shown: number): After {
  const person = find(around, who);
  if (!person) return { problem: "NOBODY" };
  const earlier = model.votes.get(who);
  const answered = earlier?.plan === model.plan ? earlier.verdict : null;
  if (answered === verdict) {
    const queues = model.state === "waiting" && !model.overdue && isEnough(model, around);
    return queues ? { ...model, state: "queued" } : model;
  }
  if (model.state !== "waiting") return { problem: "CLOSED" };
  if (model.overdue) return { ...model, state: "expired" };
  if (shown !== model.plan) return { problem: "PLAN_CHANGED" };
  if (who === requester) return { problem: "OWN_REQUEST" };
  if (!counts(model, person)) return { problem: "NOT_AN_APPROVER" };
  if (verdict === "approve" && model.terms.reason && !model.reason) return { problem: "REASON_OWED" };
  if (answered) return { problem: "ALREADY_VOTED" };
  const voted = { ...model, votes: new Map(model.votes).set(who, { verdict, plan: model.plan }) };
  if (verdict === "deny") return { ...voted, state: "denied" };
  return isEnough(voted, around) ? { ...voted, state: "queued" } : voted;
}

export function retract(model: Model, around: Around, who: string): After {
  if (!find(around, who)) return { problem: "NOBODY" };
  if (model.state !== "waiting" && model.state !== "queued") return { problem: "CLOSED" };
  if (model.votes.get(who)?.verdict !== "approve") return { problem: "NO_VOTE" };
  const votes = new Map(model.votes);
  votes.delete(who);
  const waits = model.state === "queued" && !isEnough({ ...model, votes }, around);
  return { ...model, votes, ...(waits ? { state: "waiting", lapsed: false } : {}) };
}

export function end(model: Model, around: Around, who: string): After {
  const person = find(around, who);
  if (!person) return { problem: "NOBODY" };
  if (model.state === "running") {
    return who === requester || model.votes.has(who) || counts(model, person)
      ? { ...model, stopAsked: true }
      : { problem: "NOT_YOURS" };
  }
  if (model.state !== "waiting" && model.state !== "queued") return { problem: "CLOSED" };
  return who === requester ? { ...model, state: "withdrawn" } : { problem: "NOT_YOURS" };
}

export function explain(model: Model, who: string, long: boolean): After {
  if (who !== requester) return { problem: "NOT_YOURS" };
  if (!long) return { problem: "REASON_NEEDED" };
  return model.state === "waiting" ? { ...model, reason: true } : { problem: "CLOSED" };
}

export function narrow(model: Model, around: Around, who: string, how: "smaller" | "wider", terms: Terms): After {
  const person = find(around, who);
  if (!person) return { problem: "NOBODY" };
  if (model.state !== "waiting") return { problem: "CLOSED" };
  if (who === requester || !counts(model, person)) return { problem: "NOT_AN_APPROVER" };
  if (!find(around, requester)) return { problem: "UNKNOWN_PERSON" };
  if (how === "wider" || around.drifted) return { problem: "WIDER" };
  // A glass that is whole again permits nothing, and without it this would have been another request.
  if (around.decision === "deny" || around.glass === "whole") return { problem: "NOT_ALLOWED" };
  return { ...model, plan: model.plan + 1, needs: around.decision, terms, escalated: false };
}

/** A round of the sweep. */
export function sweep(model: Model, around: Around, escalates: boolean): Model {
  if (model.state !== "waiting") return model;
  if (model.overdue) return { ...model, state: "expired" };
  const role = model.terms.escalate?.role;
  if (!escalates || model.escalated || role === undefined) return model;
  const needs = model.needs.map((need) => (need.role === role ? need : { ...need, or: role }));
  const asked = { ...model, needs, escalated: true };
  return isEnough(asked, around) ? { ...asked, state: "queued" } : asked;
}

/** How the attempt goes: whole, or its process dies after the claim, or in the effect, before or after it happened. */
export type Attempt = "whole" | "fails" | "dies at the claim" | "dies before it happens" | "dies after it happened";

export function perform(model: Model, around: Around, attempt: Attempt, canLook: boolean): Model {
  if (model.state === "queued") {
    const objection = object(model, around);
    if (objection) return { ...model, state: objection };
    return carryOut({ ...model, state: "running", fence: model.fence + 1 }, attempt, "none", canLook);
  }
  // Its runner has died: whoever takes it over looks what became of what that one began.
  if (model.state === "running") return carryOut({ ...model, fence: model.fence + 1 }, attempt, model.effect, canLook);
  return model;
}

function object(model: Model, around: Around): State | null {
  if (!find(around, requester)) return "refused";
  if (around.policyChanged || around.drifted) return "stale";
  if (model.lapsed) return "expired";
  if (around.glass === "whole" || around.decision === "deny") return "refused";
  const stricter = model.needs.map((need) => {
    const now = around.decision === "deny" ? undefined : around.decision.find(({ role }) => role === need.role);
    return { ...need, count: Math.max(need.count, now?.count ?? 0) };
  });
  const added = around.decision.filter(({ role }) => !model.needs.some((need) => need.role === role));
  return isEnough({ ...model, needs: [...stricter, ...added] }, around) ? null : "refused";
}

function carryOut(model: Model, attempt: Attempt, before: Model["effect"], canLook: boolean): Model {
  if (attempt === "dies at the claim" && model.fence === 1) return model;
  if (attempt === "fails") return { ...model, state: before === "none" ? "failed" : "lost" };
  if (before !== "none") {
    if (!canLook) return { ...model, state: "lost" };
    if (before === "done") return { ...model, state: "done" };
  }
  if (model.stopAsked) return { ...model, state: before === "none" ? "cancelled" : "lost" };
  if (attempt === "dies before it happens") return { ...model, effect: "begun" };
  if (attempt === "dies after it happened") return { ...model, effect: "done" };
  return { ...model, state: "done", effect: "done" };
}
