/** Delivery: takes what is due from the outbox to the adapters, until each place shows the truth. */
import { NotNow, type Adapter } from "./adapter.ts";
import { cardOf } from "./card.ts";
import type { Log } from "./log.ts";
import type { Roster } from "./roster.ts";
import type { Reply } from "./reply.ts";
import type { Db } from "./store/database.ts";
import * as outbox from "./store/outbox.ts";
import * as requests from "./store/requests.ts";

export interface Delivery {
  /** Delivers a reply that is claimed already. Returns at once. */
  carry(due: outbox.Due): void;
  /** Delivers this key now if it is due. Returns at once; failures are tried again by `sweep`. */
  wake(key: string): void;
  /** Begins to deliver everything that is due. Resolves when it is known what that is. */
  sweep(): Promise<void>;
  /** Resolves when nothing is under way. */
  settle(): Promise<void>;
}

interface Parts {
  readonly db: Db;
  readonly roster: Roster;
  readonly adapters: readonly Adapter[];
  readonly log: Log;
}

/** A reply that could not be delivered is tried again after 2, 4, 8 … up to 300 seconds. */
const patience = (attempts: number): number => Math.min(2 ** attempts, 300);

export function createDelivery({ db, roster, adapters, log }: Parts): Delivery {
  const byPlatform = new Map(adapters.map((adapter) => [adapter.platform, adapter]));
  const platforms = [...byPlatform.keys()];
  const sent = outbox.createSent(db);
  const underWay = new Map<string, Promise<void>>();
  const again = new Set<string>();

  const content = async (due: outbox.Due): Promise<Reply | null> => {
    if (due.reply) return due.reply;
    const request = due.request ? await requests.get(db, due.request) : null;
    return request && { reply: "card", card: cardOf(request, await roster.now(db)) };
  };

  const deliver = async (due: outbox.Due): Promise<void> => {
    const adapter = byPlatform.get(due.place.platform);
    // Words of this platform reached this process without its adapter; another process may serve it.
    if (!adapter) return outbox.postpone(db, due.key, 0, "not posted");
    try {
      const reply = await content(due);
      const { key, place, ref } = due;
      const drawn = reply && (await adapter.deliver({ key, place, reply, ref, uncertain: !ref && due.attempts > 1 }));
      await sent({ key, version: due.version, ref: drawn });
    } catch (error) {
      log.warn({ key: due.key, attempts: due.attempts, error: String(error) }, "a reply was not delivered");
      if (error instanceof NotNow) await outbox.postpone(db, due.key, error.seconds, "not posted");
      else await outbox.postpone(db, due.key, patience(due.attempts), "perhaps posted");
    }
  };

  /** One delivery per key at a time; a wake that comes meanwhile makes one more round. */
  const work = (key: string, claimed: outbox.Due | null): void => {
    const round = (async () => {
      try {
        if (claimed) await deliver(claimed);
        while (again.delete(key)) {
          const due = await outbox.claim(db, platforms, key);
          if (due) await deliver(due);
        }
      } catch (error) {
        log.error({ key, error: String(error) }, "the outbox could not be read");
      }
    })().finally(() => {
      underWay.delete(key);
      // A wake may have come after the last look.
      if (again.has(key)) work(key, null);
    });
    underWay.set(key, round);
  };
  const wake = (key: string): void => {
    again.add(key);
    if (!underWay.has(key)) work(key, null);
  };

  return {
    carry: (due) => work(due.key, due),
    wake,
    sweep: async () => {
      const keys = await outbox.dueKeys(db, platforms, 50);
      keys.forEach(wake);
    },
    settle: async () => {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
