/** Puts what somebody wants to the policies: as things are, and, where that is not enough, under a glass that they broke. */
import type { Parts } from "./bot.ts";
import type { OpenGlass } from "./glass.ts";
import type { Place } from "./message.ts";
import type { Person } from "./people.ts";
import type { Plan } from "./plan.ts";
import type { Decision, Policy } from "./policy.ts";
import type { Request } from "./request.ts";
import * as glasses from "./store/glasses.ts";
import type { Db, Trx } from "./store/database.ts";

export interface Wanted {
  readonly person: Person;
  readonly place: Place;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly plan: Pick<Plan, "effect" | "resources" | "facts">;
}

export interface Decided {
  readonly decision: Decision;
  /** The glass under which it was decided; null as things are. */
  readonly glass: string | null;
  /** Why that glass was broken. */
  readonly said: string | null;
}

/** `at`: the moment that counts. */
export function decideAsIs(
  { circumstances }: Pick<Parts, "circumstances">,
  policy: Policy,
  { plan, ...wanted }: Wanted,
  at: Date,
  breakGlass = false,
): Decision {
  const { effect, resources, facts } = plan;
  const { words, ...now } = circumstances(at, resources, breakGlass);
  const decision = policy.decide({ ...wanted, effect, resources, facts, now });
  if (decision.kind !== "deny") return decision;
  // A policy knows that something is frozen, and not what, nor until when.
  return {
    ...decision,
    because: decision.because.replace("{freeze}", words.freeze).replace("{window}", words.window),
  };
}

/** A glass is broken for all that its breaker asks for while it lasts, and the policies say for how much of that. */
export async function decide(
  parts: Pick<Parts, "circumstances">,
  db: Db | Trx,
  policy: Policy,
  wanted: Wanted,
  at: Date,
): Promise<Decided> {
  const decision = decideAsIs(parts, policy, wanted, at);
  if (decision.kind === "allow") return { decision, glass: null, said: null };
  const glass = await glasses.open(db, wanted.person.id);
  return (glass && underGlass(parts, policy, wanted, at, glass)) ?? { decision, glass: null, said: null };
}

/** Null if this glass does not do for it, or no more. */
export function underGlass(
  parts: Pick<Parts, "circumstances">,
  policy: Policy,
  wanted: Wanted,
  at: Date,
  glass: OpenGlass,
): Decided | null {
  const decision = decideAsIs(parts, policy, wanted, at, true);
  if (decision.kind === "deny" || glass.age > (decision.glass ?? 0)) return null;
  return { decision, glass: glass.id, said: `${glass.incident}: ${glass.reason}` };
}

/** As it was decided when it was asked for: as things are, or under the same glass. Null if that does not do any more. */
export async function decideAgain(
  parts: Pick<Parts, "circumstances">,
  db: Db | Trx,
  policy: Policy,
  request: Pick<Request, "glass" | "requester">,
  wanted: Wanted,
  at: Date,
): Promise<Decision | null> {
  if (request.glass === null) return decideAsIs(parts, policy, wanted, at);
  const glass = await glasses.open(db, request.requester);
  if (glass?.id !== request.glass) return null;
  return underGlass(parts, policy, wanted, at, glass)?.decision ?? null;
}
