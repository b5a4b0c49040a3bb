/** Writing a file piece by piece, with its hash: synced before it is called by its name, so that it is whole or not there. */
import { createHash } from "node:crypto";
import { open, rename } from "node:fs/promises";

export interface Written {
  /** Hex. */
  readonly sha256: string;
  readonly bytes: number;
}

/** Nobody but the owner may read it. Replaces a file of that name. */
export async function writeFileOf(file: string, pieces: AsyncIterable<string> | Iterable<string>): Promise<Written> {
  const unfinished = `${file}.unfinished`;
  const handle = await open(unfinished, "w", 0o600);
  const sha256 = createHash("sha256");
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      const chunk = Buffer.from(piece);
      sha256.update(chunk);
      bytes += chunk.length;
      await handle.write(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
  return { sha256: sha256.digest("hex"), bytes };
}
