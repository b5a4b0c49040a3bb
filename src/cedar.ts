/**
 * The policy engine over Cedar (https://docs.cedarpolicy.com). The policies are parsed once; every decision is one
 * question per resource. Anything that goes wrong in the engine is a denial. docs/policy.md is the guide.
 */
import { createHash } from "node:crypto";
import type * as Cedar from "@cedar-policy/cedar-wasm/nodejs";
import canonicalize from "canonicalize";
import { foresight } from "./cedar-foresight.ts";
import { takeSlot, type Contents, type Slot } from "./cedar-slot.ts";
import type { Effect, Resource } from "./plan.ts";
import type { Person } from "./people.ts";
import {
  ordinary,
  perService,
  strictest,
  strictestTerms,
  type Bundle,
  type Decision,
  type Policy,
  type Question,
} from "./policy.ts";
import {
  effects,
  insist,
  readBundle,
  readPolicies,
  resourceTypes,
  type Actions,
  type Folder,
  type Rule,
} from "./policy-folder.ts";
import { undecided, withMemory, type Context } from "./policy-memory.ts";
import { mentioned, strangers } from "./policy-strangers.ts";
import { problem } from "./problem.ts";

export interface Where {
  readonly folder: string;
  /** The files, where they are not to be read from the folder now. */
  readonly bundle?: Bundle;
  /** The catalogue: every name becomes a Cedar action. */
  readonly actions: Actions;
  /** What there is at this site, to warn of names that are not among them. */
  readonly siteRoles?: readonly string[];
  /** What the calendar says, by the fact that says it: "frozen" → "the freezes". */
  readonly calendar?: Readonly<Record<string, string>>;
  readonly environments?: readonly string[];
}

export interface LoadedPolicy extends Policy {
  readonly bundle: Bundle;
  /** The policies in the order of the files, with where they stand: "writes.cedar:12". */
  readonly rules: readonly Rule[];
  /** What loads but can hardly be meant, such as a role that nobody has: one sentence each. */
  readonly warnings: readonly string[];
}

/** Throws Problem POLICY_BROKEN with file and line where they are known. */
export async function loadPolicy({
  folder,
  bundle,
  actions,
  siteRoles,
  environments,
  calendar = {},
}: Where): Promise<LoadedPolicy> {
  // 4 MB of WebAssembly: loaded when first needed.
  const cedar = await import("@cedar-policy/cedar-wasm/nodejs");
  const files = bundle ?? (await readBundle(folder));
  const { rules, schema, schemas, facts, spare } = readPolicies(cedar, folder, files, actions);
  const contents = (effect: Effect): Contents[Effect] => {
    const met = rules.filter(({ json }) => reaches(json, effect));
    return {
      schema: schemas[effect],
      // A broken glass is another set of permits; what forbids, forbids in both.
      ordinary: texts(met.filter(({ glass }) => glass === null)),
      glass: texts(met.filter(({ glass, json }) => glass !== null || json.effect === "forbid")),
    };
  };
  const engine: Engine = {
    cedar,
    slot: takeSlot(cedar, { read: contents("read"), write: contents("write"), destructive: contents("destructive") }),
    facts,
    rules: new Map(rules.map((rule) => [rule.id, rule])),
    governed: new Set(actions.filter(({ governed }) => governed).map(({ name }) => name)),
  };

  for (const kind of Object.keys(typeOf) as Resource["kind"][]) {
    const trial = actions[0] === undefined ? null : nobodyAsks(actions[0].name);
    const answer = trial && put(engine, trial, contextOf(facts, trial), { kind, id: "trial" });
    if (answer?.type === "failure") {
      throw problem("POLICY_BROKEN", { folder, why: `schema.cedarschema: ${answer.errors[0]?.message}` });
    }
  }
  return {
    // Over what Cedar understood: a comment more does not make out of date what waits for an answer.
    version: sha256({
      schema: insist(cedar.schemaToJson(schema)).json,
      policies: rules.map(({ json }) => json).toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
    }),
    bundle: files,
    rules,
    decide: withMemory(
      (question) => contextOf(facts, question),
      (question, context) => decide(engine, question, context),
    ),
    couldAllow: foresight(cedar, {
      facts,
      texts: (effect) => texts(rules.filter(({ json }) => reaches(json, effect))),
      actions,
      entityOf,
    }),
    warnings: [
      ...strangers(rules, "Role", siteRoles && [...siteRoles, ...spare], "nobody has the role"),
      ...strangers(rules, "Environment", environments, "there is no environment"),
      ...Object.entries(calendar)
        .filter(([fact]) => !rules.some(({ json }) => looksAt(json, fact)))
        .map(
          ([fact, what]) => `no policy looks at context.${fact}, so ${what} of the calendar keep nobody from anything`,
        ),
    ],
  };
}

/** Whether this part of a policy reads that fact of the context. */
const looksAt = (node: unknown, fact: string): boolean =>
  typeof node === "object" &&
  node !== null &&
  (("attr" in node && node.attr === fact) || Object.values(node).some((child) => looksAt(child, fact)));

const texts = (rules: readonly Rule[]): Record<string, string> =>
  Object.fromEntries(rules.map(({ id, text }) => [id, text]));

