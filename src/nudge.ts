/** Nudges: what is done about silence. Whoever may answer is reminded, others are asked, an overdue review is cried out. */
import { answerers, openNeeds, wordNeeds } from "./approval.ts";
import type { Parts } from "./bot.ts";
import { notify, placesOf } from "./notice.ts";
import type { Request } from "./request.ts";
import { append } from "./store/audit.ts";
import * as glasses from "./store/glasses.ts";
import { keyOfCard } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";
import * as waiting from "./store/waiting.ts";
import { settle } from "./vote.ts";

type Nudging = Pick<Parts, "db" | "roster" | "announce" | "delivery">;

const entryOf = ({ id, action, digest }: Request) => ({ person: null, account: null, request: id, action, digest });

const wakeAll = ({ delivery }: Nudging, keys: readonly string[]): void => keys.forEach((key) => delivery.wake(key));

/** Says in the request's own thread, and wherever its terms say, that it still waits. */
export async function remind(parts: Nudging): Promise<void> {
  const told = await parts.db.transaction().execute(async (trx) => {
    const keys: string[] = [];
    const due = await waiting.toRemind(trx);
    if (due.length === 0) return keys;
    const people = await parts.roster.now(trx);
    const at = await requests.clock(trx);
    for (const id of due) {
      const request = await requests.get(trx, id);
      if (!request) continue;
      const open = wordNeeds(openNeeds(request, people));
      const names = answerers(request, people).map(({ name }) => name);
      const who = names.length > 0 ? ` ${names.join(" or ")} may answer.` : "";
      const places = [request.place, ...placesOf(request.terms.notify ?? [], people, request.place)];
      const text = `Still waiting for ${open}: ${request.plan.sentence} (${id}).${who}`;
      keys.push(...(await notify(trx, `remind:${id}:${at}`, places, text)));
      await append(trx, { event: "reminded", ...entryOf(request) });
    }
    return keys;
  });
  wakeAll(parts, told);
}

/** Lets people with the role that its terms name answer as well, and tells them. */
export async function escalate(parts: Nudging): Promise<void> {
  for (const id of await waiting.toEscalate(parts.db)) {
    const told = await parts.db.transaction().execute(async (trx) => {
      const request = await requests.lock(trx, id);
      const role = request?.terms.escalate?.role;
      // Whose time is up is ended, not asked about.
      if (!request || request.expired || role === undefined) return [];
      const needs = request.needs.map((need) => (need.role === role ? need : { ...need, or: role }));
      const entry = { event: "escalated", ...entryOf(request), because: `${role} may answer as well` } as const;
      if (!(await waiting.escalate(trx, request, needs, entry))) return [];
      const people = await parts.roster.now(trx);
      const places = [request.place, ...placesOf([role, ...(request.terms.notify ?? [])], people, request.place)];
      // Somebody who has said yes may have that role, too.
      await settle(trx, { ...request, needs }, people);
      const text = `Nobody has answered, so ${role} may answer as well: ${request.plan.sentence} (${id}).`;
      return [keyOfCard(id), ...(await notify(trx, `escalate:${id}`, places, text))];
    });
    wakeAll(parts, told);
  }
}

/** Once a day, for as long as it is not closed. */
export async function cryOut(parts: Nudging): Promise<void> {
  const told = await parts.db.transaction().execute(async (trx) => {
    const keys: string[] = [];
    const due = await glasses.toRemind(trx);
    if (due.length === 0) return keys;
    const people = await parts.roster.now(trx);
    const at = await requests.clock(trx);
    for (const id of due) {
      const glass = await glasses.get(trx, id);
      if (!glass) continue;
      const text = `The review of the broken glass ${id} (${glass.incident}) is overdue: until it is closed nobody can break another. Two people other than ${glass.person} say \`glass.review ${id} note=…\`.`;
      keys.push(...(await notify(trx, `glass:${id}:overdue:${at}`, placesOf(parts.announce, people), text)));
      await append(trx, { event: "review-overdue", person: null, account: null, glass: id });
    }
    return keys;
  });
  wakeAll(parts, told);
}
