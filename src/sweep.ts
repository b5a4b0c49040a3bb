/** The sweep: finds what nobody is working on, and has it done. It makes every other signal a mere hurry-up. */
import type { Bot, Parts } from "./bot.ts";
import * as inbox from "./store/inbox.ts";
import { keyOfCard } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";
import { expire } from "./vote.ts";

/** One round. Resolves when what it found has been handed on (and arrivals handled). */
export async function sweep({ db, doorbell, delivery }: Parts, bot: Bot): Promise<void> {
  for (const { id, arrival, age } of await inbox.takeLapsed(db, 50)) {
    await (arrival.kind === "message" ? bot.hear(id, arrival.message, age) : bot.review(id, arrival.click));
  }
  for (const id of await requests.overdue(db)) {
    await db.transaction().execute(async (trx) => {
      const request = await requests.lock(trx, id);
      if (request?.state === "waiting" && request.expired) await expire(trx, request);
    });
    delivery.wake(keyOfCard(id));
  }
  for (const id of await requests.toPerform(db)) doorbell.ring(id);
  await delivery.sweep();
}
