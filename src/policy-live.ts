/**
 * The policies in force while the folder changes. What loads is taken up, what does not leaves the old ones in force and
 * says so; where changes are approved, what loads waits for `policy.adopt`. Every change of what is in force is in the
 * audit trail before it counts.
 */
import { watch, type FSWatcher } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { LoadedPolicy } from "./cedar.ts";
import { stackOf, type Log } from "./log.ts";
import type { Bundle, Policies } from "./policy.ts";
import { readBundle } from "./policy-folder.ts";
import { isProblem, problem } from "./problem.ts";
import { append } from "./store/audit.ts";
import type { Db } from "./store/database.ts";
import { adopt, adopted, hasAdopted, type Adopter } from "./store/policies.ts";

/** Milliseconds between two looks at the folder: some file systems tell nobody of a change. */
const lookEvery = 2000;
/** Milliseconds that the folder must stay as it is: an editor writes in steps, `git pull` file by file. */
const settled = 200;

export interface LivePolicies extends Policies {
  now(): LoadedPolicy;
  readonly changes: Live["changes"];
  /** Why what is in the folder is not what is in force, in one sentence; null if it is. */
  standing(): string | null;
  /** What is in the folder now. Throws Problem POLICY_BROKEN. */
  candidate(): Promise<LoadedPolicy>;
  /** Puts what is in the folder in force, if it is this version. Throws Problem POLICIES_MOVED or POLICY_BROKEN. */
  adopt(version: string, by: Adopter): Promise<void>;
  /** Whether this request has put policies in force. */
  hasAdopted(request: string): Promise<boolean>;
  /** Looks at the folder and the database now; else it happens by itself between `start` and `stop`. */
  look(): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

export interface Live {
  readonly db: Db;
  readonly log: Log;
  readonly folder: string;
  /** `reloaded`: what loads is in force. `approved`: only what people agreed to is. */
  readonly changes: "reloaded" | "approved";
  /** What the folder held a moment ago, if it has been loaded already. */
  readonly first: LoadedPolicy | null;
  /** The policies of this bundle. Throws Problem POLICY_BROKEN. */
  readonly load: (bundle: Bundle) => Promise<LoadedPolicy>;
}

/**
 * At the very first start what is in the folder is in force, whichever mode. Throws Problem POLICY_BROKEN if nothing
 * can be put in force.
 */
export async function openPolicies(live: Live): Promise<LivePolicies> {
  const { db, log, folder, changes, first, load } = live;
  const known = await adopted(db);
  let current: LoadedPolicy;
  let standing: string | null = null;
  /** The folder as it was when it was last judged. */
  let judged = "";

  if (changes === "approved" && known) {
    current = await load(known.files).catch((error: unknown) => {
      if (!isProblem(error)) throw error;
      const why = `those that were adopted no longer load (${error.sentence.replace(/\.$/, "")})`;
      throw problem("POLICY_BROKEN", { folder, why });
    });
  } else {
    current = first ?? (await load(await readBundle(folder)));
    await inForce(current);
    judged = JSON.stringify(current.bundle);
  }

  function inForce({ version, bundle }: LoadedPolicy, by: Adopter | null = null): Promise<boolean> {
    return db.transaction().execute((trx) => adopt(trx, { version, files: bundle }, by));
  }

  function swap(next: LoadedPolicy): void {
    if (next.version !== current.version) {
      log.info({ before: current.version, version: next.version }, "other policies are in force");
      for (const warning of next.warnings) log.warn(warning);
    }
    current = next;
    standing = null;
  }

  /** Says once why the folder is not in force. */
  async function refuse(why: string, broken: boolean): Promise<void> {
    if (standing === why) return;
    standing = why;
    log.warn(why);
    if (!broken) return;
    const entry = { event: "policies-refused", person: null, account: null, because: why } as const;
    await db.transaction().execute((trx) => append(trx, { ...entry, policyVersion: current.version }));
  }

  async function judge(): Promise<void> {
    let candidate: LoadedPolicy;
    let files: Bundle | null = null;
    try {
      if (JSON.stringify(await readBundle(folder)) === judged) return;
      files = await steady(folder);
      judged = JSON.stringify(files);
      candidate = await load(files);
    } catch (error) {
      if (!isProblem(error)) throw error;
      // A folder that cannot be read is looked at again; one that does not load is not, until it changes.
      if (!files) judged = "";
      await refuse(`${error.sentence} Version ${short(current.version)} stays in force.`, true);
      return;
    }
    if (candidate.version === current.version || changes === "reloaded") {
      // What could not be written down is not in force, and is tried again.
      judged = "";
      if (candidate.version !== current.version) await inForce(candidate);
      judged = JSON.stringify(files);
      swap(candidate);
    } else {
      const waiting = `The policies in ${folder} are version ${short(candidate.version)} and wait to be agreed to`;
      await refuse(`${waiting} (\`policy.adopt\`); version ${short(current.version)} is in force.`, false);
    }
  }

  /** What another process has put in force counts here, too. */
  async function follow(): Promise<void> {
    if (changes === "reloaded") return;
    const last = await adopted(db);
    if (!last || last.version === current.version) return;
    swap(await load(last.files));
    judged = "";
  }

  let looking: Promise<void> = Promise.resolve();
  /** One at a time: two changes at once must not swap in the wrong order. */
  const look = (): Promise<void> => {
    looking = looking
      .then(follow)
      .then(judge)
      .catch((error: unknown) => {
        // What could not be written down is not in force, and is tried again.
        judged = "";
        log.error({ error: stackOf(error) }, "the policies could not be looked at");
      });
    return looking;
  };

  let watcher: FSWatcher | undefined;
  let timer: NodeJS.Timeout | undefined;
  if (changes === "approved" && known) await look();
  return {
    now: () => current,
    changes,
    standing: () => standing,
    candidate: async () => load(await readBundle(folder)),
    adopt: async (version, by) => {
      const candidate = await load(await readBundle(folder));
      if (candidate.version !== version) throw problem("POLICIES_MOVED", { folder });
      await inForce(candidate, by);
      await looking;
      swap(candidate);
    },
    hasAdopted: (request) => hasAdopted(db, request),
    look,
    start: () => {
      timer = setInterval(() => void look(), lookEvery);
      watcher = watchFolder(folder, () => void look());
    },
    stop: async () => {
      clearInterval(timer);
      watcher?.close();
      await looking;
    },
  };
}

export const short = (version: string): string => version.slice(0, 12);

/** The folder's files once they stay as they are. */
async function steady(folder: string): Promise<Bundle> {
  let files = await readBundle(folder);
  for (;;) {
    await sleep(settled);
    const again = await readBundle(folder);
    if (JSON.stringify(again) === JSON.stringify(files)) return again;
    files = again;
  }
}

/** Only hurries things up: without it the folder is looked at all the same. */
function watchFolder(folder: string, changed: () => void): FSWatcher | undefined {
  try {
    return watch(folder, { persistent: false }, changed).on("error", () => {});
  } catch {
    return undefined;
  }
}
