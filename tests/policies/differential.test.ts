/** RB-6: Cedar, as we use it, against the reference model: random policies, 100,000 random questions, the same answers. */
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { LoadedPolicy } from "../../src/cedar.ts";
import type { Resource } from "../../src/plan.ts";
import type { Decision, Question, Terms } from "../../src/policy.ts";
import { actions, policyOf, schemaOf, someone } from "./questions.ts";
import { decide, textOf, type Condition, type Rule } from "./reference.ts";

const sets = 40;
const questionsEach = 2500;

const roles = ["operator", "approver", "sre", "owner:shop"];
const environments = ["dev", "prod"];
const names = actions.map(({ name }) => name);
const governed = actions.filter((action) => action.governed).map(({ name }) => name);
const groups = ["read", "write", "destructive", "governed"] as const;
const kinds = ["host", "service", "zone", "request", "site"] as const;
const facts = ["everything", "check", "direct", "frozen", "windowOpen", "breakGlass"];

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.record({ role: fc.constantFrom(...roles) }),
  fc.record({ label: fc.constantFrom("pci", "db") }),
  fc.record({ inside: fc.constantFrom(...environments) }),
  fc.record({ fact: fc.constantFrom(...facts) }),
  fc.record({ fact: fc.constantFrom("targetCount", "hour", "weekday", "ttl"), over: fc.integer({ min: 0, max: 8 }) }),
  fc.record({ fact: fc.constant("scope"), is: fc.constantFrom("everything", "urls", "") }),
);
const seconds = fc.option(fc.constantFrom(60, 600, 3600), { nil: undefined });
const needs = fc.option(
  fc.uniqueArray(
    fc.record({ count: fc.integer({ min: 1, max: 3 }), role: fc.constantFrom("approver", "sre", "owner:*") }),
    {
      selector: ({ role }) => role,
      minLength: 1,
      maxLength: 2,
    },
  ),
  { nil: [], freq: 2 },
);
const without = <T extends object>(given: T): T =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as T;

const asked = fc
  .record({
    needs,
    expires: seconds,
    valid: seconds,
    remind: seconds,
    reason: fc.option(fc.constantFrom(["requester"], ["requester", "approver"]), { nil: undefined, freq: 2 }),
    ticket: fc.option(fc.constant("OPS-[0-9]+"), { nil: undefined, freq: 2 }),
    notify: fc.option(fc.subarray(["#ops", "#sec", "boss"], { minLength: 1 }), { nil: undefined, freq: 2 }),
    escalate: fc.option(
      fc.constantFrom({ after: 600, role: "boss" }, { after: 600, role: "duty" }, { after: 900, role: "boss" }),
      {
        nil: undefined,
        freq: 2,
      },
    ),
  })
  // What binds nobody is refused at load: the tests of annotations see to that.
  .map(({ needs: wanted, expires, valid, remind, reason, ticket, notify, escalate }) => {
    const some = wanted.length > 0;
    const whose = some ? reason : reason?.filter((one) => one === "requester");
    const terms = without({
      ...(some ? { valid, remind, escalate } : {}),
      reason: whose,
      ticket: whose ? ticket : undefined,
      notify,
    }) as Terms;
    return { needs: wanted, expires: some ? (expires ?? null) : null, terms };
  });

const scope = {
  principal: fc.option(
    fc.oneof(fc.record({ role: fc.constantFrom(...roles) }), fc.record({ person: fc.constantFrom("ann", "bob") })),
    { freq: 2 },
  ),
  action: fc.option(
    fc.oneof(
      fc.record({ names: fc.subarray(names, { minLength: 1, maxLength: 4 }) }),
      fc.record({ group: fc.constantFrom(...groups) }),
    ),
    { freq: 2 },
  ),
  resource: fc.option(
    fc.oneof(
      fc.record({ kind: fc.constantFrom(...kinds) }),
      fc.record({ environment: fc.constantFrom(...environments) }),
    ),
    { freq: 2 },
  ),
  unless: fc.array(condition, { maxLength: 1 }),
};
const permit = fc
  .record({
    ...scope,
    when: fc.array(condition, { maxLength: 1 }),
    asked,
    glass: fc.option(fc.constantFrom(600, 1800), { freq: 2 }),
  })
  .map(({ asked: annotations, ...rule }) => ({ ...rule, ...annotations, effect: "permit" as const, because: null }));
