/** The policy engine: what loads, what is decided, and that whatever goes wrong is a denial. */
import { describe, expect, test } from "vitest";
import { loadPolicy } from "../src/cedar.ts";
import { isProblem } from "../src/problem.ts";
import { actions, ann, ask, policyOf, schemaOf, someone } from "./policies/questions.ts";

const permit = (annotations: string, when = "true"): string =>
  `${annotations}\npermit (principal, action, resource) when { ${when} };`;
const forbid = (annotations: string, when = "true"): string =>
  `${annotations}\nforbid (principal, action, resource) when { ${when} };`;
const everybody = permit('@id("all")');

const host = (id: string, environment?: string) => ({ kind: "host", id, environment }) as const;

/** Whether this condition is met by a plan that states a ticket, on a host with a label. */
const met = async (when: string): Promise<boolean> => {
  const policy = await policyOf(permit('@id("a")', when), { schema: schemaOf("ticket: String, percent: Long") });
  const labelled = { kind: "host", id: "localhost", labels: ["pci"] } as const;
  return (
    policy.decide(ask({ resources: [labelled], facts: { ticket: "OPS-7", other: "not declared" } })).kind === "allow"
  );
};

const versionOf = async (text: string, more = {}): Promise<string> => (await policyOf(text, more)).version;

const could = async (policies: string, action = "playbook.run"): Promise<boolean> =>
  (await policyOf(policies)).couldAllow(ann, action);

async function whyBroken(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!isProblem(error) || error.code !== "POLICY_BROKEN")
    throw new Error("it loaded, or broke otherwise", { cause: error });
  return error.sentence;
}

