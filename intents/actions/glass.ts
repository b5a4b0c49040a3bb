/** glass.*: to act without the yes of others in an emergency, and to look at it afterwards. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import type { Resource } from "../../src/plan.ts";
import { say } from "../../src/reply.ts";
import { duration, secondsIn } from "../values.ts";
import * as wording from "../wording/glass.ts";

const site: Resource = { kind: "site", id: "glass" };
const sentence = z.string().trim().min(10, "must be at least 10 characters").max(500);
const glassId = z.string().regex(/^g-[0-9A-F]{8}$/, "must be the name of a broken glass like g-8A2F01C7");

export const glassBreak = defineDeed({
  name: "glass.break",
  summary: "In an emergency: act without the yes of others for a short while, in front of everybody",
  effect: "write",
  input: z.strictObject({
    incident: z
      .string()
      .trim()
      .regex(/^[\w#./-]{2,60}$/, "must be the incident's id, like INC-1042"),
    reason: sentence,
    for: duration("1m", "1h").default("30m"),
  }),
  positional: ["incident"],
  examples: ['glass.break INC-1042 reason="checkout is down and nobody answers"'],
  // By its exact command alone: nobody breaks a glass by a turn of phrase.
  frames: [],
  resources: () => [site],
  plan: async ({ incident, reason, for: long }, { person, providers }) => {
    await providers.glasses.mayBreak(person);
    return {
      sentence: `Break the glass for ${incident}, for ${long}: ${reason}`,
      effect: "write",
      resources: [site],
      changes: [
        {
          kind: "update",
          subject: `what ${person.name} may do`,
          before: "with the yes of others",
          after: `without, for ${long}`,
        },
      ],
      facts: { incident, lasts: secondsIn(long) ?? 0 },
      undo: "glass.mend ends it before its time; two others review it within a day either way",
      inverse: { action: "glass.mend", params: {} },
      checked: true,
      data: { incident, reason, lasts: secondsIn(long) ?? 0 },
    };
  },
  apply: async (plan, { effect, person, providers, request }) => {
    const { incident, reason, lasts } = plan.data as { incident: string; reason: string; lasts: number };
    const id = await effect({
      key: "glass",
      // The glass bears the request's id: the same request finds the one that it broke.
      retry: "keyed",
      run: () => providers.glasses.break({ person, incident, reason, request, lasts }),
    });
    return { state: "done", summary: `The glass is broken: ${id}, for ${incident}`, changes: plan.changes };
  },
});

export const glassMend = defineDeed({
  name: "glass.mend",
  summary: "End your broken glass before its time",
  effect: "write",
  input: z.strictObject({}),
  examples: ["glass.mend"],
  frames: wording.glassMend,
  resources: () => [site],
  plan: async (_input, { person, providers }) => {
    const id = await providers.glasses.mine(person);
    return {
      sentence: `Mend the glass ${id}`,
      effect: "write",
      resources: [site],
      changes: [{ kind: "update", subject: id, before: "broken", after: "whole" }],
      facts: {},
      undo: null,
      inverse: null,
      checked: true,
      data: null,
    };
  },
  apply: async (plan, { effect, person, providers }) => {
    const id = await effect({ key: "glass", retry: "keyed", run: () => providers.glasses.mend(person) });
    return { state: "done", summary: `The glass ${id} is whole again`, changes: plan.changes };
  },
});

export const glassReview = defineDeed({
  name: "glass.review",
  summary: "Say what you think of what was done under a broken glass",
  effect: "write",
  input: z.strictObject({ glass: glassId, note: sentence }),
  positional: ["glass", "note"],
  examples: ['glass.review g-8A2F01C7 note="the restart was right, the alert was late"'],
  frames: [],
  resources: () => [site],
  plan: async ({ glass, note }, { person, providers }) => {
    const { incident, reviews } = await providers.glasses.mayReview(glass, person);
    return {
      sentence: `Review the broken glass ${glass} (${incident}): ${note}`,
      effect: "write",
      resources: [site],
      changes: [
        { kind: "update", subject: glass, before: `${reviews.length} reviews`, after: `${reviews.length + 1} reviews` },
      ],
      facts: {},
      undo: null,
      inverse: null,
      checked: true,
      data: { glass, note },
    };
  },
  apply: async (plan, { effect, person, providers }) => {
    const { glass, note } = plan.data as { glass: string; note: string };
    const closed = await effect({
      key: "review",
      retry: "keyed",
      run: () => providers.glasses.review(glass, person, note),
    });
    const summary = closed ? `The review of ${glass} is closed` : `Your review of ${glass} is kept; one more is needed`;
    return { state: "done", summary, changes: plan.changes };
  },
});

export const glassList = defineRead({
  name: "glass.list",
  summary: "Show the broken glasses that nobody has finished reviewing",
  input: z.strictObject({}),
  examples: ["glass.list", "which glasses are broken?"],
  frames: wording.glassList,
  resources: () => [site],
  answer: async (_input, { person, place, providers }) => {
    const all = await providers.glasses.unreviewed();
    if (all.length === 0) return say("No glass is broken, and every review is closed.");
    const rows = await Promise.all(
      all.map(async ({ id, person: who, incident, over, overdue, reviewBy, reviews, requests }) => {
        const seen = await Promise.all(requests.map((request) => providers.requests.get(request, person, place)));
        const state = over ? (overdue ? "review overdue" : `review by ${reviewBy.slice(0, 16)}`) : "broken now";
        return [id, incident, who, state, `${reviews.length}`, seen.flatMap((one) => one?.id ?? []).join(", ")];
      }),
    );
    return say(`${all.length} broken or not yet reviewed.`, {
      blocks: [{ kind: "table", columns: ["glass", "incident", "by", "state", "reviews", "requests"], rows }],
    });
  },
});
