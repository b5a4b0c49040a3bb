/**
 * A Request: one person's wish to carry out one Plan once. One row, one id, one card.
 * The table of moves below is the only place that knows which state may follow which: guards, the SQL
 * compare-and-set and the buttons of the card derive from it.
 */
import type { Approval } from "./approval.ts";
import type { Need, Terms } from "./policy.ts";
import type { Place, Verdict } from "./message.ts";
import type { Plan } from "./plan.ts";
import type { Receipt } from "./receipt.ts";

export type State =
  | "waiting"
  | "queued"
  | "running"
  | "done"
  | "failed"
  | "lost"
  | "cancelled"
  | "denied"
  | "expired"
  | "stale"
  | "refused"
  | "withdrawn";

/** move → from which states, to which state. */
export const moves = {
  approve: { from: ["waiting"], to: "queued" },
  deny: { from: ["waiting"], to: "denied" },
  /** A yes that it needed was taken back. */
  retract: { from: ["queued"], to: "waiting" },
  withdraw: { from: ["waiting", "queued"], to: "withdrawn" },
  expire: { from: ["waiting"], to: "expired" },
  /** Its yeses are too old. */
  lapse: { from: ["queued"], to: "expired" },
  claim: { from: ["queued"], to: "running" },
  drift: { from: ["queued"], to: "stale" },
  refuse: { from: ["queued"], to: "refused" },
  finish: { from: ["running"], to: "done" },
  fail: { from: ["running"], to: "failed" },
  lose: { from: ["running"], to: "lost" },
  cancel: { from: ["running"], to: "cancelled" },
} as const satisfies Record<string, { from: readonly State[]; to: State }>;

export type Move = keyof typeof moves;

/** No move leaves this state. */
export const isFinal = (state: State): boolean =>
  !Object.values(moves).some((move) => (move.from as readonly State[]).includes(state));

/** Nothing will happen to it until somebody does something: it waits for an answer, or is over. */
export const rests = (state: State): boolean => state === "waiting" || isFinal(state);

/** The buttons of a card: what a person may press in this state. `answered`: somebody has said yes already. */
export const buttons = (state: State, answered = false): Verdict[] => {
  const can = (move: Move): boolean => (moves[move].from as readonly State[]).includes(state);
  const given = answered && (can("retract") || state === "waiting");
  return (["approve", "deny", "retract", "withdraw", "cancel"] as const).filter((verdict) =>
    verdict === "retract" ? given : can(verdict),
  );
};

export interface Request {
  readonly id: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly plan: Plan;
  readonly digest: string;
  readonly policyVersion: string;
  /** Ids of the policies that decided. */
  readonly policies: readonly string[];
  readonly needs: readonly Need[];
  readonly terms: Terms;
  /** Why its requester wants it, in their own words. */
  readonly reason: string | null;
  /** The broken glass under which it was asked for. */
  readonly glass: string | null;
  readonly requester: string;
  readonly place: Place;
  readonly state: State;
  /** Why it rests where it rests, in one sentence; null while it moves. */
  readonly because: string | null;
  readonly approvals: readonly Approval[];
  readonly receipt: Receipt | null;
  /** Grows with every attempt to carry it out; a write with an older fence changes nothing. */
  readonly fence: number;
  /** ISO 8601, database clock. */
  readonly createdAt: string;
  readonly expiresAt: string | null;
  /** Until when its yeses hold; null while it waits for them, or if they hold for ever. */
  readonly validUntil: string | null;
  readonly startedAt: string | null;
}
