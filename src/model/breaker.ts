/**
 * Rest after time-outs. A call that was given up may still occupy the server, which notices only at its first token: so
 * after two in a row nobody is sent there for a while, and then one that fails is enough.
 */

export interface Breaker {
  /** Nobody should be sent now. */
  isOpen(): boolean;
  timedOut(): void;
  answered(): void;
}

const most = 2;

/** `rest` in milliseconds. */
export function createBreaker(rest = 30_000, now: () => number = () => performance.now()): Breaker {
  let row = 0;
  let until = Number.NEGATIVE_INFINITY;
  return {
    isOpen: () => now() < until,
    timedOut: () => {
      row++;
      if (row >= most) until = now() + rest;
    },
    answered: () => {
      row = 0;
    },
  };
}
