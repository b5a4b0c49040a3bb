/** A Card: what a chat shows of one Request. Pure: the same request gives the same card. */
import { answerers, openNeeds, wordNeeds } from "./approval.ts";
import { commandOf } from "./command.ts";
import type { People } from "./people.ts";
import type { Change, Effect } from "./plan.ts";
import type { Receipt } from "./receipt.ts";
import type { Suggestion } from "./reply.ts";
import { asksApprover, leastReason, owesReason, wordAsked } from "./reason.ts";
import { buttons, type Request, type State } from "./request.ts";
import type { Verdict } from "./message.ts";

export interface Card {
  readonly request: string;
  readonly action: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly state: State;
  /** Whole digest, hex. A card shows its first eight digits. */
  readonly digest: string;
  /** The sentence that people approve. */
  readonly sentence: string;
  readonly requester: string;
  readonly effect: Effect;
  readonly targets: readonly string[];
  readonly changes: readonly Change[];
  /** False where nobody could look beforehand what would change. */
  readonly checked: boolean;
  readonly undo: string | null;
  /** "waits for 1 approver" and the like: one line on where it stands. */
  readonly status: string;
  /** Names of the people who could fill the open needs; empty unless waiting. */
  readonly approvers: readonly string[];
  readonly votes: readonly {
    readonly name: string;
    readonly verdict: "approve" | "deny";
    readonly reason: string | null;
  }[];
  /** Names of those whose yes was to an earlier plan: it counts no more. */
  readonly outdated: readonly string[];
  /** A yes that could not count yet, since its requester owes a reason, is not among them. */
  readonly buttons: readonly Verdict[];
  /** What a person may ask for next: the same again with a fresh plan, or the way back. */
  readonly suggestions: readonly Suggestion[];
  readonly because: string | null;
  /** Why its requester wants it. */
  readonly reason: string | null;
  /** What the asker or the approvers must still say, as a clause; null if nothing. */
  readonly asks: string | null;
  /** Its requester has to say why before anybody can agree. */
  readonly owesReason: boolean;
  /** Whoever agrees has to say why. */
  readonly asksApprover: boolean;
  /** The least number of characters of such a reason. */
  readonly leastReason: number;
  /** The broken glass under which it was asked for. */
  readonly glass: string | null;
  readonly receipt: Receipt | null;
  /** ISO 8601; null unless waiting. */
  readonly expiresAt: string | null;
}

const name = (people: People, id: string): string => people.get(id)?.name ?? id;

export function cardOf(request: Request, people: People): Card {
  const open = openNeeds(request, people);
  const waiting = request.state === "waiting";
  const approvers = waiting ? answerers(request, people) : [];
  const owes = waiting && owesReason(request);
  const owed = owes ? `${name(people, request.requester)} to say why, and for ` : "";
  // A yes to an earlier plan is history: it counts no more.
  const votes = request.approvals.filter(({ digest }) => digest === request.digest);
  const earlier = request.approvals.filter(({ digest }) => digest !== request.digest);
  return {
    request: request.id,
    action: request.action,
    params: request.input,
    state: request.state,
    digest: request.digest,
    // What a refused person asked for is theirs to know; what the live system looks like is not.
    sentence: request.plan.sentence,
    requester: name(people, request.requester),
    effect: request.plan.effect,
    targets: request.plan.resources.map((resource) => resource.id),
    changes: request.plan.changes,
    checked: request.plan.checked,
    undo: request.receipt?.undo ?? request.plan.undo,
    status: waiting ? `waiting for ${owed}${wordNeeds(open)}` : statusOf[request.state],
    approvers: approvers.map((person) => person.name),
    votes: votes.map(({ person, verdict, reason }) => ({ name: name(people, person), verdict, reason })),
    outdated: waiting ? earlier.map(({ person }) => name(people, person)) : [],
    buttons: buttons(request.state, votes.length > 0).filter((verdict) => !(owes && verdict === "approve")),
    suggestions: next(request),
    because: request.because,
    reason: request.reason,
    asks: waiting ? wordAsked(request) : null,
    owesReason: owes,
    asksApprover: waiting && asksApprover(request),
    leastReason: leastReason(request.terms),
    glass: request.glass,
    receipt: request.receipt,
    expiresAt: waiting ? request.expiresAt : null,
  };
}

/** Only suggestions: pressing one makes a request of its own, with a plan, a decision and a card of its own. */
function next({ state, action, input, plan }: Request): Suggestion[] {
  if (state === "stale" || state === "expired") return [{ label: "Ask again", command: commandOf(action, input) }];
  if (state === "done" && plan.inverse) {
    return [{ label: "Undo", command: commandOf(plan.inverse.action, plan.inverse.params) }];
  }
  return [];
}

const statusOf: Readonly<Record<State, string>> = {
  waiting: "waiting",
  queued: "about to run",
  running: "running",
  done: "done",
  failed: "failed",
  lost: "outcome unknown: somebody must look",
  cancelled: "cancelled while running",
  denied: "denied",
  expired: "nobody answered in time",
  stale: "out of date: the plan is no longer what was approved",
  refused: "not allowed",
  withdrawn: "withdrawn",
};
