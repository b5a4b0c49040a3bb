/** The policies of this site, for actions that explain or change them. */
import type { Change, Effect, Resource } from "../plan.ts";
import type { Decision } from "../policy.ts";
import type { Place } from "../message.ts";
import type { Request } from "../request.ts";

/** A question that was put without anything being looked at, and its answer. */
export interface Ruling {
  readonly decision: Decision;
  readonly effect: Effect;
  readonly resources: readonly Resource[];
  /** The policies that decided, each with its place: "freeze (freezes.cedar:4)". */
  readonly policies: readonly string[];
  /** Who could give the yeses that it takes; empty where it takes none. */
  readonly who: readonly { readonly role: string; readonly count: number; readonly names: readonly string[] }[];
  /** What the answer takes for granted, a clause each. */
  readonly assumed: readonly string[];
}

/** A policy as it stood when something was decided. */
export interface Standing {
  readonly id: string;
  /** "freezes.cedar:4"; null if its text was not kept. */
  readonly where: string | null;
  readonly text: string | null;
}

export interface Pending {
  readonly folder: string;
  readonly before: string;
  readonly version: string;
  /** Policies first, then what they come to. */
  readonly changes: readonly Change[];
  /** How many policies differ, and how many groups of answers. */
  readonly policies: number;
  readonly answers: number;
}

export interface PolicyDesk {
  /**
   * What would be decided if this person asked for this here and now. Nothing is looked at. Throws Problem
   * UNKNOWN_PERSON, UNKNOWN_ACTION or BAD_INPUT, and what the action itself refuses.
   */
  can(name: string, action: string, params: Readonly<Record<string, unknown>>, place: Place): Promise<Ruling>;
  /** The policies that decided a request, as they stood then. */
  behind(request: Request): Promise<readonly Standing[]>;
  /** What `adopt` would change. Throws Problem NOTHING_TO_DO or POLICY_BROKEN. */
  pending(): Promise<Pending>;
  /** Throws Problem POLICIES_MOVED or POLICY_BROKEN; then nothing was changed. */
  adopt(version: string, by: { readonly person: string; readonly request: string }): Promise<void>;
  hasAdopted(request: string): Promise<boolean>;
  /** Why what is in the folder is not in force, in one sentence; null if it is. */
  standing(): string | null;
}