/** Whether its scope can be met by a plan of this effect: with hundreds of policies most are not worth evaluating. */
function reaches({ action }: Cedar.PolicyJson, effect: Effect): boolean {
  const named = mentioned(action, "Action");
  return action.op === "All" || named.some((name) => name === effect || !(effects as readonly string[]).includes(name));
}

interface Engine {
  readonly cedar: typeof Cedar;
  readonly slot: Slot;
  readonly facts: Folder["facts"];
  /** In the order of the files. */
  readonly rules: ReadonlyMap<string, Rule>;
  readonly governed: ReadonlySet<string>;
}

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

function decide(engine: Engine, question: Question, context: Context): Decision {
  const permits = new Set<string>();
  const resources = question.resources.length > 0 ? question.resources : [wholeSite];
  for (const resource of resources) {
    const answer = put(engine, question, context, resource);
    if (answer.type === "failure") {
      return deny(`${undecided}: ${answer.errors[0]?.message ?? "it did not say why"}`, []);
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
  return agreed(
    [...engine.rules.values()].filter(({ id }) => permits.has(id)),
    question,
    engine.governed.has(question.action),
  );
}

/** What all of these permits ask for together. */
function agreed(rules: readonly Rule[], { action, resources, now }: Question, governed: boolean): Decision {
  const services = [...new Set(resources.filter(({ kind }) => kind === "service").map(({ id }) => id))];
  const needs = rules.map((rule) => ({ rule, needs: perService(rule.needs, services) }));
  const ownerless = needs.find((one) => one.needs === null);
  if (ownerless) {
    const { id } = ownerless.rule;
    return deny(`the policy ${id} asks the owner of a service, and ${action} names no service here`, [id]);
  }
  const all = strictest(needs.flatMap((one) => one.needs ?? []));
  if (governed && all.length === 0) return deny(`no policy says who must agree to ${action}`, idsOf(rules));

  const terms = strictestTerms(rules.map((rule) => rule.terms));
  const answer = {
    ...(terms ? { terms } : {}),
    ...(now.breakGlass ? { glass: Math.min(...rules.flatMap((rule) => rule.glass ?? [])) } : {}),
    policies: idsOf(rules),
  };
  if (all.length === 0) return { kind: "allow", ...answer };
  const windows = rules.flatMap((rule) => rule.expires ?? []);
  return { kind: "ask", needs: all, expires: windows.length > 0 ? Math.min(...windows) : null, ...answer };
}

const idsOf = (rules: readonly Rule[]): string[] => rules.map(({ id }) => id);
const deny = (because: string, policies: readonly string[]): Decision => ({ kind: "deny", because, policies });

function reason(forbids: readonly Rule[], { person, action, now }: Question, resource: Resource): string {
  const said = forbids.find((rule) => rule.because !== null)?.because;
  if (said) return said;
  if (forbids[0]) return `the policy ${forbids[0].id} forbids it`;
  const roles = person.roles.join(" and ");
  const who = roles === "" ? "somebody without a role" : `${/^[aeiou]/.test(roles) ? "an" : "a"} ${roles}`;
  const what = resource.kind === "site" ? "" : ` on ${resource.kind} ${resource.id}`;
  return `no policy lets ${who} ${now.breakGlass ? "break the glass for" : "do"} ${action}${what}`;
}

/**
 * What policies may rule on. What the plan states goes before what was asked for, and what is so at this moment before
 * both: nothing that somebody writes can pass for where and when it was written.
 */
function contextOf(facts: Folder["facts"], { input, resources, facts: planned, place, now }: Question): Context {
  const own = { platform: place.platform, channel: place.channel, direct: place.direct, ...now };
  const stated: Readonly<Record<string, unknown>> = { targetCount: resources.length, ...planned, ...own };
  const value = (name: string, none: Context[string]): Context[string] => {
    if (stated[name] !== undefined) return stated[name] as Context[string];
    const asked = Object.hasOwn(input, name) ? input[name] : undefined;
    return isLike(none, asked) ? asked : none;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, none]) => [name, value(name, none)]));
}

const isLike = (none: Context[string], value: unknown): value is Context[string] =>
  typeof none === "number" ? Number.isSafeInteger(value) : typeof value === typeof none;

/** One question to Cedar, checked against the schema like the policies were. Never throws. */
function put(
  { cedar, slot }: Engine,
  question: Question,
  context: Context,
  resource: Resource,
): Cedar.AuthorizationAnswer {
  const { person, effect, now } = question;
  const thing = { type: typeOf[resource.kind], id: resource.id };
  const { environment, environments = [] } = resource;
  const inside = new Set(environment === undefined ? environments : [environment, ...environments]);
  try {
    return cedar.statefulIsAuthorized({
      principal: { type: "Person", id: person.id },
      action: { type: "Action", id: question.action },
      resource: thing,
      context,
      preparsedSchemaName: slot.schema(effect),
      validateRequest: true,
      preparsedPolicySetId: slot.policies(effect, now.breakGlass),
      entities: [
        entityOf(person),
        {
          uid: thing,
          attrs: { labels: [...(resource.labels ?? [])] },
          parents: [...inside].map((id) => ({ type: "Environment", id })),
        },
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
