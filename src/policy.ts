/** A Decision: allow, ask (whom, how many), or deny (because). A value: it replies, writes and logs nothing. */
import type { Effect, Resource } from "./plan.ts";
import type { Person } from "./people.ts";
import type { Place } from "./message.ts";

/** So many distinct persons with this role must say yes. Several needs are joined by AND. */
export interface Need {
  readonly count: number;
  readonly role: string;
}

export interface Question {
  readonly person: Person;
  readonly action: string;
  readonly effect: Effect;
  readonly input: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  readonly facts: Readonly<Record<string, boolean | number | string>>;
  readonly place: Place;
}

export type Decision =
  | { readonly kind: "allow"; readonly policies: readonly string[] }
  | {
      readonly kind: "ask";
      readonly needs: readonly Need[];
      /** How long people have to answer, seconds; null where no policy says. */
      readonly expires: number | null;
      readonly policies: readonly string[];
    }
  | {
      readonly kind: "deny";
      /** One clear sentence for the person. */
      readonly because: string;
      readonly policies: readonly string[];
    };

/** Implemented over Cedar in cedar.ts. `decide` is pure and never throws: an engine error is a denial. */
export interface Policy {
  /** SHA-256 hex of the policies and schema in force; part of every digest. */
  readonly version: string;
  decide(question: Question): Decision;
  /** Whether any permit could let this person do this to something. Conservative: when in doubt, true. */
  couldAllow(person: Person, action: string): boolean;
}

/** "2 of approver", "1 of sre and 1 of owner" → needs. Null if it is not written like that, or names a role twice. */
export function parseNeeds(text: string): Need[] | null {
  const needs: Need[] = [];
  for (const part of text.split(" and ")) {
    const [, count, role] = /^([1-9]\d?) of ([a-z0-9][a-z0-9._-]*)$/.exec(part) ?? [];
    if (count === undefined || role === undefined || needs.some((need) => need.role === role)) return null;
    needs.push({ count: Number(count), role });
  }
  return needs;
}

/** All of these needs at once: for each role the highest count, roles joined by AND, sorted by role. */
export function strictest(needs: readonly Need[]): Need[] {
  const highest = new Map<string, number>();
  for (const { role, count } of needs) highest.set(role, Math.max(count, highest.get(role) ?? 0));
  return [...highest].map(([role, count]) => ({ count, role })).toSorted((a, b) => (a.role < b.role ? -1 : 1));
}
