/**
 * Broken glasses: in an emergency somebody with that right acts without the yes of others, for a short while, in front of
 * everybody, and two others look at it afterwards. What was never looked at stands in the way of the next one.
 */
import type { Parts } from "./bot.ts";
import type { Glass } from "./glass.ts";
import { notify, placesOf } from "./notice.ts";
import type { Person } from "./people.ts";
import { problem } from "./problem.ts";
import type { Glasses } from "./providers/glasses.ts";
import { append } from "./store/audit.ts";
import type { Db, Trx } from "./store/database.ts";
import * as store from "./store/glasses.ts";

/** How many people, its breaker not among them, have to look at it. */
export const reviewers = 2;
/** Seconds that they have for it. */
const reviewWithin = 86_400;

const clockOf = (iso: string): string => `${iso.slice(0, 16).replace("T", " ")} UTC`;

/** One's own that was not looked at, and anybody's that should have been by now. */
async function insistOnReviews(db: Db | Trx, person: Person): Promise<void> {
  const all = await store.unreviewed(db);
  const first = all.find((glass) => glass.person === person.id || glass.overdue);
  if (first) throw problem("GLASS_UNREVIEWED", { id: first.id, incident: first.incident });
}

async function insistOnReviewable(db: Db | Trx, id: string, person: Person): Promise<Glass> {
  const glass = await store.get(db, id);
  if (!glass) throw problem("UNKNOWN_GLASS", { id });
  if (glass.person === person.id) throw problem("OWN_GLASS", {});
  if (glass.closedAt !== null) throw problem("CLOSED", { state: "reviewed" });
  if (!glass.over) throw problem("GLASS_OPEN", { id, until: clockOf(glass.until) });
  if (glass.reviews.some((one) => one.person === person.id)) throw problem("ALREADY_VOTED", {});
  return glass;
}

async function openOf(db: Db | Trx, person: Person): Promise<string> {
  const glass = await store.open(db, person.id);
  if (!glass) throw problem("UNKNOWN_GLASS", { id: "of yours" });
  return glass.id;
}

export function createGlasses(parts: () => Pick<Parts, "db" | "roster" | "announce" | "delivery">): Glasses {
  const tell = async (trx: Trx, key: string, text: string): Promise<string[]> => {
    const { announce, roster } = parts();
    return notify(trx, key, placesOf(announce, await roster.now(trx)), text);
  };
  const within = async <T>(work: (trx: Trx) => Promise<{ readonly result: T; readonly told: readonly string[] }>) => {
    const { db, delivery } = parts();
    const { result, told } = await db.transaction().execute(async (trx) => {
      await store.lockAll(trx);
      return work(trx);
    });
    for (const key of told) delivery.wake(key);
    return result;
  };
  return {
    unreviewed: async () => {
      const { db } = parts();
      const all = await store.unreviewed(db);
      return Promise.all(all.map(async (glass) => ({ ...glass, requests: await store.requestsUnder(db, glass.id) })));
    },
    mayBreak: (person) => insistOnReviews(parts().db, person),
    break: ({ person, incident, reason, request, lasts }) =>
      within(async (trx) => {
        const again = await store.ofRequest(trx, request);
        if (again) return { result: again.id, told: [] };
        await insistOnReviews(trx, person);
        const id = await store.insert(trx, { person: person.id, incident, reason, request, lasts, reviewWithin });
        if (id === null) throw new Error(`${request} has broken a glass already`);
        const because = `${incident}: ${reason}`;
        await append(trx, { event: "glass-broken", person: person.id, account: null, request, glass: id, because });
        const minutes = Math.round(lasts / 60);
        const text = `🚨 ${person.name} broke the glass for ${incident}: ${reason}. For ${minutes} minutes what they ask for may run without anybody's yes. ${reviewers} others have to review ${id} within a day.`;
        return { result: id, told: await tell(trx, `glass:${id}`, text) };
      }),
    mine: (person) => openOf(parts().db, person),
    mend: (person) =>
      within(async (trx) => {
        const id = await openOf(trx, person);
        await store.mend(trx, id);
        await append(trx, { event: "glass-mended", person: person.id, account: null, glass: id });
        return { result: id, told: await tell(trx, `glass:${id}:mended`, `${person.name} mended the glass ${id}.`) };
      }),
    mayReview: (id, person) => insistOnReviewable(parts().db, id, person),
    review: (id, person, note) =>
      within(async (trx) => {
        const glass = await insistOnReviewable(trx, id, person);
        await store.review(trx, { glass: id, person: person.id, note });
        const closed = glass.reviews.length + 1 >= reviewers;
        if (closed) await store.close(trx, id);
        const entry = { person: person.id, account: null, glass: id, because: note };
        await append(trx, { event: closed ? "glass-closed" : "glass-reviewed", ...entry });
        const told = closed ? await tell(trx, `glass:${id}:closed`, `The broken glass ${id} has been reviewed.`) : [];
        return { result: closed, told };
      }),
  };
}
