/** A pool look-alike over the one session of a PGlite worker, in the shape that Kysely's PostgresDialect expects. */
import { Worker } from "node:worker_threads";
import type { PostgresPool, PostgresPoolClient } from "kysely";
import { problem } from "../problem.ts";
import type { Answer, Statement } from "./pglite-worker.ts";

interface Result {
  readonly rows: unknown[];
  readonly command: string;
  readonly rowCount: number | null;
}

interface Pending {
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
}

export interface PglitePool extends PostgresPool {
  /** Runs a script of several statements outside any transaction. */
  script(sql: string): Promise<void>;
}

/** Opens (and on first use creates) the database in this folder. The caller holds the folder's lock. */
export async function openPglite(folder: string): Promise<PglitePool> {
  const worker = new Worker(new URL("./pglite-worker.ts", import.meta.url), { workerData: { folder } });
  const pending = new Map<number, Pending>();
  let last = 0;
  let ended = false;

  const fail = (error: Error): void => {
    for (const { reject } of pending.values()) reject(error);
    pending.clear();
  };
  await new Promise<void>((resolve, reject) => {
    worker.on("message", (message: Answer) => {
      switch (message.kind) {
        case "ready":
          return resolve();
        case "unopened":
          return reject(problem("DATABASE_UNREACHABLE", { why: message.why }));
        case "rows":
          pending.get(message.id)?.resolve({ rows: message.rows, command: message.command, rowCount: message.count });
          return pending.delete(message.id);
        case "failed":
          pending.get(message.id)?.reject(Object.assign(new Error(message.failure.message), message.failure));
          return pending.delete(message.id);
      }
    });
    worker.on("error", (error: Error) => {
      reject(problem("DATABASE_UNREACHABLE", { why: error.message }));
      fail(error);
    });
    worker.on("exit", () => {
      ended = true;
      fail(new Error("the embedded database has stopped"));
    });
  });

  const send = (sql: string, parameters: readonly unknown[] | null, begin = false): Promise<Result> =>
    new Promise((resolve, reject) => {
      if (ended) return reject(new Error("the embedded database has stopped"));
      const id = ++last;
      pending.set(id, { resolve, reject });
      worker.postMessage({ id, sql, parameters, begin } satisfies Statement);
    });

  // One session: whoever connects has it alone until release, in the order of asking.
  let turn: Promise<void> = Promise.resolve();
  const connect = async (): Promise<PostgresPoolClient> => {
    const before = turn;
    let release!: () => void;
    turn = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    // "begin" goes with the statement that follows: one way to the worker and back less for every transaction.
    let begin = false;
    const query = (sql: string, parameters: readonly unknown[]): Promise<Result> => {
      if (sql === "begin") {
        begin = true;
        return Promise.resolve({ rows: [], command: "BEGIN", rowCount: null });
      }
      const first = begin;
      begin = false;
      return send(sql, parameters, first);
    };
    return {
      // Kysely only ever passes text here: its cursors are for streaming, which nothing of ours uses.
      query: query as unknown as PostgresPoolClient["query"],
      release,
    };
  };
  return {
    connect,
    options: {},
    script: async (sql) => {
      const client = await connect();
      try {
        await send(sql, null);
      } finally {
        client.release();
      }
    },
    end: async () => {
      await (await connect()).query("checkpoint", []);
      await worker.terminate();
    },
  };
}
