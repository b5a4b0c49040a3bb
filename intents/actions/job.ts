/** job.status and job.cancel: the requests of this site, and how to end one. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import { problem } from "../../src/problem.ts";
import { say } from "../../src/reply.ts";
import { rests } from "../../src/request.ts";
import * as wording from "../wording/job.ts";

const shown = 15;

export const jobStatus = defineRead({
  name: "job.status",
  summary: "Show the newest requests, or one of them",
  input: z.strictObject({ job: z.string().optional() }),
  positional: ["job"],
  examples: ["job.status", "what is running?", "show the last requests"],
  frames: wording.jobStatus,
  resources: ({ job }) => [{ kind: "request", id: job ?? "all" }],
  answer: async ({ job }, { person, place, providers }) => {
    if (job === undefined) {
      const newest = await providers.requests.list(shown, person, place);
      if (newest.length === 0) return say("Nothing has been asked for yet.");
      const moving = newest.filter((request) => !rests(request.state)).length;
      const rows = newest.map((request) => [request.id, request.state, request.requester, request.plan.sentence]);
      return say(`The newest ${newest.length} requests; ${moving} of them moving.`, {
        blocks: [{ kind: "table", columns: ["request", "state", "asked by", "what"], rows }],
      });
    }
    const request = await providers.requests.get(job, person, place);
    if (!request) throw problem("UNKNOWN_REQUEST", { id: job });
    const because = request.because ? ` (${request.because})` : "";
    return say(`${request.id} is ${request.state}${because}: ${request.plan.sentence}`, {
      blocks: request.receipt ? [{ kind: "text", text: request.receipt.summary }] : [],
    });
  },
});

export const jobCancel = defineDeed({
  name: "job.cancel",
  summary: "Withdraw a request of yours, or stop one that runs",
  effect: "write",
  input: z.strictObject({ job: z.string() }),
  positional: ["job"],
  examples: ["job.cancel r-8KQ2ZC7M", "cancel request r-8KQ2ZC7M"],
  frames: wording.jobCancel,
  resources: ({ job }) => [{ kind: "request", id: job }],
  plan: async ({ job }, { providers, person, place }) => {
    const request = await providers.requests.get(job, person, place);
    if (!request) throw problem("UNKNOWN_REQUEST", { id: job });
    const after = await providers.requests.mayCancel(request, person);
    return {
      sentence: `End ${job} (${request.plan.sentence})`,
      effect: "write",
      resources: [{ kind: "request", id: job }],
      changes: [{ kind: "update", subject: job, before: request.state, after }],
      facts: { own: request.requester === person.id },
      undo: null,
      inverse: null,
      checked: true,
      data: { job },
    };
  },
  apply: async (plan, { effect, providers, person }) => {
    const [change] = plan.changes;
    if (!change) throw new Error("a plan to end a request names it");
    const summary = await effect({
      key: change.subject,
      // Ending what has ended is refused by the request's own table of moves.
      retry: "keyed",
      run: () => providers.requests.cancel(change.subject, person),
    });
    return { state: "done", summary, changes: plan.changes };
  },
});

export const jobReason = defineDeed({
  name: "job.reason",
  summary: "Say why you want what you asked for",
  effect: "write",
  input: z.strictObject({ job: z.string(), reason: z.string().trim().min(1).max(500) }),
  positional: ["job", "reason"],
  examples: ['job.reason r-8KQ2ZC7M reason="OPS-311 the disk is full"'],
  frames: [],
  resources: ({ job }) => [{ kind: "request", id: job }],
  plan: async ({ job, reason }, { providers, person, place }) => {
    const request = await providers.requests.get(job, person, place);
    if (!request) throw problem("UNKNOWN_REQUEST", { id: job });
    if (request.requester !== person.id)
      throw problem("NOT_YOURS", { who: request.requester, what: "say why this is wanted" });
    return {
      sentence: `Give the reason of ${job}: ${reason}`,
      effect: "write",
      resources: [{ kind: "request", id: job }],
      changes: [{ kind: "update", subject: job, before: request.reason, after: reason }],
      facts: { own: true },
      undo: null,
      inverse: null,
      checked: true,
      data: { job, reason },
    };
  },
  apply: async (plan, { effect, providers, person }) => {
    const { job, reason } = plan.data as { job: string; reason: string };
    await effect({ key: job, retry: "idempotent", run: () => providers.requests.explain(job, person, reason) });
    return { state: "done", summary: `${job} has its reason`, changes: plan.changes };
  },
});

export const jobNarrow = defineDeed({
  name: "job.narrow",
  summary: "Take something away from a request before you agree to it: fewer hosts, a shorter time",
  effect: "write",
  input: z.strictObject({
    job: z.string(),
    set: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
  positional: ["job"],
  examples: ["job.narrow r-8KQ2ZC7M set.targets=web-1"],
  frames: wording.jobNarrow,
  resources: ({ job }) => [{ kind: "request", id: job }],
  plan: async ({ job, set }, { providers, person, place }) => {
    const { request, to } = await providers.requests.narrowed(job, person, place, set);
    return {
      sentence: `Narrow ${job} to: ${to.plan.sentence}`,
      effect: "write",
      resources: [{ kind: "request", id: job }],
      changes: [{ kind: "update", subject: job, before: request.plan.sentence, after: to.plan.sentence }],
      facts: { own: false },
      undo: null,
      inverse: null,
      checked: true,
      data: { job, set, digest: to.digest },
    };
  },
  apply: async (plan, { effect, providers, person }) => {
    const { job, set } = plan.data as { job: string; set: Record<string, string> };
    const summary = await effect({
      key: job,
      // What is as small already is not smaller: a second time is refused.
      retry: "keyed",
      run: async () => (await providers.requests.narrow(job, person, set)).sentence,
    });
    return { state: "done", summary: `${job} is now: ${summary}`, changes: plan.changes };
  },
});
