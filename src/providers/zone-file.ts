/**
 * Dns over a master file on disk. Edits change the line meant and the SOA serial, nothing else (master-file-edit.ts).
 * A name server that reads the file takes the change up when it reloads: it sees the greater serial.
 */
import { constants } from "node:fs";
import { access, open, readFile, realpath, rename, stat, unlink } from "node:fs/promises";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { isProblem, problem } from "../problem.ts";
import type { Dns, DnsRecord } from "./dns.ts";
import { editMasterFile } from "./master-file-edit.ts";
import { parseMasterFile } from "./master-file.ts";
import { MasterFileError } from "./master-file-lines.ts";

export interface ZoneFile {
  readonly zone: string;
  /** Absolute path of the master file. */
  readonly file: string;
  /** For the dated serial; the system's clock unless a test says otherwise. */
  readonly now?: () => Date;
  /** Milliseconds to wait for another process that is editing the same file. */
  readonly patience?: number;
}

/** Throws Problem ZONE_FILE_BROKEN, ZONE_FILE_LOCKED, RECORD_MISSING or RECORD_EXISTS, each before anything changed. */
export function zoneFile({ zone, file, now = () => new Date(), patience = 5000 }: ZoneFile): Dns {
  const name = path.basename(file);
  const broken = (why: string) => problem("ZONE_FILE_BROKEN", { file: name, why });
  const locked = (why: string) => problem("ZONE_FILE_LOCKED", { file: name, why });

  /** Runs `read`; what the file system or the parser refuses becomes a Problem. */
  const understand = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (error) {
      if (isProblem(error)) throw error;
      if (error instanceof MasterFileError) throw broken(error.message);
      if (codeOf(error) === "ENOENT") throw broken("it does not exist");
      if (codeOf(error) === "EACCES") throw broken("permission denied");
      throw error;
    }
  };

  const edit = async (before: DnsRecord | null, after: DnsRecord | null): Promise<void> => {
    // A link stays a link: what it points at is replaced.
    const real = await realpath(file);
    // BIND keeps changes to a dynamic zone in a journal beside it, and an edit by hand would set the two at odds.
    if (await exists(`${real}.jnl`)) throw locked(`a name server writes this zone itself (${name}.jnl)`);
    const old = await readFile(real, "latin1");
    const edited = editMasterFile(old, zone, before, after, now());
    if ("text" in edited) return writeAtomically(real, old, edited.text, locked);
    if (edited.obstacle === "no SOA") throw broken(`it has no SOA record for ${zone}`);
    const { name: owner, type, value } = after ?? before ?? { name: zone, type: "", value: "" };
    if (edited.obstacle === "exists") throw problem("RECORD_EXISTS", { name: owner, type, value });
    throw problem("RECORD_MISSING", { name: before?.name ?? owner, type: before?.type ?? type, zone });
  };

  return {
    zone,
    where: `zone file ${name}`,
    list: (filter = {}) =>
      understand(async () => {
        const entries = parseMasterFile(await readFile(file, "latin1"), zone);
        return entries
          .map((entry) => entry.record)
          .filter((record) => record.name === zone || record.name.endsWith(`.${zone}`))
          .filter((record) => filter.name === undefined || record.name === filter.name)
          .filter((record) => filter.type === undefined || record.type === filter.type);
      }),
    replace: (before, after) =>
      understand(() => whileLocked(`${file}.lock`, patience, locked, () => edit(before, after))),
  };
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

const exists = (file: string): Promise<boolean> =>
  access(file, constants.F_OK).then(
    () => true,
    () => false,
  );

/**
 * Holds a lock that the kernel frees when the process dies, however it dies: an exclusive transaction on an empty
 * SQLite file beside the zone file. It is never written to.
 */
async function whileLocked<T>(
  lockFile: string,
  patience: number,
  locked: (why: string) => Error,
  work: () => Promise<T>,
): Promise<T> {
  let lock: DatabaseSync;
  try {
    lock = new DatabaseSync(lockFile);
  } catch (error) {
    throw locked(`no lock can be made beside it (${(error as Error).message})`);
  }
  try {
    const deadline = performance.now() + patience;
    for (;;) {
      try {
        lock.exec("pragma busy_timeout = 0; begin exclusive");
        break;
      } catch (error) {
        if (!/locked|busy/i.test((error as Error).message)) throw locked((error as Error).message);
        if (performance.now() > deadline) throw locked("somebody else is editing it");
        await sleep(10 + Math.random() * 20);
      }
    }
    return await work();
  } finally {
    lock.close();
  }
}

/** Temporary file, fsync, rename, fsync of the folder. Mode, owner and group stay; a name server must still read it. */
async function writeAtomically(file: string, old: string, text: string, locked: (why: string) => Error): Promise<void> {
  const { mode, uid, gid } = await stat(file);
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.tmp`);
  try {
    const handle = await open(temporary, "w", 0o600);
    try {
      await handle.writeFile(text, "latin1");
      const made = await handle.stat();
      if (made.uid !== uid || made.gid !== gid) await handle.chown(uid, gid);
      await handle.chmod(mode & 0o7777);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // An editor knows nothing of our lock: what it saved meanwhile must not be lost.
    if ((await readFile(file, "latin1")) !== old) throw locked("somebody saved it at the same moment");
    await rename(temporary, file);
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    if (codeOf(error) === "EPERM") throw locked("its owner and group could not be kept");
    if (codeOf(error) === "EACCES" || codeOf(error) === "EROFS") throw locked("its folder may not be written");
    if (codeOf(error) === "ENOSPC") throw locked("the disk is full");
    throw error;
  }
  const folder = await open(path.dirname(file), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
