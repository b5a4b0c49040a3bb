/**
 * The policy engine over Cedar (https://docs.cedarpolicy.com). The policies are parsed once; every decision is one
 * question per resource. Anything that goes wrong in the engine is a denial. docs/policy.md is the guide.
 */
import { createHash } from "node:crypto";
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import canonicalize from "canonicalize";
import type { Effect, Resource } from "./plan.ts";
import type { Person } from "./people.ts";
import { ordinary, strictest, type Decision, type Policy, type Question } from "./policy.ts";
import { effects, insist, readPolicies, resourceTypes, type Folder, type Rule } from "./policy-folder.ts";
import { problem } from "./problem.ts";

export interface Where {
  readonly folder: string;
  /** The catalogue: every name becomes a Cedar action. `effects`: all that its plans may come to, where that is known. */
  readonly actions: readonly { readonly name: string; readonly effect: Effect; readonly effects?: readonly Effect[] }[];
  /** What there is at this site, to warn of names that are not among them. */
  readonly siteRoles?: readonly string[];
  readonly environments?: readonly string[];
}

export interface LoadedPolicy extends Policy {
  /** What loads but can hardly be meant, such as a role that nobody has: one sentence each. */
  readonly warnings: readonly string[];
}

/** Throws Problem POLICY_BROKEN with file and line where they are known. */
export async function loadPolicy({ folder, actions, siteRoles, environments }: Where): Promise<LoadedPolicy> {
  // 4 MB of WebAssembly: loaded when first needed.
  const cedar = await import("@cedar-policy/cedar-wasm/nodejs");
  const names = actions.map(({ name }) => name);
  const { rules, schema, schemas, facts } = await readPolicies(cedar, folder, names);
  const texts = Object.fromEntries(rules.map(({ id, text }) => [id, text]));
  // Cedar keeps what it has parsed under a name of ours, for as long as the process lives.
  const key = sha256({ texts, schemas });
  insist(cedar.preparsePolicySet(key, { staticPolicies: texts }));
  for (const effect of effects) insist(cedar.preparseSchema(keyOf(key, effect), schemas[effect]));
  const engine: Engine = { cedar, key, facts, rules: new Map(rules.map((rule) => [rule.id, rule])) };

  for (const kind of Object.keys(typeOf) as Resource["kind"][]) {
    const trial = names[0] === undefined ? null : put(engine, nobodyAsks(names[0]), { kind, id: "trial" });
    if (trial?.type === "failure") {
      throw problem("POLICY_BROKEN", { folder, why: `schema.cedarschema: ${trial.errors[0]?.message}` });
    }
  }
  return {
    // Over what Cedar understood: a comment more does not make out of date what waits for an answer.
    version: sha256({
      schema: insist(cedar.schemaToJson(schema)).json,
      policies: rules.map(({ json }) => json).toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
    }),
    decide: withMemory((question) => decide(engine, question)),
    couldAllow: foresight(engine, texts, actions),
    warnings: [
      ...unknown(rules, "Role", siteRoles, "nobody has the role"),
      ...unknown(rules, "Environment", environments, "there is no environment"),
    ],
  };
}

/** As many answers are kept; then all are forgotten, which costs nothing but asking again. */
const mostAnswers = 1000;

/** A decision depends on its question alone, as long as the policies stand: the same question has the same answer. */
function withMemory(ask: (question: Question) => Decision): (question: Question) => Decision {
  const answers = new Map<string, Decision>();
  return (question) => {
    const { person, action, effect, resources, facts, place, now } = question;
    const { platform, channel, direct } = place;
    const key = JSON.stringify([
      person.id,
      person.roles,
      action,
      effect,
      resources,
      facts,
      platform,
      channel,
      direct,
      now,
    ]);
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(question);
    // A denial that no policy made may be an engine's bad moment: it is put again.
    if (answer.policies.length > 0) {
      if (answers.size >= mostAnswers) answers.clear();
      answers.set(key, answer);
    }
    return answer;
  };
}

interface Engine {
  readonly cedar: typeof Cedar;
  readonly key: string;
  readonly facts: Folder["facts"];
  /** In the order of the files. */
  readonly rules: ReadonlyMap<string, Rule>;
}

const keyOf = (key: string, effect: Effect): string => `${key}/${effect}`;
const sha256 = (value: unknown): string =>
  createHash("sha256")
    .update(canonicalize(value) ?? "")
    .digest("hex");
const idOf = (json: Cedar.PolicyJson): string => json.annotations?.["id"] ?? "";

const typeOf: Readonly<Record<Resource["kind"], (typeof resourceTypes)[number]>> = {
  host: "Host",
  group: "Group",
  service: "Service",
  zone: "Zone",
  playbook: "Playbook",
  model: "Model",
  request: "Request",
  site: "Site",
};

/** Whoever names no resource asks about the site as a whole: nothing may pass for want of something to look at. */
const wholeSite: Resource = { kind: "site", id: "site" };

