/**
 * What our use of Cedar means, without Cedar: rules as data, their text, and what they decide. Written for being read
 * beside docs/policy.md, not for speed; it shares nothing with src but the types.
 */
import type { Effect, Resource } from "../../src/plan.ts";
import type { Decision, Need, Question, Terms } from "../../src/policy.ts";

export type Condition =
  | { readonly role: string }
  | { readonly label: string }
  | { readonly inside: string }
  | { readonly fact: string }
  | { readonly fact: string; readonly over: number }
  | { readonly fact: string; readonly is: string };

export interface Rule {
  readonly id: string;
  readonly effect: "permit" | "forbid";
  readonly principal: null | { readonly role: string } | { readonly person: string };
  /** Names, or groups. */
  readonly action: null | { readonly names: readonly string[] } | { readonly group: Effect | "governed" };
  readonly resource: null | { readonly kind: Resource["kind"] } | { readonly environment: string };
  readonly when: readonly Condition[];
  readonly unless: readonly Condition[];
  readonly needs: readonly Need[];
  readonly expires: number | null;
  readonly terms: Terms;
  readonly glass: number | null;
  readonly because: string | null;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function textOfCondition(one: Condition): string {
  if ("role" in one) return `principal in Role::"${one.role}"`;
  if ("label" in one) return `resource.labels.contains("${one.label}")`;
  if ("inside" in one) return `resource in Environment::"${one.inside}"`;
  if ("over" in one) return `context.${one.fact} > ${one.over}`;
  return "is" in one ? `context.${one.fact} == "${one.is}"` : `context.${one.fact}`;
}

const duration = (seconds: number | null | undefined): string | null => (seconds ? `${seconds}s` : null);

export function textOf({ principal, action, resource, ...rule }: Rule): string {
  const { valid, reason, ticket, notify, remind, escalate } = rule.terms;
  const annotations: Record<string, string | null | undefined> = {
    id: rule.id,
    approve: rule.needs.map(({ count, role }) => `${count} of ${role}`).join(" and ") || null,
    expires: duration(rule.expires),
    valid: duration(valid),
    reason: reason?.join(" and "),
    ticket,
    notify: notify?.join(" and "),
    remind: duration(remind),
    escalate: escalate && `${escalate.after}s to ${escalate.role}`,
    breakglass: duration(rule.glass),
    because: rule.because,
  };
  const who =
    principal && ("role" in principal ? ` in Role::"${principal.role}"` : ` == Person::"${principal.person}"`);
  const names = action && ("names" in action ? action.names : [action.group]);
  const what = names && ` in [${names.map((name) => `Action::"${name}"`).join(", ")}]`;
  const where =
    resource && ("kind" in resource ? ` is ${capital(resource.kind)}` : ` in Environment::"${resource.environment}"`);
  const given = Object.entries(annotations).filter(([, value]) => value !== null && value !== undefined);
  return `${given.map(([name, value]) => `@${name}("${value}")`).join(" ")}
    ${rule.effect} (principal${who ?? ""}, action${what ?? ""}, resource${where ?? ""})
    ${rule.when.length > 0 ? `when { ${rule.when.map(textOfCondition).join(" && ")} }` : ""}
    ${rule.unless.length > 0 ? `unless { ${rule.unless.map(textOfCondition).join(" && ")} }` : ""};`;
}

const environmentsOf = (thing: Resource): string[] => [
  ...(thing.environments ?? []),
  ...(thing.environment === undefined ? [] : [thing.environment]),
];

function factOf(question: Question, name: string): unknown {
  const { now, place, facts, input, resources } = question;
  if (Object.hasOwn(now, name)) return now[name as keyof typeof now];
  if (name === "direct") return place.direct;
  return facts[name] ?? (name === "targetCount" ? resources.length : input[name]);
}

function holds(one: Condition, question: Question, thing: Resource): boolean {
  if ("role" in one) return question.person.roles.includes(one.role);
  if ("label" in one) return thing.labels?.includes(one.label) ?? false;
  if ("inside" in one) return environmentsOf(thing).includes(one.inside);
  const fact = factOf(question, one.fact);
  if ("over" in one) return typeof fact === "number" && Number.isInteger(fact) && fact > one.over;
  return "is" in one ? (typeof fact === "string" ? fact : "") === one.is : fact === true;
}

function applies(rule: Rule, question: Question, thing: Resource, governed: boolean): boolean {
  const { principal, action, resource } = rule;
  const { person } = question;
  if (principal && !("role" in principal ? person.roles.includes(principal.role) : person.id === principal.person))
    return false;
  const groups = governed ? [question.effect, "governed"] : [question.effect];
  if (action && !("names" in action ? action.names.includes(question.action) : groups.includes(action.group)))
    return false;
  if (resource && "kind" in resource && resource.kind !== thing.kind) return false;
  if (resource && "environment" in resource && !environmentsOf(thing).includes(resource.environment)) return false;
  const every = (list: readonly Condition[]): boolean => list.every((one) => holds(one, question, thing));
  return every(rule.when) && !(rule.unless.length > 0 && every(rule.unless));
}

const least = (values: readonly number[]): number | null => (values.length > 0 ? Math.min(...values) : null);
const sorted = (values: readonly string[]): string[] => [...new Set(values)].toSorted();

/** `because` is empty where it is for the engine to word. */
export function decide(rules: readonly Rule[], governedActions: readonly string[], question: Question): Decision {
  const governed = governedActions.includes(question.action);
  const used = new Set<Rule>();
  const things = question.resources.length > 0 ? question.resources : [{ kind: "site", id: "site" } as const];
  for (const thing of things) {
    const met = rules.filter((rule) => applies(rule, question, thing, governed));
    const forbids = met.filter((rule) => rule.effect === "forbid");
    const permits = met.filter((rule) => rule.effect === "permit" && (rule.glass !== null) === question.now.breakGlass);
    if (forbids.length > 0 || permits.length === 0) {
      const because = forbids.find((rule) => rule.because !== null)?.because ?? "";
      return { kind: "deny", because, policies: forbids.map(({ id }) => id) };
    }
    for (const rule of permits) used.add(rule);
  }
  const all = rules.filter((rule) => used.has(rule));
  const policies = all.map(({ id }) => id);
  const services = sorted(question.resources.filter(({ kind }) => kind === "service").map(({ id }) => id));
  const ownerless = all.find((rule) => services.length === 0 && rule.needs.some(({ role }) => role === "owner:*"));
  if (ownerless) return { kind: "deny", because: "", policies: [ownerless.id] };
  const needs = all
    .flatMap((rule) => rule.needs)
    .flatMap(({ count, role }) =>
      role === "owner:*" ? services.map((one) => ({ count, role: `owner:${one}` })) : { count, role },
    );
  if (governed && needs.length === 0) return { kind: "deny", because: "", policies };
  const strict = sorted(needs.map(({ role }) => role)).map((role) => ({
    role,
    count: Math.max(...needs.filter((need) => need.role === role).map(({ count }) => count)),
  }));
  const each = <T>(pick: (terms: Terms) => T | undefined): NonNullable<T>[] =>
    all.map((rule) => pick(rule.terms)).filter((one) => one !== undefined && one !== null);
  const escalations = each((terms) => terms.escalate).toSorted(
    (a, b) => a.after - b.after || a.role.localeCompare(b.role),
  );
  const terms = Object.fromEntries(
    Object.entries({
      valid: least(each((one) => one.valid)),
      reason: sorted(each((one) => one.reason).flat()),
      ticket: sorted(each((one) => one.ticket))[0],
      notify: sorted(each((one) => one.notify).flat()),
      remind: least(each((one) => one.remind)),
      escalate: escalations[0],
    }).filter(([, value]) => value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0)),
  ) as Terms;
  const glass = least(all.flatMap((rule) => rule.glass ?? []));
  const more = { ...(Object.keys(terms).length > 0 ? { terms } : {}), ...(glass === null ? {} : { glass }), policies };
  if (strict.length === 0) return { kind: "allow", ...more };
  return { kind: "ask", needs: strict, expires: least(all.flatMap((rule) => rule.expires ?? [])), ...more };
}
