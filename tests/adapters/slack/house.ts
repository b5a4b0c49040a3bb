/** A house for one Slack adapter: keeps what arrives in memory, and answers as the test says. */
import type { House } from "../../../src/adapter.ts";
import type { Arrival } from "../../../src/message.ts";
import { problem } from "../../../src/problem.ts";

export interface TestHouse extends House {
  /** What was kept, once each. */
  readonly kept: Arrival[];
  /** What was attended to. */
  readonly attended: Arrival[];
  /** Milliseconds that every write to the inbox takes. */
  stall: number;
  /** Thrown instead of writing. */
  broken: Error | null;
  /** What happens with an arrival that is attended to. */
  answer: (arrival: Arrival) => Promise<void> | void;
  until(fits: (arrival: Arrival) => boolean): Promise<Arrival>;
}

const idOf = (arrival: Arrival): string =>
  arrival.kind === "message" ? `message:${arrival.message.id}` : `click:${arrival.click.id}`;

export function openHouse(): TestHouse {
  const ids = new Map<string, Arrival>();
  const waiting = new Set<() => void>();
  const house: TestHouse = {
    kept: [],
    attended: [],
    stall: 0,
    broken: null,
    answer: () => {},
    receive: async (arrival, withinMs = Infinity) => {
      if (house.broken) throw house.broken;
      if (house.stall > 0) {
        await new Promise((resolve) => setTimeout(resolve, Math.min(house.stall, withinMs)));
        if (house.stall > withinMs) throw problem("INBOX_UNAVAILABLE", {});
      }
      const id = idOf(arrival);
      const fresh = !ids.has(id);
      if (fresh) {
        ids.set(id, arrival);
        house.kept.push(arrival);
      }
      return { id, fresh };
    },
    attend: async (id) => {
      const arrival = ids.get(id);
      if (!arrival) return;
      house.attended.push(arrival);
      await house.answer(arrival);
      waiting.forEach((look) => look());
    },
    until: (fits) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = house.attended.find(fits);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`nothing like that arrived: ${JSON.stringify(house.attended)}`));
        }, 5000);
        waiting.add(look);
        look();
      }),
  };
  return house;
}
