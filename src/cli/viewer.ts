/** Who looks at the record from the command line, and what of it they may see: as everywhere else. */
import { openCalendar } from "../calendar/open.ts";
import { loadActions } from "../catalog.ts";
import { circumstancesOf } from "../circumstances.ts";
import type { Config } from "../config.ts";
import { policyOf } from "../main.ts";
import type { Place } from "../message.ts";
import { peopleOf, type People, type Person } from "../people.ts";
import { problem } from "../problem.ts";
import type { listFor } from "../requests.ts";
import { createRoster } from "../roster.ts";
import type { Db } from "../store/database.ts";
import { groupsOf } from "./people.ts";
import { speaker } from "./site.ts";

export interface Viewer {
  readonly person: Person;
  readonly people: People;
  readonly place: Place;
  /** What `maySee` and `listFor` ask. */
  readonly parts: Parameters<typeof listFor>[0];
}

/** Throws Problem UNKNOWN_PERSON if nobody is known by this account. */
export async function viewerOf(config: Config, db: Db, as: string | undefined): Promise<Viewer> {
  const account = speaker(config, as);
  const groups = await groupsOf(config);
  try {
    const people = await createRoster(peopleOf(config).all(), groups).now(db);
    const person = people.of(account);
    if (!person) throw problem("UNKNOWN_PERSON", { name: account.id });
    const [policy, calendar] = await Promise.all([
      loadActions().then((catalog) => policyOf(config, catalog)),
      openCalendar({ settings: config.calendar, inventory: config.inventory }),
    ]);
    return {
      person,
      people,
      place: { platform: account.platform, channel: "terminal", direct: true },
      parts: { db, policies: { now: () => policy }, circumstances: circumstancesOf(calendar) },
    };
  } finally {
    await groups.stop();
  }
}