describe("a mistake in a policy is found at load, with its place", () => {
  test.each([
    [
      "an action that does not exist",
      'permit (principal, action == Action::"playbok.run", resource);',
      'test.cedar:4: unrecognized action `Action::"playbok.run"`; did you mean `Action::"playbook.run"`?',
    ],
    [
      "a group that does not exist",
      'permit (principal, action in Action::"wirte", resource);',
      'test.cedar:4: unrecognized action `Action::"wirte"`',
    ],
    [
      "a type that does not exist",
      'permit (principal in Rle::"x", action, resource);',
      "test.cedar:4: unrecognized entity type `Rle`",
    ],
    [
      "a fact that does not exist",
      "permit (principal, action, resource)\nwhen { context.targetCuont > 5 };",
      "test.cedar:5: attribute `targetCuont` in context for",
    ],
    [
      "a fact of another type",
      "permit (principal, action, resource)\nwhen { context.everything == 1 };",
      "test.cedar:5: the types Bool and Long are not compatible",
    ],
    [
      "a typo that only plans of one effect reach",
      'permit (principal, action, resource)\nwhen { action in Action::"destructive" && context.evrything };',
      "test.cedar:5: attribute `evrything`",
    ],
    [
      "a group met by ==",
      'permit (principal, action == Action::"write", resource);',
      "test.cedar:3: this policy can never apply; no question can ever meet it; a group of actions is met by `in`, not by `==`",
    ],
    [
      "an unfinished line",
      "permit (principal, action, resource) when {",
      "test.cedar:4: failed to parse policies from string: unexpected end of input",
    ],
    [
      "a template",
      "permit (principal == ?principal, action, resource);",
      "test.cedar: static policy set includes a template",
    ],
  ])("%s", async (_, policy, sentence) => {
    // The accents see to it that places are counted in characters, not bytes.
    expect(await whyBroken(policyOf(`// é ö ü\n${everybody.replace("\n", " ")}\n@id("new")\n${policy}\n`))).toContain(
      sentence,
    );
  });

  test.each([
    ["no name", "", "test.cedar:2: a policy needs a name like @id("],
    ["an empty name", "@id", "test.cedar:1: a policy needs a name like @id("],
    [
      "an annotation we do not know",
      '@id("a")\n@aprove("1 of approver")',
      "test.cedar:2: there is no annotation @aprove",
    ],
    [
      "needs that cannot be read",
      '@id("a")\n\n@approve("one approver")',
      'test.cedar:3: @approve is written "1 of approver"',
    ],
    ["a need for nobody", '@id("a")\n@approve("0 of approver")', "test.cedar:2: @approve is written"],
    ["needs left out", '@id("a") @approve', "test.cedar:1: @approve is written"],
    ["one role twice", '@id("a")\n@approve("1 of sre and 2 of sre")', "test.cedar:2: @approve is written"],
    [
      "a time that cannot be read",
      '@id("a")\n@approve("1 of sre")\n@expires("soon")',
      "test.cedar:3: @expires is a number and one of",
    ],
    ["a time for nothing", '@id("a")\n@expires("4h")', "test.cedar:2: @expires needs an @approve"],
    ["a reason to allow", '@id("a")\n@because("we can")', "test.cedar:2: @because belongs on a forbid"],
  ])("%s", async (_, annotations, sentence) => {
    expect(await whyBroken(policyOf(permit(annotations)))).toContain(sentence);
  });

  test("an approval on a forbid", async () => {
    const broken = policyOf(forbid('@id("a")\n@approve("1 of approver")'));
    expect(await whyBroken(broken)).toContain("test.cedar:2: @approve belongs on a permit");
  });

  test("a policy that begins in one file and ends in another", async () => {
    const broken = policyOf({
      "a.cedar": '@id("a") permit (principal, action, resource)',
      "b.cedar": 'when { true };\n@id("b") permit (principal, action, resource);',
    });
    expect(await whyBroken(broken)).toMatch(/a\.cedar/);
  });

  test("a name that is taken", async () => {
    const broken = policyOf({ "a.cedar": everybody, "b.cedar": `\n${everybody}` });
    expect(await whyBroken(broken)).toContain('b.cedar:2: a.cedar:1 already has @id("all")');
  });

  test.each([
    ["a syntax error", `${schemaOf()}\nentity {`, /schema\.cedarschema:\d+: .*unexpected token/],
    [
      "a type that is not declared",
      "entity Host in [Environment];",
      /schema\.cedarschema:1: failed to resolve type: Environment/,
    ],
    ["no context", "entity Role;", /schema\.cedarschema: there is no `type Context/],
    ["a fact that is a set", schemaOf("tags: Set<String>"), /the fact tags must be a Bool, a Long or a String/],
    ["a kind of resource less", schemaOf().replace("Zone, ", ""), /schema\.cedarschema: failed to resolve types: Zone/],
    [
      "a person without what we say of people",
      schemaOf().replace("roles: Set<String>", ""),
      /schema\.cedarschema: .*roles/,
    ],
    ["no schema", null, /schema\.cedarschema/],
  ])("in the schema: %s", async (_, schema, sentence) => {
    expect(await whyBroken(policyOf(everybody, { schema }))).toMatch(sentence);
  });

  test("a folder without policies, and none at all", async () => {
    expect(await whyBroken(policyOf({}))).toContain("no file in it ends in .cedar and holds a policy");
    expect(await whyBroken(loadPolicy({ folder: "/nowhere", actions }))).toContain("no such file");
  });

  test("a name that nobody has is a warning", async () => {
    const text = permit(
      '@id("a")\n@approve("1 of owner")',
      'principal in Role::"sre" && resource in Environment::"prdo"',
    );
    const site = { siteRoles: ["operator"], environments: ["prod"] };
    expect((await policyOf(text, site)).warnings).toEqual([
      "test.cedar:1: nobody has the role sre",
      "test.cedar:1: nobody has the role owner",
      "test.cedar:1: there is no environment prdo",
    ]);
  });
});

describe("deciding", () => {
  test("is no without a permit, and says so", async () => {
    const policy = await policyOf(permit('@id("a")', 'principal in Role::"admin"'));
    expect(policy.decide(ask())).toEqual({
      kind: "deny",
      because: "no policy lets an operator do playbook.run on host localhost",
      policies: [],
    });
  });

  test("is no if anything forbids it, in the words of the policy", async () => {
    const policy = await policyOf(
      `${everybody}\n${forbid('@id("quiet")')}\n${forbid('@id("x")\n@because("the site is frozen.")')}`,
    );
    expect(policy.decide(ask())).toEqual({ kind: "deny", because: "the site is frozen", policies: ["quiet", "x"] });
    const wordless = await policyOf(`${everybody}\n${forbid('@id("quiet")')}`);
    expect(wordless.decide(ask())).toMatchObject({ kind: "deny", because: "the policy quiet forbids it" });
  });

  test("counts what every permit that applies asks for; one that asks for nothing weakens none", async () => {
    const policy = await policyOf(`
      ${permit('@id("b") @approve("1 of sre and 1 of owner") @expires("4h")')}
      ${permit('@id("a") @approve("2 of sre") @expires("90m")')}
      ${permit('@id("c") @approve("1 of sre")')}
      ${permit('@id("free")')}
      ${permit('@id("not-met") @approve("9 of nobody")', "context.everything")}`);
    expect(policy.decide(ask())).toEqual({
      kind: "ask",
      needs: [
        { count: 1, role: "owner" },
        { count: 2, role: "sre" },
      ],
      expires: 5400,
      policies: ["b", "a", "c", "free"],
    });
  });

  test("names the policies in the order of the files, the tenth behind the second", async () => {
    const policy = await policyOf(Array.from({ length: 12 }, (_, index) => permit(`@id("p${index}")`)).join("\n"));
    expect(policy.decide(ask()).policies).toEqual(Array.from({ length: 12 }, (_, index) => `p${index}`));
  });

  test("several resources: each has its say, and one no is a no", async () => {
    const policy = await policyOf(`
      @id("dev") permit (principal, action, resource in Environment::"dev");
      @id("lab") @approve("1 of keeper") permit (principal, action, resource in Environment::"lab");`);
    expect(policy.decide(ask({ resources: [host("a", "dev"), host("b", "lab")] }))).toMatchObject({
      kind: "ask",
      policies: ["dev", "lab"],
    });
    expect(policy.decide(ask({ resources: [host("a", "dev"), host("c"), host("b", "lab")] }))).toMatchObject({
      kind: "deny",
      because: expect.stringContaining("on host c"),
    });
  });

  test("nothing named is the whole site, not nothing to object to", async () => {
    const policy = await policyOf('@id("hosts") permit (principal, action, resource is Host);');
    expect(policy.decide(ask())).toMatchObject({ kind: "allow" });
    expect(policy.decide(ask({ resources: [] }))).toMatchObject({ kind: "deny" });
  });

  test("an action is in the group of what its plan came to", async () => {
    const policy = await policyOf('@id("w") permit (principal, action in Action::"write", resource);');
    const decide = (effect: "read" | "write" | "destructive") => policy.decide(ask({ effect })).kind;
    expect([decide("read"), decide("write"), decide("destructive")]).toEqual(["deny", "allow", "deny"]);
  });

  test("sees labels, channels, roles and facts of the plan", async () => {
    expect(await met('resource.labels.contains("pci")')).toBe(true);
    expect(await met('resource.labels.contains("pcx")')).toBe(false);
    expect(await met('principal.roles.contains("operator") && principal == Person::"ann"')).toBe(true);
    expect(await met('context.channel == "C0PS" && context.platform == "slack" && !context.direct')).toBe(true);
    expect(await met('context.ticket like "OPS-*"')).toBe(true);
    // What a plan does not state is false, 0 or ""; targets are counted.
    expect(await met("context.percent == 0 && !context.check && context.targetCount == 1")).toBe(true);
  });

  test("a plan cannot claim to come from elsewhere", async () => {
    const policy = await policyOf(permit('@id("a")', 'context.platform == "terminal" || context.direct'));
    expect(policy.decide(ask({ facts: { platform: "terminal", direct: true } })).kind).toBe("deny");
  });

  test("a name is only ever a name", async () => {
    const policy = await policyOf(permit('@id("a")', 'principal in Role::"admin"'));
    const evil = 'x"} || true || Person::"';
    const question = ask({ person: someone(evil, evil, "Admin"), resources: [{ kind: "host", id: evil }] });
    expect(policy.decide(question).kind).toBe("deny");
  });
});

describe("whatever goes wrong in the engine is a denial", () => {
  test.each([
    ["an action that is not in the catalogue", { action: "root.shell" }],
    ["a fact of another type", { facts: { targetCount: "1" } }],
    ["half a target", { facts: { targetCount: 1.5 } }],
    ["not a number", { facts: { targetCount: Number.NaN } }],
    ["a number beyond Cedar's", { facts: { targetCount: 2 ** 70 } }],
    ["an effect that there is not", { effect: "harmless" as never }],
    ["a resource that there is not", { resources: [{ kind: "moon" as never, id: "x" }] }],
    ["a person without a name", { person: { ...ann, id: undefined as never } }],
  ])("%s", async (_, other) => {
    const policy = await policyOf(everybody);
    expect(policy.decide(ask())).toMatchObject({ kind: "allow" });
    expect(policy.decide(ask(other))).toMatchObject({
      kind: "deny",
      because: expect.stringContaining("the policy engine could not decide"),
    });
  });

  test("a forbid that fails, which Cedar itself would pass over", async () => {
    const policy = await policyOf(
      `${everybody}\n${forbid('@id("big")', "context.targetCount + 9223372036854775807 > 0")}`,
    );
    expect(policy.decide(ask())).toMatchObject({
      kind: "deny",
      because: expect.stringContaining("overflow"),
      policies: ["big"],
    });
  });
});

describe("the version", () => {
  const text = permit('@id("a") @approve("1 of sre")', "context.check");

  test("stays with a comment, a line break, another file, another action in the catalogue", async () => {
    const version = await versionOf(text);
    expect(version).toMatch(/^[0-9a-f]{64}$/);
    expect(await versionOf(`// why\n${text.replaceAll(" ", "\n  ")}`.replace("1\n  of\n  sre", "1 of sre"))).toBe(
      version,
    );
    expect(await versionOf(text, { actions: actions.slice(1) })).toBe(version);
    const split = await policyOf({ "z.cedar": text, "a.cedar": everybody });
    expect(split.version).toBe(await versionOf(`${text}\n${everybody}`));
  });

  test("changes with a condition, an annotation, the schema", async () => {
    const versions = await Promise.all([
      versionOf(text),
      versionOf(text.replace("check", "everything")),
      versionOf(text.replace("1 of", "2 of")),
      versionOf(text, { schema: schemaOf("ticket: String") }),
    ]);
    expect(new Set(versions).size).toBe(4);
  });

  test("two policies loaded side by side do not mix", async () => {
    const [open, shut] = await Promise.all([policyOf(everybody), policyOf(permit('@id("all")', "context.check"))]);
    expect([open.decide(ask()).kind, shut.decide(ask()).kind]).toEqual(["allow", "deny"]);
  });
});

describe("what a person could do at all", () => {
  test("is decided by who they are and what the action may come to, not by what is unknown yet", async () => {
    expect(await could(permit('@id("a")', 'principal in Role::"sre"'))).toBe(false);
    expect(await could(permit('@id("a")', 'resource in Environment::"prod" && context.everything'))).toBe(true);
    expect(await could('@id("a") permit (principal, action in Action::"read", resource);')).toBe(true);
    expect(await could('@id("a") permit (principal, action in Action::"read", resource);', "cache.purge")).toBe(false);
    expect(await could('@id("a") permit (principal, action in Action::"write", resource);', "help")).toBe(false);
    expect(await could(everybody, "root.shell")).toBe(false);
  });

  test("a forbid takes away only what nothing could turn", async () => {
    expect(await could(`${everybody}\n${forbid('@id("b")', "context.direct")}`)).toBe(true);
    expect(await could(`${everybody}\n${forbid('@id("b")', "resource is Host")}`)).toBe(true);
    expect(await could(`${everybody}\n${forbid('@id("b")', 'principal in Role::"operator"')}`)).toBe(false);
  });
});
