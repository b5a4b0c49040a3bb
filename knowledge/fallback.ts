/**
 * An engine on a server, and one in memory for as long as the server cannot be asked: a question is answered either way.
 */
import { isProblem, type Problem } from "../src/problem.ts";
import type { Engine } from "./engine.ts";

export interface Guarded extends Engine {
  /** Why it was not asked the last time; null: it was. */
  trouble(): Problem | null;
}

/** Milliseconds that a server which failed is left alone: nobody who asks shall wait for it each time. */
const rest = 30_000;

/** `spare` makes the other one of what is known now. It is made when it is needed, and again after every change. */
export function withFallback(engine: Engine, spare: () => Promise<Engine>, now: () => number = Date.now): Guarded {
  let trouble: Problem | null = null;
  let restsUntil = 0;
  let made: Promise<Engine> | null = null;

  const failed = (error: unknown): void => {
    if (!isProblem(error)) throw error;
    trouble = error;
    restsUntil = now() + rest;
  };
  const ask = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
    if (now() >= restsUntil) {
      try {
        const answer = await work(engine);
        trouble = null;
        return answer;
      } catch (error) {
        failed(error);
      }
    }
    made ??= spare();
    return work(await made);
  };
  /** What cannot be changed now is made up for when the shelf is next compared with what the engine knows. */
  const change = async (work: () => Promise<void>): Promise<void> => {
    made = null;
    try {
      await work();
    } catch (error) {
      failed(error);
    }
  };
  return {
    get where() {
      return trouble ? `in memory, because ${engine.where} does not answer` : engine.where;
    },
    trouble: () => trouble,
    known: () => {
      // It is about to be compared with the shelf, on which there may be something else by now.
      made = null;
      return engine.known();
    },
    remove: (ids) => change(() => engine.remove(ids)),
    put: (entries) => engine.put(entries),
    settle: () => engine.settle(),
    count: (terms, scope) => ask((one) => one.count(terms, scope)),
    search: (query, scope) => ask((one) => one.search(query, scope)),
    close: () => engine.close(),
  };
}
