/** What actions may know of and do to requests: the provider behind job.status, job.cancel, job.reason and job.narrow. */
import type { Parts } from "./bot.ts";
import { end, wayToEnd } from "./end.ts";
import type { Place } from "./message.ts";
import { narrow, narrowed } from "./narrow.ts";
import type { Person } from "./people.ts";
import { problem } from "./problem.ts";
import type { Requests } from "./providers/requests.ts";
import type { Request } from "./request.ts";
import { insistOnReason } from "./reason.ts";
import { maySee } from "./sight.ts";
import { keyOfCard } from "./store/outbox.ts";
import * as store from "./store/requests.ts";
import * as waiting from "./store/waiting.ts";

const page = 100;

/**
 * The newest that this person may see, as if there were no others: however many those are, nothing tells. `limit` at
 * most, out of the last thousand.
 */
export async function listFor(
  parts: Pick<Parts, "db" | "policies" | "circumstances">,
  person: Person,
  place: Place,
  limit: number,
): Promise<Request[]> {
  const seen: Request[] = [];
  for (let offset = 0; offset < 1000 && seen.length < limit; offset += page) {
    const some = await store.list(parts.db, page, offset);
    seen.push(...some.filter((request) => maySee(parts, person, request, place)));
    if (some.length < page) break;
  }
  return seen.slice(0, limit);
}

/** `interrupt` stops what runs in this process; a runner elsewhere learns of it when it renews its lease. */
export function createRequests(parts: () => Parts, interrupt: (id: string) => void): Requests {
  const get: Requests["get"] = async (id, person, place) => {
    const request = await store.get(parts().db, id);
    return request && maySee(parts(), person, request, place) ? request : null;
  };
  return {
    list: (limit, person, place) => listFor(parts(), person, place, limit),
    inThread: async (place, person) => {
      const asked = await store.askedIn(parts().db, place);
      return asked.filter((request) => maySee(parts(), person, request, place));
    },
    get,
    mayCancel: async (request, person) => wayToEnd(request, person, await parts().roster.now(parts().db)),
    cancel: async (id, person) => {
      const { db, roster, delivery } = parts();
      const outcome = await db.transaction().execute(async (trx) => end(trx, id, person, null, await roster.now(trx)));
      delivery.wake(keyOfCard(id));
      if (outcome === "ended") return `${id} is withdrawn`;
      interrupt(id);
      return `${id} has been told to stop`;
    },
    explain: async (id, person, reason) => {
      const { db, delivery } = parts();
      await db.transaction().execute(async (trx) => {
        const request = await store.lock(trx, id);
        if (!request) throw problem("UNKNOWN_REQUEST", { id });
        if (request.requester !== person.id)
          throw problem("NOT_YOURS", { who: request.requester, what: "say why this is wanted" });
        insistOnReason(reason, request.terms);
        const { action, digest } = request;
        const entry = {
          event: "reasoned",
          person: person.id,
          account: null,
          request: id,
          action,
          digest,
          because: reason,
        } as const;
        if (!(await waiting.explain(trx, request, reason, entry))) throw problem("CLOSED", { state: request.state });
      });
      delivery.wake(keyOfCard(id));
    },
    narrowed: async (id, person, place, set) => {
      if (!(await get(id, person, place))) throw problem("UNKNOWN_REQUEST", { id });
      return narrowed(parts(), id, person, set);
    },
    narrow: async (id, person, set) => narrow(parts(), id, person, set, null),
  };
}
