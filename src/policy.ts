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
      /** How long people have to answer, seconds. */
      readonly expires: number;
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
}
