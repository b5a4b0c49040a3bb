/**
 * Group commit: while one batch is being written, what comes next gathers into another. A single item is written at
 * once; under load many share one commit and one sync to the disk. Nobody waits for a timer.
 */
export function batched<T, R>(
  write: (items: readonly T[]) => Promise<readonly R[]>,
  most = 200,
): (item: T) => Promise<R> {
  interface Waiting {
    readonly item: T;
    readonly resolve: (result: R) => void;
    readonly reject: (error: unknown) => void;
  }
  let gathering: Waiting[] = [];
  let writing = false;

  const flush = async (): Promise<void> => {
    writing = true;
    while (gathering.length > 0) {
      const batch = gathering.splice(0, most);
      try {
        const results = await write(batch.map(({ item }) => item));
        batch.forEach(({ resolve }, index) => resolve(results[index] as R));
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    writing = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      gathering.push({ item, resolve, reject });
      if (!writing) void flush();
    });
}