function decide(engine: Engine, question: Question): Decision {
  const permits = new Set<string>();
  const resources = question.resources.length > 0 ? question.resources : [wholeSite];
  for (const resource of resources) {
    const answer = put(engine, question, resource);
    if (answer.type === "failure") {
      return deny(`the policy engine could not decide: ${answer.errors[0]?.message ?? "it did not say why"}`, []);
    }
    const { decision, diagnostics } = answer.response;
    // Cedar passes over a policy that fails, even a forbid. Here that is a denial.
    const [failed] = diagnostics.errors;
    if (failed) return deny(`the policy ${failed.policyId} fails: ${failed.error.message}`, [failed.policyId]);
    const determining = [...engine.rules.values()].filter(({ id }) => diagnostics.reason.includes(id));
    if (decision === "deny") return deny(reason(determining, question, resource), idsOf(determining));
    for (const { id } of determining) permits.add(id);
  }
  // Every permit that applies has its say: one without @approve does not weaken another's.
  const rules = [...engine.rules.values()].filter(({ id }) => permits.has(id));
  const needs = strictest(rules.flatMap((rule) => rule.needs));
  if (needs.length === 0) return { kind: "allow", policies: idsOf(rules) };
  const windows = rules.map((rule) => rule.expires).filter((expires) => expires !== null);
  return { kind: "ask", needs, expires: windows.length > 0 ? Math.min(...windows) : null, policies: idsOf(rules) };
}

const idsOf = (rules: readonly Rule[]): string[] => rules.map(({ id }) => id);
const deny = (because: string, policies: readonly string[]): Decision => ({ kind: "deny", because, policies });

function reason(forbids: readonly Rule[], { person, action }: Question, resource: Resource): string {
  const said = forbids.find((rule) => rule.because !== null)?.because;
  if (said) return said;
  if (forbids[0]) return `the policy ${forbids[0].id} forbids it`;
  const roles = person.roles.join(" and ");
  const who = roles === "" ? "somebody without a role" : `${/^[aeiou]/.test(roles) ? "an" : "a"} ${roles}`;
  const what = resource.kind === "site" ? "" : ` on ${resource.kind} ${resource.id}`;
  return `no policy lets ${who} do ${action}${what}`;
}

/** One question to Cedar, checked against the schema like the policies were. Never throws. */
function put({ cedar, key, facts }: Engine, question: Question, resource: Resource): Cedar.AuthorizationAnswer {
  const { person, place, effect } = question;
  const own = { platform: place.platform, channel: place.channel, direct: place.direct, ...question.now };
  const stated = { targetCount: question.resources.length, ...question.facts, ...own } as Folder["facts"];
  const principal = { type: "Person", id: person.id };
  const thing = { type: typeOf[resource.kind], id: resource.id };
  const environment = resource.environment === undefined ? [] : [{ type: "Environment", id: resource.environment }];
  try {
    return cedar.statefulIsAuthorized({
      principal,
      action: { type: "Action", id: question.action },
      resource: thing,
      context: Object.fromEntries(Object.entries(facts).map(([name, none]) => [name, stated[name] ?? none])),
      preparsedSchemaName: keyOf(key, effect),
      validateRequest: true,
      preparsedPolicySetId: key,
      entities: [
        entityOf(person),
        { uid: thing, attrs: { labels: [...(resource.labels ?? [])] }, parents: environment },
      ],
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { type: "failure", errors: [{ message, help: null, code: null, url: null, severity: null }], warnings: [] };
  }
}

const entityOf = (person: Person): Cedar.EntityJson => ({
  uid: { type: "Person", id: person.id },
  attrs: { roles: [...person.roles] },
  parents: person.roles.map((role) => ({ type: "Role", id: role })),
});

const nobodyAsks = (action: string): Question => ({
  person: { id: "trial", name: "trial", roles: [], accounts: [] },
  action,
  effect: "read",
  input: {},
  resources: [],
  facts: {},
  place: { platform: "trial", channel: "trial", direct: true },
  now: ordinary,
});

/**
 * Could this person do this to something? Cedar evaluates the policies with the resource and all facts unknown; only a
 * denial that nothing could turn counts as no. Remembered, since it is asked for every action whenever help is shown.
 */
function foresight({ cedar, facts }: Engine, texts: Record<string, string>, actions: Where["actions"]) {
  const remembered = new Map<string, boolean>();
  const context = Object.fromEntries(
    Object.keys(facts).map((name) => [name, { __extn: { fn: "unknown", arg: name } }]),
  );
  const couldBe = (person: Person, action: string, effect: Effect): boolean => {
    const uid = { type: "Action", id: action };
    const answer = cedar.isAuthorizedPartial({
      principal: { type: "Person", id: person.id },
      action: uid,
      resource: null,
      context,
      policies: { staticPolicies: texts },
      entities: [entityOf(person), { uid, attrs: {}, parents: [{ type: "Action", id: effect }] }],
    });
    return answer.type === "failure" || answer.response.decision !== "deny";
  };
  return (person: Person, name: string): boolean => {
    const action = actions.find((one) => one.name === name);
    if (!action) return false;
    const key = JSON.stringify([name, person.id, ...person.roles]);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    // A plan may turn out milder or worse than its action: a playbook that only reads, one that deletes.
    const possible = action.effects ?? (action.effect === "read" ? (["read"] as const) : effects);
    const could = possible.some((effect) => couldBe(person, name, effect));
    remembered.set(key, could);
    return could;
  };
}

/** Names of this type that policies mention and the site does not have. */
function unknown(
  rules: readonly Rule[],
  type: "Role" | "Environment",
  known: readonly string[] | undefined,
  words: string,
): string[] {
  if (!known) return [];
  return rules.flatMap(({ json, needs, where }) => {
    const asked = type === "Role" ? needs.map(({ role }) => role) : [];
    const names = new Set([...mentioned(json, type), ...asked]);
    return [...names].filter((name) => !known.includes(name)).map((name) => `${where}: ${words} ${name}`);
  });
}

function mentioned(node: unknown, type: string): string[] {
  if (typeof node !== "object" || node === null) return [];
  if ("type" in node && node.type === type && "id" in node && typeof node.id === "string") return [node.id];
  return Object.values(node).flatMap((child) => mentioned(child, type));
}
