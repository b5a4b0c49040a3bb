/** Texts out of a git repository, many for one process: starting git costs more than reading. */

/** How many are read at once; with documents of at most a megabyte, as many megabytes. */
const batch = 64;

interface Wanted {
  readonly id: string;
  readonly resolve: (bytes: Buffer) => void;
  readonly reject: (error: unknown) => void;
}

/** `cat` is given ids, a line each, and gives what `git cat-file --batch` prints for them. */
export function blobReader(cat: (ids: string) => Promise<Buffer>): (id: string) => Promise<Buffer> {
  let waiting: Wanted[] = [];
  let busy = false;
  async function drain(): Promise<void> {
    busy = true;
    // Whoever asks for several in one breath is served by one process.
    await Promise.resolve();
    while (waiting.length > 0) {
      const now = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      try {
        let rest = await cat(now.map(({ id }) => `${id}\n`).join(""));
        for (const { id, resolve, reject } of now) {
          const line = rest.indexOf("\n");
          const size = blobSize(rest.subarray(0, line).toString(), id);
          if (size === null) reject(new Error(`${id} is not in this copy`));
          else resolve(rest.subarray(line + 1, line + 1 + size));
          rest = rest.subarray(line + 1 + (size === null ? 0 : size + 1));
        }
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
    }
    busy = false;
  }
  return (id) =>
    new Promise((resolve, reject) => {
      waiting.push({ id, resolve, reject });
      if (!busy) void drain();
    });
}

/** "3b18e512… blob 12"; null for "3b18e512… missing". */
function blobSize(line: string, id: string): number | null {
  const [found, type, size] = line.split(" ");
  return found === id && type === "blob" ? Number(size) : null;
}
