/** Asking many things at once, but only so many at a time. */
import { turnstile } from "../src/providers/turnstile.ts";

/** The answers in the order of the questions; `ask` must not throw for an expected reason. */
export async function askAll<Item, Answer>(
  items: readonly Item[],
  atOnce: number,
  ask: (item: Item) => Promise<Answer>,
): Promise<Answer[]> {
  const turns = turnstile(atOnce);
  return Promise.all(
    items.map(async (item) => {
      await turns.enter();
      try {
        return await ask(item);
      } finally {
        turns.leave();
      }
    }),
  );
}
