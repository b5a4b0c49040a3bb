/** role.*: who has which role. One person asks for somebody else, another agrees, and whoever gains has no say in it. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import type { Person } from "../../src/people.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import type { Providers } from "../../src/providers/index.ts";
import { say } from "../../src/reply.ts";
import { holdingsOf, wordRoles, wordTime } from "../roles.ts";
import { duration, name, secondsIn } from "../values.ts";
import * as wording from "../wording/role.ts";

const site: readonly Resource[] = [{ kind: "site", id: "roles" }];

const wordFrom = { configuration: "the configuration", grant: "a request", fallback: "the fallback" } as const;

export const roleList = defineRead({
  name: "role.list",
  summary: "Show who has which role, and where it comes from",
  input: z.strictObject({ role: name.optional() }),
  positional: ["role"],
  examples: ["role.list", "role.list on-call", "who has which role?"],
  frames: wording.roleList,
  resources: () => site,
  answer: async ({ role }, { providers }) => {
    if (role !== undefined) providers.roles.mustExist(role);
    const people = await providers.roles.people();
    const held = people.flatMap((person) =>
      holdingsOf(person)
        .filter((holding) => role === undefined || holding.role === role)
        .map((holding) => ({ person, ...holding })),
    );
    const rows = held.map(({ person, role: one, from, until }) => [
      person.name,
      one,
      from in wordFrom ? wordFrom[from as keyof typeof wordFrom] : from,
      until ? wordTime(until) : "",
    ]);
    const blocks = rows.length > 0 ? [{ kind: "table" as const, columns: ["who", "role", "from", "until"], rows }] : [];
    return say([wordHolders(role, held), ...wordUnknown(role, providers)].join(" "), { blocks });
  },
});

function wordHolders(role: string | undefined, held: readonly { readonly person: Person }[]): string {
  const names = [...new Set(held.map(({ person }) => person.name))];
  if (role === undefined) return `${names.length} people have roles here.`;
  return names.length > 0 ? `${role}: ${names.join(", ")}.` : `Nobody has the role ${role} now.`;
}

/** Groups of which nobody can say who is in them. */
const wordUnknown = (role: string | undefined, { roles }: Providers): string[] =>
  roles
    .groups()
    .filter((group) => !group.known && (role === undefined || group.role === role))
    .map(({ role: one, platform, group, failed }) => {
      const why = failed === null ? "it has not been read yet" : failed;
      return `Who is in ${platform}:${group}, which gives ${one}, is not known: ${why}.`;
    });

export const roleGrant = defineDeed({
  name: "role.grant",
  summary: "Give somebody else a role, for a while or until it is taken back",
  effect: "write",
  governed: true,
  input: z.strictObject({ person: name, role: name, for: duration("5m", "90d").optional() }),
  positional: ["person", "role", "for"],
  examples: ["role.grant bob sre for=8h"],
  frames: wording.roleGrant,
  resources: () => site,
  plan: async ({ person: who, role, for: length }, { person: requester, providers }) => {
    const person = await providers.roles.person(who);
    providers.roles.mustExist(role);
    if (person.id === requester.id) throw problem("OWN_ROLE", {});
    const lasting = holdingsOf(person).find((holding) => holding.role === role && holding.until === undefined);
    if (lasting) throw problem("NOTHING_TO_DO", { what: `${person.name} has the role ${role} already.` });
    const span = length === undefined ? "" : ` for ${length}`;
    const others = person.roles.filter((one) => one !== role);
    return {
      sentence: `Give ${person.name} the role ${role}${span === "" ? " until it is taken back" : `${span}, counted from when this is carried out`}`,
      effect: "write",
      resources: site,
      changes: [
        {
          kind: "update",
          subject: `roles of ${person.id}`,
          before: wordRoles(person),
          after: [...others, `${role}${span}`].join(", "),
        },
        ...(providers.rights?.diff(person, { ...person, roles: [...others, role] }) ?? []),
      ],
      facts: { person: person.id, role, self: false, lasting: length === undefined },
      undo: `role.revoke person=${person.id} role=${role}`,
      inverse: { action: "role.revoke", params: { person: person.id, role } },
      excludes: [person.id],
      checked: true,
      data: { person: person.id, role, seconds: length === undefined ? null : (secondsIn(length) ?? null) },
    };
  },
  apply: async (plan, { effect, providers, request }) => {
    const { person: id, role, seconds } = granted.parse(plan.data);
    const person = await providers.roles.person(id);
    await effect({
      key: `${id}/${role}`,
      retry: "idempotent",
      run: () => providers.roles.grant(person, role, seconds, request).then(() => null),
    });
    return { state: "done", summary: `${person.name} has the role ${role} now`, changes: plan.changes };
  },
});

const granted = z.object({ person: z.string(), role: z.string(), seconds: z.number().nullable() });

export const roleRevoke = defineDeed({
  name: "role.revoke",
  summary: "Take a role back that was given by a request",
  effect: "write",
  governed: true,
  input: z.strictObject({ person: name, role: name }),
  positional: ["person", "role"],
  examples: ["role.revoke bob sre"],
  frames: wording.roleRevoke,
  resources: () => site,
  plan: async ({ person: who, role }, { person: requester, providers }) => {
    const person = await providers.roles.person(who);
    const sources = holdingsOf(person).filter((holding) => holding.role === role);
    const other = sources.find(({ from }) => from !== "grant");
    if (sources.length === 0)
      throw problem("NOTHING_TO_DO", { what: `${person.name} does not have the role ${role}.` });
    if (other) throw problem("ROLE_FIXED", { name: person.name, role, from: wordSource(other.from) });
    const left = { ...person, roles: person.roles.filter((one) => one !== role) };
    return {
      sentence: `Take the role ${role} back from ${person.name}`,
      effect: "write",
      resources: site,
      changes: [
        { kind: "update", subject: `roles of ${person.id}`, before: wordRoles(person), after: wordRoles(left) },
        ...(providers.rights?.diff(person, left) ?? []),
      ],
      facts: { person: person.id, role, self: person.id === requester.id },
      undo: `role.grant person=${person.id} role=${role}`,
      inverse: { action: "role.grant", params: { person: person.id, role } },
      // Whoever loses it has no say in it either.
      excludes: [person.id],
      checked: true,
      data: { person: person.id, role },
    };
  },
  apply: async (plan, { effect, providers, request }) => {
    const { person: id, role } = revoked.parse(plan.data);
    const person = await providers.roles.person(id);
    await effect({
      key: `${id}/${role}`,
      retry: "idempotent",
      run: () => providers.roles.revoke(person, role, request).then(() => null),
    });
    return { state: "done", summary: `${person.name} no longer has the role ${role}`, changes: plan.changes };
  },
});

const wordSource = (from: string): string =>
  from === "configuration" || from === "fallback" ? "the configuration" : `the group ${from}`;

const revoked = z.object({ person: z.string(), role: z.string() });
