/** The sweep: finds what nobody is working on, and has it done. It makes every other signal a mere hurry-up. */
import type { Bot, Parts } from "./bot.ts";
import * as inbox from "./store/inbox.ts";
import { keyOfCard } from "./store/outbox.ts";
import * as requests from "./store/requests.ts";
import { cryOut, escalate, remind } from "./nudge.ts";
import { expire } from "./vote.ts";

/**
 * One round. Resolves when what it found has been handed on (and arrivals handled). Each part, and each arrival, is on
 * its own: what fails is logged and tried again by a later round, and nothing else waits for it.
 */
export async function sweep(parts: Parts, bot: Bot): Promise<void> {
  const { db, doorbell, delivery, log } = parts;
  const alone = async (part: string, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      log.error({ part, error: String(error) }, "a part of the sweep failed");
    }
  };
  const hearLapsed = async (): Promise<void> => {
    const lapsed = await inbox.takeLapsed(db, 50);
    const handled = lapsed.map(({ id, arrival, age }) =>
      alone(`arrival ${id}`, () =>
        arrival.kind === "message" ? bot.hear(id, arrival.message, age) : bot.review(id, arrival.click),
      ),
    );
    await Promise.all(handled);
  };
  const endOverdue = async (): Promise<void> => {
    for (const id of await requests.overdue(db)) {
      await db.transaction().execute(async (trx) => {
        const request = await requests.lock(trx, id);
        if (request?.state === "waiting" && request.expired) await expire(trx, request);
      });
      delivery.wake(keyOfCard(id));
    }
  };
  const ringAgain = async (): Promise<void> => {
    for (const id of await requests.toPerform(db)) doorbell.ring(id);
  };
  await Promise.all([
    alone("inbox", hearLapsed),
    alone("overdue requests", endOverdue),
    alone("silent requests", async () => {
      await escalate(parts);
      await remind(parts);
    }),
    alone("overdue reviews", () => cryOut(parts)),
    alone("requests to perform", ringAgain),
    alone("old questions", () => parts.forget()),
    alone("outbox", () => delivery.sweep()),
  ]);
}
