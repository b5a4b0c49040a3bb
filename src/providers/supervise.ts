/** Watching one running command: its own end, its time limit, a person's stop, whichever comes first. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Command, End } from "./shell.ts";

export interface Running {
  /** The command's own end, its output read. Rejects if whoever listens to the output threw. */
  readonly ended: Promise<End>;
  /** Ends its process tree and looks again; the answer names what is still alive, "" if nothing is. */
  readonly kill: () => Promise<string>;
}

export async function supervise(command: Command, running: Running): Promise<End> {
  const stopped = Promise.withResolvers<End>();
  let stopping = false;
  const stop = async (kind: "timeout" | "cancelled"): Promise<void> => {
    if (stopping) return;
    stopping = true;
    try {
      const alive = await running.kill();
      // What it still had to say is worth a moment.
      await Promise.race([running.ended.catch(() => null), sleep(500)]);
      stopped.resolve(alive === "" ? { kind } : { kind: "lost", why: `it does not end: ${alive} still runs` });
    } catch (error) {
      stopped.resolve({ kind: "lost", why: `it could not be ended: ${String(error)}` });
    }
  };
  const timer = setTimeout(() => void stop("timeout"), command.timeout);
  const onAbort = (): void => void stop("cancelled");
  command.signal?.addEventListener("abort", onAbort, { once: true });
  if (command.signal?.aborted) onAbort();
  try {
    const natural = running.ended.then(
      (end) => (stopping ? stopped.promise : end),
      async (error: unknown) => {
        await running.kill();
        throw error;
      },
    );
    return await Promise.race([natural, stopped.promise]);
  } finally {
    clearTimeout(timer);
    command.signal?.removeEventListener("abort", onAbort);
  }
}
