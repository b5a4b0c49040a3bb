/** One person's yes or no, under the request's row lock: no read-then-write, so no two outcomes. */
import { openNeeds, wordNeeds } from "./approval.ts";
import { wordAccount, type Click } from "./message.ts";
import type { People, Person } from "./people.ts";
import { problem } from "./problem.ts";
import type { Request } from "./request.ts";
import type { Trx } from "./store/database.ts";
import { append } from "./store/audit.ts";
import { redraw } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";

/** Names of the people who could still fill a need of this request. */
export function whoMay(request: Request, people: People): string {
  const open = openNeeds(request.needs, request.approvals, request.requester, request.digest, people);
  const names = people
    .all()
    .filter((person) => person.id !== request.requester && open.some((need) => person.roles.includes(need.role)))
    .map((person) => person.name);
  return names.length > 0 ? names.join(" or ") : "Nobody here";
}

/**
 * Records the vote and moves the request if it decides: one no ends it, the last needed yes queues it. Throws Problem
 * UNKNOWN_REQUEST, CLOSED, PLAN_CHANGED, OWN_REQUEST, NOT_AN_APPROVER or ALREADY_VOTED; then nothing is written.
 */
export async function recordVote(
  trx: Trx,
  click: Click & { readonly verdict: "approve" | "deny" },
  person: Person,
  people: People,
): Promise<"voted" | "queued" | "ended"> {
  const request = await requests.lock(trx, click.request);
  if (!request) throw problem("UNKNOWN_REQUEST", { id: click.request });
  const earlier = request.approvals.find((vote) => vote.person === person.id);
  // The same answer again (a double click, a redelivery) changes nothing and is no mistake.
  if (earlier?.verdict === click.verdict) return "voted";
  if (request.state !== "waiting") throw problem("CLOSED", { state: request.state });
  if (request.expired) {
    await expire(trx, request);
    return "ended";
  }
  if (click.digest.length < 8 || !request.digest.startsWith(click.digest)) throw problem("PLAN_CHANGED", {});
  if (person.id === request.requester) throw problem("OWN_REQUEST", { who: whoMay(request, people) });
  if (!request.needs.some((need) => person.roles.includes(need.role))) {
    throw problem("NOT_AN_APPROVER", { needs: wordNeeds(request.needs), who: whoMay(request, people) });
  }
  const account = wordAccount(click.account);
  const vote = {
    person: person.id,
    account,
    verdict: click.verdict,
    reason: click.reason ?? null,
    digest: request.digest,
  };
  if (!(await requests.vote(trx, request.id, vote))) throw problem("ALREADY_VOTED", {});

  const entry = {
    person: person.id,
    account,
    request: request.id,
    action: request.action,
    digest: request.digest,
    ...(click.reason ? { because: click.reason } : {}),
  };
  if (click.verdict === "deny") {
    const because = `${person.name} said no${click.reason ? `: ${click.reason}` : ""}`;
    await requests.move(trx, request, "deny", { event: "denied", ...entry }, { because });
    return "ended";
  }
  const votes = [...request.approvals, { ...vote, at: "" }];
  const open = openNeeds(request.needs, votes, request.requester, request.digest, people);
  if (open.length === 0) {
    await requests.move(trx, request, "approve", { event: "approved", ...entry });
    return "queued";
  }
  await append(trx, { event: "voted", ...entry });
  await redraw(trx, request.id, request.place);
  return "voted";
}

/** Silence is no yes: ends a request that nobody answered in time. */
export async function expire(trx: Trx, request: Pick<Request, "id" | "place" | "action" | "digest">): Promise<boolean> {
  const { id, action, digest } = request;
  return requests.move(
    trx,
    request,
    "expire",
    { event: "expired", person: null, account: null, request: id, action, digest },
    { because: "Nobody answered in time" },
  );
}
