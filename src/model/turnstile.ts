/** So many at a time, and so many waiting; whoever finds it full, or has waited long enough, goes without. */

export interface Turnstile {
  /** True once there is a place, to be given back with `leave`; false if it is full or the signal came first. */
  enter(signal: AbortSignal): Promise<boolean>;
  leave(): void;
}

export function createTurnstile(places: number, seats: number): Turnstile {
  let free = places;
  const waiting: (() => void)[] = [];
  return {
    enter: async (signal) => {
      if (signal.aborted) return false;
      if (free > 0) {
        free--;
        return true;
      }
      if (waiting.length >= seats) return false;
      return new Promise<boolean>((resolve) => {
        const leaveQueue = (): void => {
          waiting.splice(waiting.indexOf(go), 1);
          resolve(false);
        };
        const go = (): void => {
          signal.removeEventListener("abort", leaveQueue);
          resolve(true);
        };
        signal.addEventListener("abort", leaveQueue, { once: true });
        waiting.push(go);
      });
    },
    leave: () => {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
