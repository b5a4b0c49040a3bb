/** Ending a request early: its requester withdraws it before it runs, or somebody entitled stops it while it runs. */
import { mayAnswer } from "./approval.ts";
import type { People, Person } from "./people.ts";
import { problem } from "./problem.ts";
import type { Request } from "./request.ts";
import { append } from "./store/audit.ts";
import type { Trx } from "./store/database.ts";
import * as requests from "./store/requests.ts";

/** What ending this request now would be. Throws Problem NOT_YOURS or CLOSED. */
export function wayToEnd(request: Request, person: Person, people: People): "withdrawn" | "cancelled" {
  const own = person.id === request.requester;
  const who = people.get(request.requester)?.name ?? request.requester;
  if (request.state === "running") {
    const voted = request.approvals.some((vote) => vote.person === person.id);
    if (own || voted || mayAnswer(request, request.needs, person)) return "cancelled";
    throw problem("NOT_YOURS", { who, what: "withdraw this request" });
  }
  if (request.state !== "waiting" && request.state !== "queued") throw problem("CLOSED", { state: request.state });
  if (!own) throw problem("NOT_YOURS", { who, what: "withdraw this request" });
  return "withdrawn";
}

/**
 * "ended": it was waiting or queued and is withdrawn. "stopping": it runs and its runner has been asked to stop.
 * Throws Problem UNKNOWN_REQUEST, NOT_YOURS or CLOSED.
 */
export async function end(
  trx: Trx,
  id: string,
  person: Person,
  account: string | null,
  people: People,
): Promise<"ended" | "stopping"> {
  const request = await requests.lock(trx, id);
  if (!request) throw problem("UNKNOWN_REQUEST", { id });
  const entry = { person: person.id, account, request: id, action: request.action, digest: request.digest };
  if (wayToEnd(request, person, people) === "cancelled") {
    await requests.askToStop(trx, id, person.id);
    await append(trx, { event: "stop-asked", ...entry });
    return "stopping";
  }
  await requests.move(
    trx,
    request,
    "withdraw",
    { event: "withdrawn", ...entry },
    { because: `${person.name} withdrew it` },
  );
  return "ended";
}
