/**
 * PGlite in a worker thread: a slow query must not stop the chat. Stock PGlite never syncs its files
 * (github.com/electric-sql/pglite/issues/1107), so a power cut loses acknowledged rows; DurableNodeFS below hands
 * PostgreSQL's own fsync calls through to the disk. tests/store/durability.test.ts counts them.
 */
import { closeSync, existsSync, fdatasyncSync, fsyncSync, openSync } from "node:fs";
import path from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** What the pool sends: one statement with parameters, or a script without. */
export interface Statement {
  readonly id: number;
  readonly sql: string;
  readonly parameters: readonly unknown[] | null;
  /** It is the first of a transaction. */
  readonly begin: boolean;
}

export interface Failure {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
  readonly constraint?: string;
  readonly table?: string;
}

export type Answer =
  | { readonly kind: "ready" }
  | { readonly kind: "unopened"; readonly why: string }
  | {
      readonly kind: "rows";
      readonly id: number;
      readonly rows: unknown[];
      readonly command: string;
      readonly count: number | null;
    }
  | { readonly kind: "failed"; readonly id: number; readonly failure: Failure };

/** The part of Emscripten's NODEFS that matters here. */
interface EmscriptenModule {
  NODEFS: {
    realPath(node: unknown): string;
    stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number };
  };
}

class DurableNodeFS extends NodeFS {
  override async init(...args: Parameters<NodeFS["init"]>): ReturnType<NodeFS["init"]> {
    const made = await super.init(...args);
    const preRun = made.emscriptenOpts.preRun as unknown as ((module: EmscriptenModule) => void)[];
    preRun.unshift(({ NODEFS }) => {
      NODEFS.stream_ops.fsync = (stream) => {
        if (stream.nfd !== undefined) {
          fdatasyncSync(stream.nfd);
          return 0;
        }
        // A directory has no descriptor of its own here.
        const descriptor = openSync(NODEFS.realPath(stream.node), "r");
        try {
          fsyncSync(descriptor);
        } finally {
          closeSync(descriptor);
        }
        return 0;
      };
    });
    return made;
  }
}

const text = (value: string): string => value;
const { folder } = workerData as { folder: string };
const port = parentPort;
if (!port) throw new Error("pglite-worker.ts runs as a worker thread");
const answer = (message: Answer): void => port.postMessage(message);

const startParams = [
  // -F switches fsync off; wal_sync_method must be one that goes through fsync above.
  ...(PGlite as unknown as { defaultStartParams: string[] }).defaultStartParams.filter((option) => option !== "-F"),
  "-c",
  "wal_sync_method=fsync",
];

let db: PGlite;
try {
  db = await PGlite.create({
    fs: new DurableNodeFS(folder),
    startParams,
    postgresqlconf: ["shared_buffers=16MB"],
    // As node-postgres does: bigint and numeric are text.
    parsers: { 20: text, 1700: text },
  });
} catch (error) {
  const torn = existsSync(path.join(folder, "PG_VERSION")) ? "its files do not open" : "it could not be created";
  answer({ kind: "unopened", why: `${torn} (${String(error)})` });
  throw error;
}

const run = async ({ id, sql, parameters, begin }: Statement): Promise<void> => {
  try {
    if (begin) await db.exec("begin");
    // Without parameters the simple protocol does: one step instead of five.
    const result = parameters?.length ? await db.query(sql, [...parameters]) : (await db.exec(sql)).at(-1);
    const command = /^\s*(\w+)/.exec(sql)?.[1]?.toUpperCase() ?? "";
    answer({ kind: "rows", id, rows: result?.rows ?? [], command, count: result?.affectedRows ?? null });
  } catch (error) {
    const { message, code, detail, constraint, table } = error as Failure;
    answer({
      kind: "failed",
      id,
      failure: {
        message,
        ...(code ? { code } : {}),
        ...(detail ? { detail } : {}),
        ...(constraint ? { constraint } : {}),
        ...(table ? { table } : {}),
      },
    });
  }
};
port.on("message", (statement: Statement) => void run(statement));
answer({ kind: "ready" });
