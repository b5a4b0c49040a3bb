/** So many at a time; the others wait in the order in which they came. */
export function turnstile(places: number): { enter: () => Promise<void>; leave: () => void } {
  let free = places;
  const waiting: (() => void)[] = [];
  return {
    enter: async () => {
      if (free > 0) free--;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    leave: () => {
      const next = waiting.shift();
      if (next) next();
      else free++;
    },
  };
}