const forbid = fc
  .record({
    ...scope,
    when: fc.array(condition, { minLength: 1, maxLength: 3 }),
    because: fc.option(fc.constantFrom("it is late", "it is frozen")),
  })
  .map((rule) => ({ ...rule, effect: "forbid" as const, needs: [], expires: null, terms: {}, glass: null }));

const policySet: fc.Arbitrary<Rule[]> = fc
  .tuple(fc.array(permit, { minLength: 4, maxLength: 8 }), fc.array(forbid, { maxLength: 3 }))
  .map(([permits, forbids]) => [...permits, ...forbids].map((rule, index) => ({ ...rule, id: `p${index}` })));

const thing: fc.Arbitrary<Resource> = fc
  .record(
    {
      kind: fc.constantFrom(...kinds),
      id: fc.constantFrom("shop", "web-1"),
      environment: fc.constantFrom("dev", "prod", "lab"),
      environments: fc.subarray(["dev", "prod"]),
      labels: fc.subarray(["pci", "db"]),
    },
    { requiredKeys: ["kind", "id"] },
  )
  .map((one) => one as Resource);
const scalar = fc.oneof(
  fc.boolean(),
  fc.integer({ min: 0, max: 9 }),
  fc.constantFrom("everything", "urls"),
  fc.constant(null),
);

const question: fc.Arbitrary<Question> = fc
  .record({
    id: fc.constantFrom("ann", "bob"),
    roles: fc.subarray(roles),
    action: fc.constantFrom(...names),
    effect: fc.constantFrom("read" as const, "write" as const, "destructive" as const),
    resources: fc.oneof(
      { arbitrary: fc.array(thing, { minLength: 1, maxLength: 1 }), weight: 9 },
      fc.array(thing, { maxLength: 3 }),
    ),
    facts: fc.record({ targetCount: fc.nat(9), everything: fc.boolean(), check: fc.boolean() }, { requiredKeys: [] }),
    input: fc.record({ scope: scalar, ttl: scalar, everything: scalar, frozen: scalar }, { requiredKeys: [] }),
    direct: fc.boolean(),
    now: fc.record({
      frozen: fc.boolean(),
      windowOpen: fc.boolean(),
      breakGlass: fc.boolean(),
      hour: fc.nat(23),
      weekday: fc.integer({ min: 1, max: 7 }),
    }),
  })
  .map(({ id, roles: own, direct, ...rest }) => ({
    ...rest,
    person: someone(id, ...own),
    place: { platform: "slack", channel: "C0PS", direct },
  }));

/** The engine words what the model leaves open. */
const comparable = (decision: Decision, model: Decision): Decision =>
  decision.kind === "deny" && model.kind === "deny" && model.because === "" ? { ...decision, because: "" } : decision;

async function load(rules: readonly Rule[]): Promise<LoadedPolicy | null> {
  try {
    return await policyOf(rules.map(textOf).join("\n"), { schema: schemaOf("scope: String, ttl: Long") });
  } catch (error) {
    // Two conditions may exclude each other: what can never apply is refused, and other policies are drawn.
    if (String(error).includes("this policy can never apply")) return null;
    throw error;
  }
}

test("RB-6 100,000 random questions over random policies are answered as the reference model answers them", async () => {
  const answers = { allow: 0, ask: 0, deny: 0 };
  const differing: object[] = [];
  let glasses = 0;
  let seed = 1;
  for (let done = 0; done < sets; seed++) {
    const [rules] = fc.sample(policySet, { numRuns: 1, seed });
    const policy = rules && (await load(rules));
    if (!rules || !policy) continue;
    done++;
    for (const asking of fc.sample(question, { numRuns: questionsEach, seed: -seed })) {
      const model = decide(rules, governed, asking);
      const decision = comparable(policy.decide(asking), model);
      answers[model.kind]++;
      if (model.kind !== "deny" && model.glass !== undefined) glasses++;
      if (!isDeepStrictEqual(decision, model)) {
        differing.push({ seed, rules: rules.map(textOf), asking, decision, model });
      }
    }
  }
  expect(differing.slice(0, 1)).toEqual([]);
  // A model that always says no would agree with itself.
  expect(answers.allow + answers.ask + answers.deny).toBe(sets * questionsEach);
  expect(Math.min(answers.allow, answers.ask, answers.deny)).toBeGreaterThan(5000);
  expect(glasses).toBeGreaterThan(2000);
}, 300_000);
