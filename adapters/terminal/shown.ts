/** What this terminal has shown: an answer counts for what its reader could read. */
import type { Card } from "../../src/card.ts";
import type { Reply, Suggestion } from "../../src/reply.ts";
import { rests } from "../../src/request.ts";

interface Latest {
  readonly card: Card | undefined;
  readonly suggestions: readonly Suggestion[];
}

export interface Shown {
  /** Remembers a reply that is about to be printed; gives the card as it was shown before, if it was. */
  remember(reply: Reply): Card | undefined;
  /** What `/approve` and `1` mean just now. */
  latest(): Latest;
  /** The card whose id begins like this, if it is only one. */
  find(start: string): Card | undefined;
  /** True while a request shown here is queued or running. */
  moving(): boolean;
  /** A line has been taken: what came while it was typed counts from now on. */
  turn(): void;
}

const moves = ({ state }: Card): boolean => !rests(state);

/** While somebody types, `/approve` keeps meaning the card that stood there when they began. */
export function createShown(typing: () => boolean): Shown {
  const cards = new Map<string, Card>();
  /** Requests about another one, such as those that give its reason: nobody waits for an answer to them. */
  const asides = new Set<string>();
  let latest: { request: string | null; suggestions: readonly Suggestion[] } = { request: null, suggestions: [] };
  let upcoming = latest;
  return {
    remember(reply) {
      const before = reply.reply === "card" ? cards.get(reply.card.request) : undefined;
      if (reply.reply === "card") {
        const { card } = reply;
        const about = String(card.params["job"]);
        if (!before && card.state !== "waiting" && cards.has(about)) asides.add(card.request);
        cards.set(card.request, card);
        // A redraw takes no suggestions away: it may come at any time.
        const kept = before ? upcoming.suggestions : [];
        const request = asides.has(card.request) ? upcoming.request : card.request;
        upcoming = { request, suggestions: card.suggestions.length > 0 ? card.suggestions : kept };
      } else {
        upcoming = { ...upcoming, suggestions: reply.suggestions ?? [] };
      }
      if (!typing()) latest = upcoming;
      return before;
    },
    latest: () => ({ card: cards.get(latest.request ?? ""), suggestions: latest.suggestions }),
    find(start) {
      const found = [...cards.values()].filter(({ request }) => request.toLowerCase().startsWith(start.toLowerCase()));
      return found.length === 1 ? found[0] : undefined;
    },
    moving: () => cards.values().some(moves),
    turn() {
      latest = upcoming;
    },
  };
}
