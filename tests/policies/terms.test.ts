/** What annotations ask for besides people: read strictly, and the strictest of all that apply. */
import { describe, expect, test } from "vitest";
import { loadPolicy } from "../../src/cedar.ts";
import { holds, parseNeeds, perService, strictestTerms } from "../../src/policy.ts";
import { readAnnotations } from "../../src/policy-annotations.ts";
import { unsafePattern } from "../../src/policy-pattern.ts";
import { actions, ask, policyOf, shipped } from "./questions.ts";

const why = (annotations: Readonly<Record<string, string>>, effect: "permit" | "forbid" = "permit"): string => {
  const read = readAnnotations(effect, { id: "a", ...annotations });
  return "wrong" in read ? `@${read.wrong}: ${read.why}` : "it is right";
};

test("AP-3 annotations become the terms of the decision", async () => {
  const policy = await policyOf(`
    @id("a") @approve("1 of sre") @expires("4h") @valid("15m") @reason("requester and approver") @ticket("[A-Z]+-[0-9]+")
    @notify("#ops and duty-manager") @remind("30m") @escalate("1h to duty-manager")
    permit (principal, action, resource);`);
  expect(policy.decide(ask())).toEqual({
    kind: "ask",
    needs: [{ count: 1, role: "sre" }],
    expires: 14_400,
    terms: {
      valid: 900,
      reason: ["approver", "requester"],
      ticket: "[A-Z]+-[0-9]+",
      notify: ["#ops", "duty-manager"],
      remind: 1800,
      escalate: { after: 3600, role: "duty-manager" },
    },
    policies: ["a"],
  });
});

