/** A Plan: exactly what would happen, computed by code from the live system, read-only. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** What a request is about, as policy sees it. */
export interface Resource {
  readonly kind: "host" | "group" | "service" | "zone" | "playbook" | "model" | "request" | "site";
  readonly id: string;
  readonly environment?: string | undefined;
  readonly labels?: readonly string[];
}

/** One thing that would be different afterwards. `before`/`after` are what a person reads: null = does not exist. */
export interface Change {
  readonly kind: "create" | "update" | "delete" | "run" | "purge";
  readonly subject: string;
  readonly before: string | null;
  readonly after: string | null;
}

export type Effect = "read" | "write" | "destructive";

export interface Plan {
  /** The sentence that people approve. Written by code, never by a model. */
  readonly sentence: string;
  readonly effect: Effect;
  readonly resources: readonly Resource[];
  readonly changes: readonly Change[];
  /** Facts that policy may rule on: targetCount, everything, … Booleans, integers and strings only. */
  readonly facts: Readonly<Record<string, boolean | number | string>>;
  /** The way back in one sentence, or null where there is none. */
  readonly undo: string | null;
  /** What would undo it, as a command of ours, where there is one. */
  readonly inverse: { readonly action: string; readonly params: Readonly<Record<string, unknown>> } | null;
  /** True if `changes` was computed by looking; false where the target cannot tell beforehand. */
  readonly checked: boolean;
  /** What `apply` needs, JSON only. Part of the digest, not shown. */
  readonly data: Json;
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * SHA-256 (lower-case hex, 64 digits) over the RFC 8785 canonical JSON of what an approval is bound to.
 * The same plan with keys in another order has the same digest; any other difference has another.
 */
export function digest(action: string, input: unknown, plan: Plan, policyVersion: string): string {
  const text = canonicalize({ action, input, plan, policyVersion });
  if (text === undefined) throw new TypeError("a plan must be plain JSON");
  return createHash("sha256").update(text).digest("hex");
}
