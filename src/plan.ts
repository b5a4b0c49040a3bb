/** A Plan: exactly what would happen, computed by code from the live system, read-only. */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** What a request is about, as policy sees it. */
export interface Resource {
  readonly kind: "host" | "group" | "service" | "zone" | "playbook" | "model" | "request" | "site";
  readonly id: string;
  readonly environment?: string | undefined;
  /** Where it is in several at once, as a request may be. */
  readonly environments?: readonly string[];
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
  /** People whose yes does not count: who gains by it. */
  readonly excludes?: readonly string[];
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

/** What a plan is about, as the record names it: "host:web-1", and the environments that it touches. */
export function aboutOf({ resources }: Pick<Plan, "resources">): {
  readonly resources: readonly string[];
  readonly environments?: readonly string[];
} {
  const environments = [...new Set(resources.flatMap(({ environment }) => environment ?? []))];
  const named = resources.map(({ kind, id }) => `${kind}:${id}`);
  return { resources: named, ...(environments.length > 0 ? { environments } : {}) };
}

const grave: readonly Effect[] = ["read", "write", "destructive"];

/**
 * Whether `now` is less than `before` and nothing else: no thing, change or fact that was not there, none that weighs
 * more. Null if so, else what speaks against it, as a clause.
 */
export function narrower(before: Plan, now: Plan): string | null {
  if (grave.indexOf(now.effect) > grave.indexOf(before.effect)) return `it would be ${now.effect}`;
  const stranger = now.resources.find(
    ({ kind, id }) => !before.resources.some((one) => one.kind === kind && one.id === id),
  );
  if (stranger) return `the ${stranger.kind} ${stranger.id} was not part of it`;
  const shorter = isLess(now.facts["lasts"], before.facts["lasts"]);
  for (const { kind, subject, before: old, after } of now.changes) {
    const was = before.changes.find((change) => change.kind === kind && change.subject === subject);
    if (!was) return `${subject} was not part of it`;
    // For a shorter time is less, and its words differ.
    if (!shorter && (was.before !== old || was.after !== after)) return `${subject} would become something else`;
  }
  const fact = Object.entries(now.facts).find(([name, value]) => !isWithin(name, value, before.facts[name]));
  if (fact) return `${fact[0]} would be ${fact[1]}`;
  return JSON.stringify(before) === JSON.stringify(now) ? "nothing would be different" : null;
}

type Fact = Plan["facts"][string];
const isLess = (now: Fact | undefined, before: Fact | undefined): boolean =>
  typeof now === "number" && typeof before === "number" && now < before;
/** A number may shrink, and "everything" may become less than that; any other fact says what it is, not how much. */
const isWithin = (name: string, now: Fact, before: Fact | undefined): boolean =>
  now === before || isLess(now, before) || (name === "everything" && now === false);
