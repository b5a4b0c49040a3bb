/** policy.can, policy.why and policy.adopt: what the policies come to, why, and how changed ones come into force. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import { wordNeeds } from "../../src/approval.ts";
import { problem } from "../../src/problem.ts";
import { wordDecision, wordTerms } from "../../src/policy-words.ts";
import { say, type Block } from "../../src/reply.ts";

export const policyCan = defineRead({
  name: "policy.can",
  summary: "Say what would be decided if somebody asked for something, and by which policies; nothing happens",
  input: z.strictObject({
    person: z.string(),
    action: z.string(),
    /** The action's own parameters. */
    with: z.record(z.string(), z.unknown()).default({}),
  }),
  positional: ["person", "action"],
  examples: ["policy.can bob cache.purge with.zone=shop.example.test with.scope=everything"],
  frames: [],
  resources: () => [{ kind: "site", id: "policies" }],
  answer: async ({ person, action, with: params }, { providers, place }) => {
    const { decision, policies, who, assumed } = await providers.policies.can(person, action, params, place);
    const standing = providers.policies.standing();
    const rows = [
      ...(policies.length > 0 ? [["policies", policies.join(", ")]] : []),
      ...who.map(({ count, role, names }) => [
        `${count} of ${role}`,
        names.length > 0 ? names.join(" or ") : "nobody here could say yes",
      ]),
      ...(assumed.length > 0 ? [["assumed", assumed.join("; ")]] : []),
    ];
    const blocks: Block[] = [
      ...(rows.length > 0 ? [{ kind: "table", columns: ["", ""], rows } as const] : []),
      ...(standing === null ? [] : [{ kind: "text", text: standing } as const]),
    ];
    return say(`${person} asking for ${action} here and now: ${wordDecision(decision)}.`, { blocks });
  },
});

export const policyWhy = defineRead({
  name: "policy.why",
  summary: "Explain how a request was decided: the policies with file and line, and the yeses that it takes",
  input: z.strictObject({ request: z.string() }),
  positional: ["request"],
  examples: ["policy.why r-8KQ2ZC7M"],
  frames: [],
  resources: ({ request }) => [{ kind: "request", id: request }],
  answer: async ({ request: id }, { person, place, providers }) => {
    const request = await providers.requests.get(id, person, place);
    if (!request) throw problem("UNKNOWN_REQUEST", { id });
    const standing = await providers.policies.behind(request);
    const version = request.policyVersion.slice(0, 12);
    const because = request.because ? ` (${request.because})` : "";
    const needs = request.needs.length > 0 ? `It takes ${wordNeeds(request.needs)}` : "It takes nobody's yes";
    const terms = wordTerms(request.terms).map((term) => `; ${term}`);
    const rows = standing.map((policy) => [policy.id, policy.where ?? "its text was not kept"]);
    const texts = standing.flatMap(({ text }) => (text === null ? [] : [text]));
    return say(`${id} is ${request.state}${because}. ${needs}${terms.join("")}.`, {
      blocks: [
        rows.length > 0
          ? { kind: "table", columns: [`policy of version ${version}`, "stands in"], rows }
          : { kind: "text", text: `No policy of version ${version} allows it.` },
        ...(texts.length > 0 ? [{ kind: "code", text: texts.join("\n\n") } as const] : []),
      ],
    });
  },
});

const many = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? "" : "s"}`;

export const policyAdopt = defineDeed({
  name: "policy.adopt",
  summary: "Put the policies that lie in the folder in force",
  effect: "write",
  governed: true,
  input: z.strictObject({}),
  examples: ["policy.adopt"],
  frames: [],
  resources: () => [{ kind: "site", id: "policies" }],
  plan: async (_input, { providers }) => {
    const { folder, before, version, changes, policies, answers } = await providers.policies.pending();
    const what = `${many(policies, "changed rule")}, ${many(answers, "kind")} of question answered otherwise`;
    return {
      sentence: `Put the policies in ${folder} in force, version ${before.slice(0, 12)} → ${version.slice(0, 12)}: ${what}`,
      effect: "write",
      resources: [{ kind: "site", id: "policies" }],
      changes,
      facts: {},
      undo: "Put the files back as they were and say policy.adopt again",
      inverse: null,
      checked: true,
      data: { before, version },
    };
  },
  apply: async (plan, { effect, providers, person, request }) => {
    const { version } = plan.data as { version: string };
    await effect({
      key: "adopt",
      retry: "once",
      look: async () =>
        (await providers.policies.hasAdopted(request)) ? { happened: true, value: true } : { happened: false },
      run: async () => {
        await providers.policies.adopt(version, { person: person.id, request });
        return true;
      },
    });
    return { state: "done", summary: `Version ${version.slice(0, 12)} is in force.`, changes: plan.changes };
  },
});
