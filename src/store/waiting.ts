/** What may become of a request while it waits: it is explained, made smaller, reminded of, and others are asked. */
import { sql } from "kysely";
import type { AuditEntry } from "../audit.ts";
import type { Request } from "../request.ts";
import type { Db, Trx } from "./database.ts";
import { noted, storable } from "./requests.ts";

const now = sql<Date>`clock_timestamp()`;

type Waiting = Pick<Request, "id" | "place" | "action" | "digest">;

/** Requests that have been met with silence for as long as their terms bear; from now on they have been reminded of. */
export async function toRemind(trx: Trx): Promise<string[]> {
  const rows = await trx
    .updateTable("requests")
    .set({ reminded_at: now })
    .where("state", "=", "waiting")
    .where(
      sql<boolean>`coalesce(reminded_at, created_at) + make_interval(secs => (terms ->> 'remind')::double precision)
        <= clock_timestamp()`,
    )
    .returning("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Requests that others may answer by now, since nobody has. */
export async function toEscalate(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom("requests")
    .select("id")
    .where("state", "=", "waiting")
    .where("escalated_at", "is", null)
    .where(
      sql<boolean>`created_at + make_interval(secs => (terms -> 'escalate' ->> 'after')::double precision)
        <= clock_timestamp()`,
    )
    .limit(100)
    .execute();
  return rows.map(({ id }) => id);
}

/** Other needs from now on, once: false if that has been done. */
export async function escalate(
  trx: Trx,
  request: Waiting,
  needs: Request["needs"],
  entry: AuditEntry,
): Promise<boolean> {
  const changed = await trx
    .updateTable("requests")
    .set({ needs: JSON.stringify(needs), escalated_at: now })
    .where("id", "=", request.id)
    .where("state", "=", "waiting")
    .where("escalated_at", "is", null)
    .executeTakeFirst();
  return noted(trx, request, changed, entry);
}

/** Why its requester wants it. False if nobody can be asked to agree any more. */
export async function explain(trx: Trx, request: Waiting, reason: string, entry: AuditEntry): Promise<boolean> {
  const changed = await trx
    .updateTable("requests")
    .set({ reason: storable(reason) })
    .where("id", "=", request.id)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  return noted(trx, request, changed, entry);
}

/** Another, smaller plan in the place of the one with this digest. False if that is not what waits there any more. */
export async function narrow(
  trx: Trx,
  request: Waiting,
  to: Pick<Request, "input" | "plan" | "digest" | "policyVersion" | "policies" | "needs" | "terms">,
  entry: AuditEntry,
): Promise<boolean> {
  const changed = await trx
    .updateTable("requests")
    .set({
      input: JSON.stringify(to.input),
      plan: JSON.stringify(to.plan),
      digest: to.digest,
      policy_version: to.policyVersion,
      policies: JSON.stringify(to.policies),
      needs: JSON.stringify(to.needs),
      terms: JSON.stringify(to.terms),
      // Whoever may answer as well may answer this one, too: the needs are new ones.
      escalated_at: null,
    })
    .where("id", "=", request.id)
    .where("state", "=", "waiting")
    .where("digest", "=", request.digest)
    .executeTakeFirst();
  return noted(trx, request, changed, entry);
}
