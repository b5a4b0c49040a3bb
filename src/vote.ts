/** One person's yes or no, under the request's row lock: no read-then-write, so no two outcomes. */
import { answerers, mayAnswer, openNeeds, wordNeeds } from "./approval.ts";
import { wordAccount, type Click } from "./message.ts";
import type { People, Person } from "./people.ts";
import { problem } from "./problem.ts";
import { insistOnReason, owesReason } from "./reason.ts";
import type { Request } from "./request.ts";
import type { Trx } from "./store/database.ts";
import { append } from "./store/audit.ts";
import { redraw } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";

/** Names of the people who could still fill a need of this request. */
export function whoMay(request: Request, people: People): string {
  const names = answerers(request, people).map((person) => person.name);
  return names.length > 0 ? names.join(" or ") : "Nobody here";
}

type Outcome = "voted" | "queued" | "ended";

/** A click with this verdict. */
type Clicked<V extends Click["verdict"]> = Click & { readonly verdict: V };

const entryOf = (request: Request, person: Person, click: Click) => ({
  person: person.id,
  account: wordAccount(click.account),
  request: request.id,
  action: request.action,
  digest: request.digest,
  ...(click.reason ? { because: click.reason } : {}),
});

/**
 * Records the vote and moves the request if it decides: one no ends it, the last needed yes queues it. Throws Problem
 * UNKNOWN_REQUEST, CLOSED, PLAN_CHANGED, OWN_REQUEST, NOT_AN_APPROVER, REASON_NEEDED, REASON_OWED or ALREADY_VOTED; then
 * nothing is written.
 */
export async function recordVote(
  trx: Trx,
  click: Clicked<"approve" | "deny">,
  person: Person,
  people: People,
): Promise<Outcome> {
  const request = await requests.lock(trx, click.request);
  if (!request) throw problem("UNKNOWN_REQUEST", { id: click.request });
  const earlier = request.approvals.find((vote) => vote.person === person.id && vote.digest === request.digest);
  // The same answer again (a double click, a redelivery) is no mistake, and changes nothing of its own.
  if (earlier?.verdict === click.verdict) return request.expired ? "voted" : settle(trx, request, people);
  if (request.state !== "waiting") throw problem("CLOSED", { state: request.state });
  if (request.expired) {
    await expire(trx, request);
    return "ended";
  }
  if (click.digest.length < 8 || !request.digest.startsWith(click.digest)) throw problem("PLAN_CHANGED", {});
  const who = whoMay(request, people);
  if (person.id === request.requester) throw problem("OWN_REQUEST", { who });
  if (!mayAnswer(request, request.needs, person)) {
    throw problem("NOT_AN_APPROVER", { needs: wordNeeds(request.needs), who });
  }
  if (click.verdict === "approve") {
    if (owesReason(request)) {
      throw problem("REASON_OWED", { who: people.get(request.requester)?.name ?? request.requester, id: request.id });
    }
    if (request.terms.reason?.includes("approver")) insistOnReason(click.reason, request.terms);
  }
  const vote = {
    person: person.id,
    account: wordAccount(click.account),
    verdict: click.verdict,
    reason: click.reason ?? null,
    digest: request.digest,
  };
  if (!(await requests.vote(trx, request.id, vote))) throw problem("ALREADY_VOTED", {});

  const entry = entryOf(request, person, click);
  if (click.verdict === "deny") {
    const because = `${person.name} said no${click.reason ? `: ${click.reason}` : ""}`;
    await requests.move(trx, request, "deny", { event: "denied", ...entry }, { because });
    return "ended";
  }
  const open = openNeeds({ ...request, approvals: [...request.approvals, { ...vote, at: "" }] }, people);
  if (open.length === 0) {
    const { valid = null } = request.terms;
    await requests.move(trx, request, "approve", { event: "approved", ...entry }, { valid });
    return "queued";
  }
  await append(trx, { event: "voted", ...entry });
  await redraw(trx, request.id, request.place);
  return "voted";
}

/**
 * Queues a request that waits though its needs are filled, since they or the people have changed after its last yes;
 * leaves any other alone.
 */
export async function settle(trx: Trx, request: Request, people: People): Promise<Outcome> {
  if (request.state !== "waiting" || openNeeds(request, people).length > 0) return "voted";
  const { id, action, digest, terms } = request;
  const because = "Its approvals suffice by now";
  const entry = { event: "approved", person: null, account: null, request: id, action, digest, because } as const;
  await requests.move(trx, request, "approve", entry, { valid: terms.valid ?? null });
  return "queued";
}

/**
 * Takes back one's own yes, as long as nothing runs. A request that was about to run waits again if it needed that yes.
 * Throws Problem UNKNOWN_REQUEST, CLOSED or NO_VOTE.
 */
export async function retractVote(
  trx: Trx,
  click: Clicked<"retract">,
  person: Person,
  people: People,
): Promise<Outcome> {
  const request = await requests.lock(trx, click.request);
  if (!request) throw problem("UNKNOWN_REQUEST", { id: click.request });
  if (request.state !== "waiting" && request.state !== "queued") throw problem("CLOSED", { state: request.state });
  if (!(await requests.retract(trx, request.id, person.id))) throw problem("NO_VOTE", {});
  const entry = { event: "retracted", ...entryOf(request, person, click) } as const;
  const approvals = request.approvals.filter((vote) => vote.person !== person.id);
  if (request.state === "queued" && openNeeds({ ...request, approvals }, people).length > 0) {
    await requests.move(trx, request, "retract", entry);
  } else {
    await append(trx, entry);
    await redraw(trx, request.id, request.place);
  }
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
