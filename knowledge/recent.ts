/** What was wanted lately, up to so many: what was wanted longest ago goes first. */
export interface Recent<T> {
  get(key: string, make: () => T): T;
  drop(key: string): void;
}

export function createRecent<T>(most: number): Recent<T> {
  // Insertion order is use.
  const kept = new Map<string, T>();
  return {
    get(key, make) {
      const value = kept.has(key) ? (kept.get(key) as T) : make();
      kept.delete(key);
      kept.set(key, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
      return value;
    },
    drop: (key) => void kept.delete(key),
  };
}
