/** The doorbell of one process: a queue in memory. A request that waits or runs already is not queued again. */
import type { Doorbell } from "./doorbell.ts";

export function inProcess(): Doorbell {
  const waiting = new Set<string>();
  const running = new Map<string, Promise<void>>();
  let answer: ((request: string) => Promise<void>) | null = null;
  let places = 0;

  const next = (): void => {
    for (const request of waiting) {
      if (!answer || running.size >= places) return;
      if (running.has(request)) continue;
      waiting.delete(request);
      const work = answer(request).finally(() => {
        running.delete(request);
        next();
      });
      running.set(request, work);
    }
  };
  return {
    ring: (request) => {
      waiting.add(request);
      next();
    },
    open: (handler, concurrency) => {
      answer = handler;
      places = concurrency;
      next();
    },
    close: async (patience) => {
      answer = null;
      const timer = Promise.withResolvers<void>();
      const alarm = setTimeout(timer.resolve, patience);
      await Promise.race([Promise.all(running.values()), timer.promise]);
      clearTimeout(alarm);
    },
  };
}
