/**
 * Group commit: while one batch is being written, what comes next gathers into another. A single item is written at
 * once; under load many share one commit and one sync to the disk. Nobody waits for a timer. `write` takes its batch
 * when it has its turn at the database, so that what came while it waited for that goes with it.
 */
export function batched<T, R>(
  write: (take: () => readonly T[]) => Promise<readonly R[]>,
  most = 200,
): (item: T) => Promise<R> {
  interface Waiting {
    readonly item: T;
    readonly resolve: (result: R) => void;
    readonly reject: (error: unknown) => void;
  }
  const gathering: Waiting[] = [];
  let writing = false;

  const writeUpTo = async (limit: number, queue: Waiting[]): Promise<void> => {
    let batch: Waiting[] = [];
    const take = (): readonly T[] => {
      batch = queue.splice(0, limit);
      return batch.map(({ item }) => item);
    };
    try {
      const results = await write(take);
      batch.forEach(({ resolve }, index) => resolve(results[index] as R));
    } catch (error) {
      if (batch.length > 1) {
        // One that cannot be written must not take the others along: each for itself.
        const all = batch;
        while (all.length > 0) await writeUpTo(1, all);
        return;
      }
      // Without a turn at the database nothing was taken, and everything has failed.
      for (const { reject } of batch.length > 0 ? batch : queue.splice(0)) reject(error);
    }
  };
  const flush = async (): Promise<void> => {
    writing = true;
    while (gathering.length > 0) await writeUpTo(most, gathering);
    writing = false;
  };
  return (item) =>
    new Promise((resolve, reject) => {
      gathering.push({ item, resolve, reject });
      if (!writing) void flush();
    });
}
