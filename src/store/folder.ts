/** The data folder: ours alone, one process at a time. */
import { mkdirSync, accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { problem } from "../problem.ts";

export interface Claim {
  release(): void;
}

/**
 * Creates the folder if needed (mode 0700: PGlite makes its files world-readable) and holds it until released or the
 * process ends, however it ends. PGlite has no lock of its own and two processes silently corrupt each other
 * (github.com/electric-sql/pglite/issues/1106); an exclusive SQLite file is a lock that the kernel frees on kill -9.
 * Throws Problem DATA_READ_ONLY or DATA_IN_USE.
 */
export function claimFolder(folder: string): Claim {
  let lock: DatabaseSync;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!statSync(folder).isDirectory()) throw new Error("it is not a folder");
    accessSync(folder, constants.W_OK);
    lock = new DatabaseSync(path.join(folder, "lock"));
  } catch (error) {
    throw problem("DATA_READ_ONLY", { folder, why: (error as Error).message });
  }
  try {
    lock.exec(
      "pragma busy_timeout = 0; pragma locking_mode = exclusive; begin exclusive; create table if not exists held (pid); commit",
    );
    // Exclusive locking takes hold with the first write and then stays.
    lock.exec(`delete from held; insert into held values (${process.pid})`);
  } catch (error) {
    lock.close();
    if (/locked|busy/i.test((error as Error).message)) throw problem("DATA_IN_USE", { folder });
    throw problem("DATA_READ_ONLY", { folder, why: (error as Error).message });
  }
  return { release: () => lock.close() };
}
