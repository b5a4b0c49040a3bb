/**
 * Slack's patience: after a 429 a method is left alone for as long as Slack says, and what goes to one place goes one
 * by one, in order. https://docs.slack.dev/apis/web-api/rate-limits
 */
import { setTimeout as sleep } from "node:timers/promises";
import { NotNow } from "../../src/adapter.ts";
import { quietOf, wordFailure } from "./failure.ts";

/** A shorter quiet is waited out, in milliseconds; a longer one is left to the outbox. */
const patience = 5_000;

export interface Pace {
  /** Runs `work` when everything begun earlier in this lane has ended. */
  inTurn<T>(lane: string, work: () => Promise<T>): Promise<T>;
  /** Runs `call`, unless Slack has asked for quiet here: then it waits a little, or throws without calling. */
  call<T>(method: string, channel: string, call: () => Promise<T>): Promise<T>;
  /** False while Slack has asked for quiet here. */
  isOpen(method: string, channel: string): boolean;
}

/** chat.postMessage is limited per channel, everything else per workspace. */
const keyOf = (method: string, channel: string): string =>
  method === "chat.postMessage" ? `${method} ${channel}` : method;

export function createPace(): Pace {
  const quietUntil = new Map<string, number>();
  const lanes = new Map<string, Promise<void>>();

  const left = (key: string): number => (quietUntil.get(key) ?? 0) - Date.now();

  const inTurn: Pace["inTurn"] = async (lane, work) => {
    const before = lanes.get(lane);
    const { promise, resolve } = Promise.withResolvers<void>();
    lanes.set(lane, promise);
    await before;
    try {
      return await work();
    } finally {
      resolve();
      if (lanes.get(lane) === promise) lanes.delete(lane);
    }
  };

  const heed = async <T>(key: string, call: () => Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (error) {
      const seconds = quietOf(error);
      if (seconds === null) throw error;
      quietUntil.set(key, Date.now() + seconds * 1000);
      throw new NotNow(seconds, wordFailure(error));
    }
  };

  return {
    inTurn,
    call: async (method, channel, call) => {
      const key = keyOf(method, channel);
      if (left(key) <= 0) return heed(key, call);
      // One by one: when the quiet ends, whoever waited must not all call at once.
      return inTurn(`quiet ${key}`, async () => {
        const wait = left(key);
        if (wait > patience) throw new NotNow(wait / 1000, `Slack wants ${method} to be quiet`);
        if (wait > 0) await sleep(wait);
        return heed(key, call);
      });
    },
    isOpen: (method, channel) => left(keyOf(method, channel)) <= 0,
  };
}
