/** A house for one terminal: keeps what arrived and lets a test say what comes back. */
import type { Adapter, House, Ref } from "../../../src/adapter.ts";
import type { Arrival } from "../../../src/message.ts";
import { directory } from "../../../src/people.ts";
import type { Reply } from "../../../src/reply.ts";

export const people = directory([
  { id: "ann", name: "Ann", roles: ["operator"], accounts: [{ platform: "terminal", id: "ann" }] },
  { id: "bob", name: "Bob", roles: ["operator", "approver"], accounts: [{ platform: "terminal", id: "bob" }] },
  { id: "carol", name: "Carol", roles: ["operator"], accounts: [{ platform: "slack", id: "UCAROL" }] },
]);

export interface TestHouse extends House {
  readonly arrivals: Arrival[];
  /** Delivers a reply as the outbox does: a card under one key, with the ref that came back the last time. */
  say(reply: Reply): Promise<void>;
}

export function openHouse(
  adapter: () => Adapter,
  answer: (arrival: Arrival, house: TestHouse) => Promise<void> | void,
): TestHouse {
  const refs = new Map<string, Ref | null>();
  const house: TestHouse = {
    arrivals: [],
    receive: async (arrival) => ({ id: String(house.arrivals.push(arrival) - 1), fresh: true }),
    attend: async (id) => answer(house.arrivals[Number(id)]!, house),
    async say(reply) {
      const key = reply.reply === "card" ? `card:${reply.card.request}` : `reply:${refs.size}`;
      const place = { platform: "terminal", channel: "terminal", direct: true };
      refs.set(key, await adapter().deliver({ key, place, reply, ref: refs.get(key) ?? null, uncertain: false }));
    },
  };
  return house;
}
