/** A broken glass is another set of permits, with the same forbids; and what else the question itself decides. */
import { expect, test } from "vitest";
import { ordinary } from "../../src/policy.ts";
import { ask, policyOf, schemaOf } from "./questions.ts";

const broken = { ...ordinary, breakGlass: true };

const host = (id: string, environment: string, ...labels: string[]) =>
  ({ kind: "host", id, environment, labels }) as const;
const request = (...environments: string[]) => [{ kind: "request", id: "r-1", environments }] as const;

test("AP-14 what may be done ordinarily may not be done by breaking the glass, nor the other way round", async () => {
  const policy = await policyOf(`
    @id("change") @approve("1 of approver") permit (principal in Role::"operator", action, resource);
    @id("glass") @breakglass("30m") @reason("requester") @ticket("INC-[0-9]+") @notify("#ops")
    permit (principal in Role::"breakglass", action, resource);`);
  const oncall = { id: "cat", name: "Cat", roles: ["breakglass"], accounts: [] };
  expect(policy.decide(ask())).toMatchObject({ kind: "ask", policies: ["change"] });
  expect(policy.decide(ask({ now: broken }))).toEqual({
    kind: "deny",
    because: "no policy lets an operator break the glass for playbook.run on host localhost",
    policies: [],
  });
  expect(policy.decide(ask({ person: oncall }))).toMatchObject({
    kind: "deny",
    because: "no policy lets a breakglass do playbook.run on host localhost",
  });
  expect(policy.decide(ask({ person: oncall, now: broken }))).toEqual({
    kind: "allow",
    glass: 1800,
    terms: { reason: ["requester"], ticket: "INC-[0-9]+", notify: ["#ops"] },
    policies: ["glass"],
  });
  // It is worth a look at the plan, at least.
  expect(policy.couldAllow(oncall, "playbook.run")).toBe(true);
});

test("AP-14 the shortest glass and its own needs count, for every thing that is touched", async () => {
  const policy = await policyOf(`
    @id("two") @approve("2 of approver") permit (principal, action, resource);
    @id("long") @breakglass("2h") permit (principal, action, resource in Environment::"dev");
    @id("short") @breakglass("10m") @approve("1 of sre") permit (principal, action, resource)
    when { resource.labels.contains("db") };`);
  expect(policy.decide(ask({ now: broken, resources: [host("a", "dev"), host("b", "dev", "db")] }))).toEqual({
    kind: "ask",
    needs: [{ count: 1, role: "sre" }],
    expires: null,
    glass: 600,
    policies: ["long", "short"],
  });
  expect(policy.decide(ask({ now: broken, resources: [host("a", "dev"), host("c", "prod")] }))).toMatchObject({
    kind: "deny",
    because: expect.stringContaining("break the glass for playbook.run on host c"),
  });
});

test("AP-12 AP-14 a freeze is broken only where its policy says so, and never by an approval", async () => {
  const policy = await policyOf(
    `@id("change") @approve("1 of approver") permit (principal, action, resource);
    @id("glass") @breakglass("30m") permit (principal, action, resource);
    @id("freeze") @because("changes are frozen") forbid (principal, action, resource)
    when { context.frozen } unless { context.breakGlass };
    @id("never") @because("nobody changes the vault") forbid (principal, action, resource == Host::"vault");`,
  );
  const frozen = { ...ordinary, frozen: true };
  const decide = (now: typeof ordinary, id = "localhost") =>
    policy.decide(ask({ now, resources: [{ kind: "host", id }] }));
  expect(decide(frozen)).toEqual({ kind: "deny", because: "changes are frozen", policies: ["freeze"] });
  expect(decide({ ...frozen, breakGlass: true })).toMatchObject({ kind: "allow", glass: 1800 });
  expect(decide(broken, "vault")).toMatchObject({ kind: "deny", because: "nobody changes the vault" });
});

test("RB-2 what was asked for can be ruled on; what the plan states goes before it, the moment before both", async () => {
  const policy = await policyOf(
    `@id("a") permit (principal, action, resource)
    when { context.scope == "everything" && context.ttl > 60 && context.force && !context.frozen };`,
    { schema: schemaOf("scope: String, ttl: Long, force: Bool") },
  );
  const input = { scope: "everything", ttl: 300, force: true, zone: "x" };
  const kind = (other: Parameters<typeof ask>[0]) => policy.decide(ask(other)).kind;
  expect(kind({ input })).toBe("allow");
  expect(kind({ input, facts: { scope: "urls" } })).toBe("deny");
  expect(kind({ input: { ...input, frozen: true } })).toBe("allow");
  expect(kind({ input, now: { ...ordinary, frozen: true } })).toBe("deny");
  // Of another type it is no such fact: it counts as not stated, and the same question with it is another question.
  for (const other of [{ ttl: "300" }, { ttl: 0.5 }, { ttl: null }, { scope: ["everything"] }, { force: "yes" }]) {
    expect(kind({ input: { ...input, ...other } })).toBe("deny");
  }
  expect(kind({ input: { scope: "everything" } })).toBe("deny");
});

test("nobody passes for many or few: targets are counted, not asked for", async () => {
  const policy = await policyOf('@id("a") permit (principal, action, resource) when { context.targetCount == 1 };');
  expect(policy.decide(ask({ input: { targetCount: 5 }, facts: {} })).kind).toBe("allow");
});

test("a request lies in every environment that it touches", async () => {
  const policy = await policyOf(`
    @id("a") permit (principal, action, resource);
    @id("b") forbid (principal, action, resource in Environment::"prod");`);
  expect(policy.decide(ask({ resources: request("dev", "lab") })).kind).toBe("allow");
  expect(policy.decide(ask({ resources: request("dev", "prod") })).kind).toBe("deny");
  const both = [{ kind: "request", id: "r-1", environment: "prod", environments: ["prod", "dev"] }] as const;
  expect(policy.decide(ask({ resources: both })).kind).toBe("deny");
});

test("RB-5 who may do what is changed by two people at least, whatever the policies say", async () => {
  const free =
    '@id("all") permit (principal, action, resource); @id("glass") @breakglass("1h") permit (principal, action, resource);';
  const grant = { action: "policy.adopt", resources: [{ kind: "site", id: "roles" }] } as const;
  const deny = { kind: "deny", because: "no policy says who must agree to policy.adopt" };
  const policy = await policyOf(free);
  expect(policy.decide(ask())).toMatchObject({ kind: "allow" });
  expect(policy.decide(ask(grant))).toMatchObject(deny);
  expect(policy.decide(ask({ ...grant, now: broken }))).toMatchObject(deny);
  const agreed = free.replace('@id("all")', '@id("all") @approve("1 of approver")');
  expect((await policyOf(agreed)).decide(ask(grant))).toMatchObject({ kind: "ask" });
});
