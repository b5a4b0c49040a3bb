/** The newest answers by key. Who asks while somebody else is asking waits with them; failures are not remembered. */
import type { Why } from "../../../src/model/fault.ts";

export type Outcome<T> =
  | { readonly value: T; readonly failed?: undefined }
  | { readonly value?: undefined; readonly failed: Why };

export interface Cache<T> {
  get(key: string, ask: () => Promise<Outcome<T>>): Promise<Outcome<T>>;
  clear(): void;
}

export function createCache<T>(most: number): Cache<T> {
  // Insertion order is age: the first key was used longest ago.
  const kept = new Map<string, Promise<Outcome<T>>>();
  const forget = (key: string, asked: Promise<Outcome<T>>): void => {
    if (kept.get(key) === asked) kept.delete(key);
  };
  return {
    get: (key, ask) => {
      const known = kept.get(key);
      const asked = known ?? ask();
      kept.delete(key);
      kept.set(key, asked);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      if (!known) {
        void asked.then(
          ({ failed }) => failed !== undefined && forget(key, asked),
          () => forget(key, asked),
        );
      }
      return asked;
    },
    clear: () => kept.clear(),
  };
}
