/** What can go wrong with one call: planted by a test, used up in order. */

export type Fault =
  /** An HTTP status instead of an answer; nothing has happened. */
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: number }
  /** {ok: false} with this error; nothing has happened. */
  | { readonly kind: "error"; readonly error: string }
  /** The connection is cut before anything has happened. */
  | { readonly kind: "cut" }
  /** It has happened, and then the connection is cut: the bot cannot know. */
  | { readonly kind: "cut-after" }
  /** It has happened, and the answer comes after this many milliseconds. */
  | { readonly kind: "slow"; readonly ms: number };

interface Planted {
  readonly method: string;
  readonly fault: Fault;
  times: number;
}

export interface Faults {
  /** `times` calls of this method, or of every method for "*", go wrong like this. */
  plant(method: string, fault: Fault, times?: number): void;
  clear(): void;
  /** What goes wrong with this call, if anything does. */
  next(method: string): Fault | null;
}

export function createFaults(): Faults {
  let planted: Planted[] = [];
  return {
    plant: (method, fault, times = 1) => void planted.push({ method, fault, times }),
    clear: () => {
      planted = [];
    },
    next: (method) => {
      const found = planted.find((one) => one.method === method || one.method === "*");
      if (!found) return null;
      found.times -= 1;
      if (found.times <= 0) planted = planted.filter((one) => one !== found);
      return found.fault;
    },
  };
}