test("AP-3 of several that apply the strictest counts", async () => {
  const policy = await policyOf(`
    @id("a") @approve("1 of sre") @valid("1h") @remind("10m") @reason("requester") @ticket("OPS-[0-9]+") @notify("#ops")
    permit (principal, action, resource);
    @id("b") @approve("1 of sre") @valid("20m") @remind("1h") @reason("approver") @escalate("2h to boss") @notify("#sec")
    permit (principal, action, resource);
    @id("c") @approve("1 of sre") @reason("requester") @ticket("CHG[0-9]+") @escalate("30m to duty")
    permit (principal, action, resource);
    @id("d") @reason("requester") @notify("#ops") permit (principal, action, resource);
    @id("not-met") @approve("1 of sre") @valid("1s") permit (principal, action, resource) when { context.everything };`);
  const decision = policy.decide(ask());
  expect(decision).toMatchObject({
    kind: "ask",
    terms: {
      valid: 1200,
      reason: ["approver", "requester"],
      notify: ["#ops", "#sec"],
      remind: 600,
      escalate: { after: 1800, role: "duty" },
    },
  });
  const ticket = decision.kind === "ask" ? (decision.terms?.ticket ?? "") : "";
  expect(["OPS-1", "CHG2", "OPS-1 and CHG2", "CHG2, OPS-1"].map((reason) => holds(ticket, reason))).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test("whoever needs nobody's yes may still have to say why", async () => {
  const policy = await policyOf('@id("a") @reason("requester") @notify("#ops") permit (principal, action, resource);');
  expect(policy.decide(ask())).toEqual({
    kind: "allow",
    terms: { reason: ["requester"], notify: ["#ops"] },
    policies: ["a"],
  });
  expect(strictestTerms([{}, {}])).toBeUndefined();
});

test.each([
  [{ valid: "15m" }, "@valid: @valid needs an @approve"],
  [{ remind: "15m" }, "@remind: @remind needs an @approve"],
  [{ escalate: "1h to x" }, "@escalate: @escalate needs an @approve"],
  [{ approve: "1 of sre", valid: "0m" }, "@valid: @valid is a number and one of"],
  [{ approve: "1 of sre", remind: "" }, "@remind: @remind is a number and one of"],
  [{ reason: "everybody" }, "@reason: @reason is written"],
  [{ reason: "requester and requester" }, "@reason: @reason is written"],
  [{ reason: "approver" }, '@reason: @reason("approver") needs an @approve'],
  [{ ticket: "OPS-[0-9]+" }, "@ticket: @ticket needs a @reason"],
  [{ reason: "requester", ticket: "(" }, "@ticket: @ticket is a regular expression like"],
  [{ notify: "" }, "@notify: @notify names channels and roles"],
  [{ notify: "#ops, #sec" }, "@notify: @notify names channels and roles"],
  [{ approve: "1 of sre", escalate: "1h" }, "@escalate: @escalate is written"],
  [{ approve: "1 of sre", escalate: "soon to boss" }, "@escalate: @escalate is written"],
  [{ approve: "1 of sre", escalate: "1h to Boss" }, "@escalate: @escalate is written"],
  [{ approve: "1 of sre", escalate: "1h to a to b" }, "@escalate: @escalate is written"],
  [{ breakglass: "" }, "@breakglass: @breakglass is a number and one of"],
  [{ constructor: "x" }, "@constructor: there is no annotation @constructor"],
])("an annotation that cannot be read is refused: %j", (annotations, sentence) => {
  expect(why(annotations)).toContain(sentence);
});

test.each(["valid", "reason", "ticket", "notify", "remind", "escalate", "breakglass"])(
  "what a permit asks for does not belong on a forbid: @%s",
  (name) => expect(why({ [name]: "1h" }, "forbid")).toBe(`@${name}: @${name} belongs on a permit`),
);

describe("a pattern that could run for long, or means nothing, is refused at load", () => {
  test.each([
    "[A-Z]+-[0-9]+",
    "(OPS|CHG|INC)-[0-9]{3,7}",
    "(?:OPS)?-\\d+",
    "\\[[A-Z]+\\]",
    "^OPS-[0-9]+$",
    "INC\\+[()*+]?",
    "JIRA [0-9]{4}",
  ])("%s is fine", (pattern) => expect(unsafePattern(pattern)).toBeNull());

  test.each([
    ["", "it is empty"],
    ["[", "it cannot be read"],
    ["a*", "it holds in a text that says nothing"],
    ["x".repeat(101), "it is longer than 100"],
    ["(a+)+b", "a group may not be repeated"],
    ["(a|aa)*b", "a group may not be repeated"],
    ["(?:a|b){2,9}c", "a group may not be repeated"],
    ["(a)\\1", "it may not refer back"],
    ["(?=a)a", "of groups it may use"],
    ["(?<!a)b", "of groups it may use"],
    ["a+b+c+d", "it repeats more than 2 things without end"],
    ["a+b+c{2,}d", "it repeats more than 2 things without end"],
    ["a?b?c?d?e", "it repeats more than 3 things"],
    ["a{1,500}b", "it repeats something more than 20 times"],
    ["a{500}b", "it repeats something more than 20 times"],
  ])("%s: %s", (pattern, sentence) => expect(unsafePattern(pattern)).toContain(sentence));
});

const service = (id: string) => ({ kind: "service", id }) as const;

test("AP-3 the owner of each service that is touched", async () => {
  expect(parseNeeds("1 of owner:shop and 1 of sre")).toEqual([
    { count: 1, role: "owner:shop" },
    { count: 1, role: "sre" },
  ]);
  for (const text of ["1 of owner:", "1 of :shop", "1 of *", "1 of owner:*x", "1 of a:b:c"]) {
    expect(parseNeeds(text)).toBeNull();
  }
  expect(perService([{ count: 2, role: "owner:*" }], ["shop", "search"])).toEqual([
    { count: 2, role: "owner:shop" },
    { count: 2, role: "owner:search" },
  ]);
  const policy = await policyOf('@id("a") @approve("1 of owner:* and 1 of sre") permit (principal, action, resource);');
  const host = { kind: "host", id: "web-1" } as const;
  expect(policy.decide(ask({ resources: [service("shop"), service("search"), host] }))).toMatchObject({
    kind: "ask",
    needs: [
      { count: 1, role: "owner:search" },
      { count: 1, role: "owner:shop" },
      { count: 1, role: "sre" },
    ],
  });
  // No owner to ask is not nobody to ask.
  expect(policy.decide(ask({ resources: [host] }))).toEqual({
    kind: "deny",
    because: "the policy a asks the owner of a service, and playbook.run names no service here",
    policies: ["a"],
  });
});

test("a name in an annotation that nobody has is a warning; a role that may stand empty is none", async () => {
  const text = `@id("a") @approve("1 of owner:*") @notify("#ops and pager") @escalate("1h to boss")
    permit (principal in Role::"breakglass", action, resource);`;
  const warnings = async (siteRoles: string[], schema: string) =>
    (await policyOf(text, { siteRoles, schema })).warnings.map((one) => one.replace("test.cedar:1: ", ""));
  const schema = `entity Environment; @spare("breakglass boss") entity Role;
    entity Person in [Role] { roles: Set<String> };
    entity Host, Group, Service, Zone, Playbook, Model, Request, Site in [Environment] { labels: Set<String> };
    type Context = { direct: Bool };`;
  expect(await warnings(["operator"], schema.replace(/@spare\S+ boss"\)/, ""))).toEqual([
    "nobody has the role breakglass",
    "nobody has the role owner:*",
    "nobody has the role pager",
    "nobody has the role boss",
  ]);
  expect(await warnings(["owner:shop", "pager"], schema)).toEqual([]);
});

test("AP-12 a calendar that no policy looks at is warned of: its freezes would keep nobody from anything", async () => {
  const calendar = { frozen: "the freezes", windowOpen: "the change windows" };
  const blind = await policyOf('@id("x") permit (principal, action, resource) when { context.windowOpen };', {
    calendar,
  });
  expect(blind.warnings).toEqual([
    "no policy looks at context.frozen, so the freezes of the calendar keep nobody from anything",
  ]);
  expect((await loadPolicy({ folder: shipped, actions, calendar })).warnings).toEqual([]);
});
