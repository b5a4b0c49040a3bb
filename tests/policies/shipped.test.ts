/** The shipped policies, against what they are meant to say written out by hand: many questions, the same answers. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { loadPolicy } from "../../src/cedar.ts";
import type { Effect, Resource } from "../../src/plan.ts";
import type { Question } from "../../src/policy.ts";
import { actions, ask, shipped, someone } from "./questions.ts";

const policy = await loadPolicy({ folder: shipped, actions });

/** What the answer must be, by plain logic. */
function expected({ person, action, effect, resources, facts, place, now }: Question): string {
  const governed = action === "policy.adopt";
  const auditor = person.roles.includes("auditor");
  if (action === "audit.export" && !auditor) return "deny";
  const entitled = person.roles.includes("operator") || person.roles.includes("approver");
  const glassy = action.startsWith("glass.");
  const onlyRequests = resources.length > 0 && resources.every((resource) => resource.kind === "request");
  if (effect !== "read") {
    const hidden = place.direct && place.platform !== "terminal";
    const prod = resources.some(({ kind, environment }) => environment === "prod" && kind !== "request");
    if (hidden && prod) return "deny";
    if ((now.frozen || !now.windowOpen) && !now.breakGlass && !onlyRequests && !glassy) return "deny";
  }
  if (now.breakGlass) {
    return effect !== "read" && !governed && person.roles.includes("breakglass") ? "allow" : "deny";
  }
  if (action.startsWith("audit.") && effect === "read" && auditor) return "allow";
  if (action === "glass.break" && !person.roles.includes("breakglass")) return "deny";
  const own =
    (["glass.break", "glass.mend"].includes(action) && person.roles.includes("breakglass")) ||
    (action === "glass.review" && person.roles.includes("approver"));
  // Where it is of the other kinds as well, those have their say.
  if (glassy && !entitled) return own ? "allow" : "deny";
  if (!entitled) return "deny";
  if (effect === "read") return governed ? "ask 1" : "allow";
  const targets = facts["targetCount"] ?? resources.length;
  if (Number(targets) > 5) return "ask 2";
  if (governed || effect === "destructive" || facts["everything"] === true) return "ask 1";
  if (glassy) return own || onlyRequests ? "allow" : "deny";
  if (["account.unlink", "delegation.end"].includes(action)) return "allow";
  return onlyRequests ? "allow" : "ask 1";
}

const kinds: readonly Resource["kind"][] = ["host", "group", "service", "zone", "playbook", "model", "request", "site"];
const resource = fc.record({
  kind: fc.constantFrom(...kinds),
  id: fc.oneof(fc.constantFrom("web-1", "localhost"), fc.string()),
  environment: fc.constantFrom("prod", "dev", undefined),
  labels: fc.array(fc.string(), { maxLength: 2 }),
});
const question = fc
  .record({
    roles: fc.subarray(["operator", "approver", "breakglass", "auditor", "viewer", "Operator", "operator "]),
    action: fc.constantFrom(...actions.map(({ name }) => name)),
    effect: fc.constantFrom<Effect[]>("read", "write", "destructive"),
    resources: fc.array(resource, { maxLength: 7 }),
    facts: fc.record({ targetCount: fc.nat(12), everything: fc.boolean(), check: fc.boolean() }, { requiredKeys: [] }),
    place: fc.record({
      platform: fc.constantFrom("slack", "discord", "terminal"),
      channel: fc.string(),
      direct: fc.boolean(),
    }),
    now: fc.record({
      frozen: fc.boolean(),
      windowOpen: fc.boolean(),
      breakGlass: fc.boolean(),
      hour: fc.nat(23),
      weekday: fc.integer({ min: 1, max: 7 }),
    }),
  })
  .map(({ roles, ...asked }) => ask({ ...asked, person: someone("ann", ...roles) }));

test("3,000 random questions are answered as by hand", () => {
  fc.assert(
    fc.property(question, (asked) => {
      const decision = policy.decide(asked);
      const answer = decision.kind === "ask" ? `ask ${decision.needs[0]?.count}` : decision.kind;
      expect(answer).toBe(expected(asked));
    }),
    { numRuns: 3000 },
  );
});

test("whatever is not denied could have been foreseen", () => {
  const wide = actions.filter((action) => action.effect !== "read" && !action.effects).map(({ name }) => name);
  fc.assert(
    fc.property(question, fc.constantFrom(...wide), (asked, action) => {
      const denied = policy.decide({ ...asked, action }).kind === "deny";
      expect(denied || policy.couldAllow(asked.person, action)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("the examples of the site: ann asks, bob alone can say yes", () => {
  const playbook = policy.decide(ask({ resources: [{ kind: "host", id: "localhost", environment: "dev" }] }));
  const zone = { kind: "zone", id: "example.test", environment: "dev" } as const;
  const record = policy.decide(ask({ action: "dns.record.update", resources: [zone] }));
  for (const decision of [playbook, record]) {
    expect(decision).toMatchObject({ kind: "ask", needs: [{ count: 1, role: "approver" }] });
  }
});
