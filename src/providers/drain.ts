/** Reading a command's two streams no faster than whoever listens. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Readable } from "node:stream";
import type { Command } from "./shell.ts";

/** How long the streams of a program that has ended may be silent before we stop waiting for them, ms. */
const silence = 2000;

export interface Drain {
  /** Both streams have ended. Rejects with what `onOutput` threw. */
  readonly done: Promise<unknown>;
  /** Once the program has ended: reads what it wrote, without waiting for a daemon it left that holds the pipe. */
  settle(): Promise<void>;
}

export function drain(out: Readable, err: Readable, onOutput: Command["onOutput"]): Drain {
  let busy = 0;
  let last = performance.now();
  let over = false;
  const read = async (stream: Readable, name: "out" | "err"): Promise<void> => {
    try {
      for await (const chunk of stream) {
        busy++;
        await onOutput?.(chunk as Uint8Array, name);
        busy--;
        last = performance.now();
      }
    } catch (error) {
      // A stream that was destroyed, by us or by a lost connection, ends here; how the command ended is known elsewhere.
      const code = (error as NodeJS.ErrnoException).code;
      if (!over && code !== "ERR_STREAM_PREMATURE_CLOSE" && code !== "ECONNRESET") throw error;
    }
  };
  const both = async (): Promise<"done"> => {
    await Promise.all([read(out, "out"), read(err, "err")]);
    return "done";
  };
  const done = both();
  const settle = async (): Promise<void> => {
    last = performance.now();
    while ((await Promise.race([done, sleep(50)])) !== "done") {
      if (busy === 0 && performance.now() - last > silence) {
        over = true;
        out.destroy();
        err.destroy();
        return;
      }
    }
  };
  return { done, settle };
}
