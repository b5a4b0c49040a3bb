/**
 * To narrow a request: whoever may answer it takes something away before they agree. The smaller plan has a digest of its
 * own, so every yes to the larger one is void. What is not less than what was asked for is a request of one's own.
 */
import { mayAnswer, wordNeeds } from "./approval.ts";
import type { Parts } from "./bot.ts";
import { readInput } from "./catalog.ts";
import { commandOf } from "./command.ts";
import { decideAgain } from "./decide.ts";
import type { Person } from "./people.ts";
import { digest, narrower, type Plan } from "./plan.ts";
import { problem } from "./problem.ts";
import type { Request } from "./request.ts";
import { keyOfCard } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";
import * as waiting from "./store/waiting.ts";
import { whoMay } from "./vote.ts";

export type Set = Readonly<Record<string, unknown>>;

export interface Narrowed {
  readonly request: Request;
  readonly to: Pick<Request, "input" | "plan" | "digest" | "policyVersion" | "policies" | "needs" | "terms">;
}

/**
 * What it would become with these parameters. Read-only. Throws Problem UNKNOWN_REQUEST, CLOSED, NOT_AN_APPROVER, WIDER,
 * NOT_ALLOWED, BAD_INPUT and what planning throws.
 */
export async function narrowed(parts: Parts, id: string, person: Person, set: Set): Promise<Narrowed> {
  const { db, catalog, roster, policies, inventory, providers, limits } = parts;
  const request = await requests.get(db, id);
  if (!request) throw problem("UNKNOWN_REQUEST", { id });
  if (request.state !== "waiting") throw problem("CLOSED", { state: request.state });
  const people = await roster.now(db);
  if (!mayAnswer(request, request.needs, person)) {
    throw problem("NOT_AN_APPROVER", { needs: wordNeeds(request.needs), who: whoMay(request, people) });
  }
  const requester = people.get(request.requester);
  if (!requester) throw problem("UNKNOWN_PERSON", { name: request.requester });
  const action = catalog.get(request.action);
  if (action.kind === "read") throw new Error(`${action.name} has nothing to make smaller`);
  const input = readInput(action, { ...request.input, ...listed(request.input, set) });
  const { place } = request;
  const signal = AbortSignal.timeout(limits.run_for * 1000);
  const plan = await action.plan(input, { person: requester, place, inventory, providers, signal });
  const why = narrower(request.plan, plan);
  if (why !== null) throw problem("WIDER", { why, command: commandOf(action.name, input) });
  const policy = policies.now();
  const wanted = { person: requester, place, action: action.name, input, plan };
  const decision = await decideAgain(parts, db, policy, request, wanted, new Date());
  if (decision === null) throw problem("NOT_ALLOWED", { because: "the glass that was broken for it is whole again" });
  if (decision.kind === "deny") throw problem("NOT_ALLOWED", { because: decision.because });
  return {
    request,
    to: {
      input,
      plan,
      digest: digest(action.name, input, plan, policy.version),
      policyVersion: policy.version,
      policies: decision.policies,
      // Where nobody would have had to agree to so little: whoever was asked is still asked.
      needs: decision.kind === "ask" ? decision.needs : request.needs,
      terms: decision.kind === "ask" ? (decision.terms ?? {}) : request.terms,
    },
  };
}

/** "web-1,web-2" for a parameter that holds a list. */
const listed = (input: Request["input"], set: Set): Set =>
  Object.fromEntries(
    Object.entries(set).map(([name, value]) => [
      name,
      Array.isArray(input[name]) && typeof value === "string" ? value.split(",") : value,
    ]),
  );

/** Makes it smaller. Throws what `narrowed` throws, and Problem PLAN_CHANGED if it waits with another plan by now. */
export async function narrow(
  parts: Parts,
  id: string,
  person: Person,
  set: Set,
  account: string | null,
): Promise<Plan> {
  const { request, to } = await narrowed(parts, id, person, set);
  const entry = {
    event: "narrowed",
    person: person.id,
    account,
    request: id,
    action: request.action,
    digest: to.digest,
    because: `${request.digest.slice(0, 8)} became ${to.digest.slice(0, 8)}: ${to.plan.sentence}`,
    policies: to.policies,
    policyVersion: to.policyVersion,
  } as const;
  const done = await parts.db.transaction().execute((trx) => waiting.narrow(trx, request, to, entry));
  if (!done) throw problem("PLAN_CHANGED", {});
  parts.delivery.wake(keyOfCard(id));
  return to.plan;
}
