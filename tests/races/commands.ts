/** What may happen to one request, in any order. */
import * as fc from "fast-check";
import type { Attempt } from "./model.ts";

export interface Opening {
  readonly needs: "one" | "two" | "both";
  readonly escalates: boolean;
  readonly reason: boolean;
  readonly glass: boolean;
}

export type Command =
  | { kind: "vote"; who: string; verdict: "approve" | "deny"; stale: boolean }
  | { kind: "retract" | "end" | "revoke" | "leave"; who: string }
  | { kind: "explain"; who: string; long: boolean }
  | { kind: "narrow"; who: string; how: "smaller" | "wider" }
  | { kind: "perform"; attempt: Attempt; canLook: boolean }
  | { kind: "decide"; needs: Opening["needs"] | "deny" }
  | { kind: "silence" | "overdue" | "lapse" | "join" | "policies" | "drift" | "mend" };

const rarely = (weight: number) => fc.integer({ min: 1, max: weight }).map((one) => one === 1);
const anybody = fc.constantFrom("bob", "cleo", "gus", "eve", "bob", "cleo", "fay", "ann", "dan", "mallory");
const only = <const K extends Command["kind"]>(...kinds: K[]) => fc.constantFrom(...kinds).map((kind) => ({ kind }));

export const opening: fc.Arbitrary<Opening> = fc.record({
  needs: fc.constantFrom("one", "two", "both"),
  escalates: fc.boolean(),
  reason: rarely(3),
  glass: rarely(5),
});

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant("vote" as const),
      who: anybody,
      verdict: fc.constantFrom("approve", "approve", "approve", "approve", "approve", "deny"),
      stale: rarely(10),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("retract", "retract", "end"), who: anybody }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom("revoke", "leave", "end"), who: anybody }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("explain" as const),
      who: fc.constantFrom("ann", "ann", "ann", "bob"),
      long: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("narrow" as const),
      who: anybody,
      how: fc.constantFrom("smaller", "smaller", "wider"),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("perform" as const),
      attempt: fc.constantFrom<Attempt[]>(
        "whole",
        "whole",
        "fails",
        "dies at the claim",
        "dies before it happens",
        "dies after it happened",
      ),
      canLook: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: only("silence") },
  { weight: 2, arbitrary: only("overdue", "lapse", "join", "policies", "drift", "mend") },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("decide" as const),
      needs: fc.constantFrom("one", "two", "both", "deny"),
    }),
  },
);

export const sequence = fc.array(command, { minLength: 4, maxLength: 12, size: "max" });
