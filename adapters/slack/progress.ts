/** The last output of running requests, on their cards: a few lines, now and then, and none if Slack is in the way. */
import type { Ref } from "../../src/adapter.ts";
import type { Card } from "../../src/card.ts";
import { rests } from "../../src/request.ts";

/** Milliseconds between two drawings of one card; longer if several run, for Slack counts all of a workspace together. */
const interval = 3_000;
const mostLines = 8;
const mostCharacters = 200;

interface Shown {
  readonly ref: Ref;
  readonly key: string;
  readonly card: Card;
  readonly lines: string[];
  drawnAt: number;
  /** Lines have come since it was last drawn. */
  news: boolean;
  timer: NodeJS.Timeout | null;
}

export interface Progress {
  /** A card has been drawn: from now on its request's output can be shown, if it runs. */
  drawn(card: Card, key: string, ref: Ref): void;
  add(request: string, line: string): void;
  stop(): void;
}

/** `draw` never throws; it redraws a card with these last lines, unless `isStale()` by the time its turn comes. */
export function createProgress(
  draw: (shown: Pick<Shown, "ref" | "key" | "card">, lines: readonly string[], isStale: () => boolean) => Promise<void>,
): Progress {
  const running = new Map<string, Shown>();

  const forget = (request: string): void => {
    const shown = running.get(request);
    if (shown?.timer) clearTimeout(shown.timer);
    running.delete(request);
  };

  const plan = (request: string, shown: Shown): void => {
    if (shown.timer) return;
    const wait = Math.max(0, shown.drawnAt + interval * running.size - Date.now());
    shown.timer = setTimeout(() => {
      shown.news = false;
      const isStale = () => running.get(request) !== shown;
      void draw(shown, [...shown.lines], isStale).finally(() => {
        shown.drawnAt = Date.now();
        shown.timer = null;
        if (shown.news && !isStale()) plan(request, shown);
      });
    }, wait);
  };

  return {
    drawn: (card, key, ref) => {
      const before = running.get(card.request);
      forget(card.request);
      if (rests(card.state)) return;
      const lines = before?.lines ?? [];
      running.set(card.request, { ref, key, card, lines, drawnAt: Date.now(), news: false, timer: null });
    },
    add: (request, line) => {
      const shown = running.get(request);
      if (!shown) return;
      shown.lines.push(line.length <= mostCharacters ? line : `${line.slice(0, mostCharacters - 1)}…`);
      if (shown.lines.length > mostLines) shown.lines.shift();
      shown.news = true;
      plan(request, shown);
    },
    stop: () => [...running.keys()].forEach(forget),
  };
}
