/** The House: what adapters are offered. Writes what arrives to the inbox, then has the bot attend to it. */
import type { House } from "./adapter.ts";
import type { Bot } from "./bot.ts";
import type { Log } from "./log.ts";
import type { Arrival } from "./message.ts";
import { problem } from "./problem.ts";
import type { Db } from "./store/database.ts";
import * as inbox from "./store/inbox.ts";

export function createHouse(db: Db, bot: Bot, log: Log): House {
  /** Received by this process and not attended to yet. After a crash the sweep finds them in the inbox. */
  const received = new Map<string, Arrival>();

  const put = inbox.createPut(db);

  return {
    receive: async (arrival, withinMs) => {
      const writing = put(arrival);
      const kept = withinMs === undefined ? await writing.catch(unavailable) : await inTime(writing, withinMs, db, log);
      if (kept.fresh) received.set(kept.id, arrival);
      return kept;
    },
    attend: async (id) => {
      const arrival = received.get(id);
      if (!arrival) return;
      received.delete(id);
      try {
        if (arrival.kind === "message") {
          const age = (Date.now() - Date.parse(arrival.message.at)) / 1000;
          await bot.hear(id, arrival.message, age);
        } else {
          await bot.review(id, arrival.click);
        }
      } catch (error) {
        // The row stays taken until its lease lapses; then the sweep tries again.
        log.error({ arrival: id, error: String(error) }, "an arrival was not attended to");
      }
    },
  };
}

function unavailable(): never {
  throw problem("INBOX_UNAVAILABLE", {});
}

/** The person is told "not kept" after this time, so a write that succeeds later must not be acted on. */
async function inTime(writing: ReturnType<inbox.Put>, ms: number, db: Db, log: Log): ReturnType<inbox.Put> {
  const late = Symbol("late");
  const { promise, resolve } = Promise.withResolvers<typeof late>();
  const timer = setTimeout(() => resolve(late), ms);
  try {
    const first = await Promise.race([writing, promise]);
    if (first !== late) return first;
  } catch (error) {
    log.error({ error: String(error) }, "the inbox could not be written");
    return unavailable();
  } finally {
    clearTimeout(timer);
  }
  writing
    .then(({ id, fresh }) => (fresh ? db.transaction().execute((trx) => inbox.finish(trx, id)) : false))
    .catch((error: unknown) => log.error({ error: String(error) }, "the inbox could not be written"));
  return unavailable();
}
