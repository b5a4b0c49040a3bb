/** delegation.*: who answers for whom. A delegate answers with what the other has; it gives them no right to ask. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import type { Delegation } from "../../src/people.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import { say } from "../../src/reply.ts";
import { wordTime } from "../roles.ts";
import { momentOf, until } from "../until.ts";
import { atLeastOne, atMostOne, duration, name, secondsIn } from "../values.ts";
import * as wording from "../wording/delegation.ts";

const delegations: readonly Resource[] = [{ kind: "site", id: "delegations" }];
/** Nobody is stood in for much longer than they are away. Seconds. */
const longest = 60 * 86_400;

const wordOne = ({ delegate, role, until: ends }: Delegation): string =>
  `${delegate}${role === null ? "" : ` as ${role}`} until ${wordTime(ends)}`;

const wordAll = (all: readonly Delegation[]): string | null => all.map(wordOne).join(", ") || null;

export const delegationList = defineRead({
  name: "delegation.list",
  summary: "Show who answers for whom, and until when",
  input: z.strictObject({}),
  examples: ["delegation.list", "who stands in for whom?"],
  frames: wording.delegationList,
  resources: () => delegations,
  answer: async (_, { providers }) => {
    const all = await providers.delegations.all();
    if (all.length === 0) return say("Nobody answers for anybody else now.");
    const rows = all.map(({ person, delegate, role, until: ends }) => [
      delegate,
      person,
      role ?? "all roles",
      wordTime(ends),
    ]);
    const lines = all.map(({ person, delegate }) => `${delegate} for ${person}`);
    return say(`Who answers for whom: ${lines.join(", ")}.`, {
      blocks: [{ kind: "table", columns: ["who", "for", "as", "until"], rows }],
    });
  },
});

export const delegationSet = defineDeed({
  name: "delegation.set",
  summary: "Have somebody answer for you while you are away",
  effect: "write",
  input: z
    .strictObject({
      to: name,
      role: name.optional(),
      for: duration("5m", "60d").optional(),
      until: until.optional(),
    })
    .check(atLeastOne("for", "until"), atMostOne("for", "until")),
  positional: ["to"],
  examples: ["delegation.set cat until=friday", "delegation.set cat role=approver for=8h"],
  frames: wording.delegationSet,
  resources: () => delegations,
  plan: async ({ to, role = null, for: length, until: day }, { person, providers }) => {
    const delegate = await providers.roles.person(to);
    if (delegate.id === person.id) throw problem("NOTHING_TO_DO", { what: "You answer for yourself already." });
    if (role !== null && !person.roles.includes(role)) {
      throw problem("NOTHING_TO_DO", { what: `You do not have the role ${role} to lend.` });
    }
    const now = new Date();
    const end = day === undefined ? null : momentOf(day, now);
    const seconds = end ? (end.getTime() - now.getTime()) / 1000 : (secondsIn(length ?? "") ?? 0);
    if (seconds <= 0 || seconds > longest) {
      const why = seconds <= 0 ? "it is over already" : "it is more than 60 days ahead";
      throw problem("BAD_INPUT", { action: "delegation.set", field: "until", why });
    }
    const ends = end ? `until ${wordTime(end.toISOString())}` : `for ${length}, counted from when this is carried out`;
    const given = (await providers.delegations.all()).filter((one) => one.person === person.id);
    const others = given.filter((one) => one.delegate !== delegate.id || one.role !== role);
    const as = role === null ? "" : ` as ${role}`;
    const fresh = `${delegate.id}${as} ${end ? ends : `for ${length}`}`;
    return {
      sentence: `Have ${delegate.name} answer for ${person.name}${as} ${ends}`,
      effect: "write",
      resources: delegations,
      changes: [
        {
          kind: "update",
          subject: `who answers for ${person.id}`,
          before: wordAll(given),
          after: [...others.map(wordOne), fresh].join(", "),
        },
      ],
      facts: { person: person.id, to: delegate.id, role: role ?? "", own: true },
      undo: `delegation.end to=${delegate.id}`,
      inverse: { action: "delegation.end", params: { to: delegate.id } },
      excludes: [delegate.id],
      checked: true,
      data: { to: delegate.id, role, ends: end ? end.toISOString() : seconds },
    };
  },
  apply: async (plan, { effect, person, providers, request }) => {
    const { to, role, ends } = setData.parse(plan.data);
    await effect({
      key: to,
      retry: "idempotent",
      run: () => providers.delegations.set(person, to, role, ends, request).then(() => null),
    });
    return { state: "done", summary: `${to} may answer for ${person.name} now`, changes: plan.changes };
  },
});

const setData = z.object({ to: z.string(), role: z.string().nullable(), ends: z.union([z.number(), z.string()]) });

export const delegationEnd = defineDeed({
  name: "delegation.end",
  summary: "Answer for yourself again",
  effect: "write",
  input: z.strictObject({ to: name.optional() }),
  positional: ["to"],
  examples: ["delegation.end", "delegation.end cat"],
  frames: wording.delegationEnd,
  resources: () => delegations,
  plan: async ({ to }, { person, providers }) => {
    const delegate = to === undefined ? null : (await providers.roles.person(to)).id;
    const given = (await providers.delegations.all()).filter((one) => one.person === person.id);
    const left = given.filter((one) => delegate !== null && one.delegate !== delegate);
    if (left.length === given.length) throw problem("NOTHING_TO_DO", { what: "Nobody answers for you there." });
    return {
      sentence:
        delegate === null
          ? `Let nobody answer for ${person.name}`
          : `Let ${delegate} no longer answer for ${person.name}`,
      effect: "write",
      resources: delegations,
      changes: [
        { kind: "update", subject: `who answers for ${person.id}`, before: wordAll(given), after: wordAll(left) },
      ],
      facts: { person: person.id, own: true },
      undo: "delegation.set says so again.",
      inverse: null,
      checked: true,
      data: { to: delegate },
    };
  },
  apply: async (plan, { effect, person, providers, request }) => {
    const { to } = endData.parse(plan.data);
    await effect({
      key: to ?? "all",
      retry: "idempotent",
      run: () => providers.delegations.end(person, to, request).then(() => null),
    });
    return {
      state: "done",
      summary: `${to ?? "Nobody"} ${to === null ? "answers" : "no longer answers"} for ${person.name} now`,
      changes: plan.changes,
    };
  },
});

const endData = z.object({ to: z.string().nullable() });
