/** What actions may know of the audit trail: the provider behind audit.list. */
import type { Place } from "./message.ts";
import type { Person } from "./people.ts";
import type { Trail, TrailRow } from "./providers/trail.ts";
import { head } from "./store/audit.ts";
import type { Db } from "./store/database.ts";
import { find, type Written } from "./store/trail.ts";

/** Entries that are looked at in one go. */
const page = 200;

/** Whether this person may see this request there, and with it what is written about it. */
type Sight = (request: string, person: Person, place: Place) => Promise<boolean>;

export const createTrail = (db: Db, maySee: Sight): Trail => ({
  size: async () => (await head(db))?.seq ?? 0,
  list: async (of, asker, place, limit) => {
    const seen = new Map<string, Promise<boolean>>();
    const visible = ({ request }: Written): Promise<boolean> => {
      if (request === undefined) return Promise.resolve(true);
      const known = seen.get(request) ?? maySee(request, asker, place);
      seen.set(request, known);
      return known;
    };
    const rows: TrailRow[] = [];
    let before = Number.MAX_SAFE_INTEGER;
    for (let full = true; full && rows.length < limit;) {
      const found = await find(db, of, before, page);
      for (const { entry } of found) if (rows.length < limit && (await visible(entry))) rows.push(rowOf(entry));
      before = found.at(-1)?.seq ?? 0;
      full = found.length === page;
    }
    return rows;
  },
});

const rowOf = ({ at, event, person, request, action, because }: Written): TrailRow => ({
  at,
  event,
  person,
  request: request ?? null,
  action: action ?? null,
  because: because ?? null,
});
