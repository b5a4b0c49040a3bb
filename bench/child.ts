/** A process under measurement: started with the runtime that runs this, ended by its id. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

export interface Child {
  /** Milliseconds from its start until it said that it is ready. */
  readonly readyAfter: number;
  /** What it said then. */
  readonly said: string;
  /** Resident memory now, in MB. */
  memory(): number;
  /** Asks it to end, and resolves when it has. */
  stop(): Promise<void>;
}

/** Milliseconds that a process gets to be ready. */
const patience = 60_000;

/** Resolves when a line on its standard error fits `ready`. Throws with everything it said if it ends before. */
export async function startChild(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  ready: RegExp,
): Promise<Child> {
  const before = performance.now();
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  const lines: string[] = [];
  const said = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), patience);
    const finished = (): void => {
      clearTimeout(timer);
      reject(new Error(`${args.join(" ")} ended before it was ready:\n${lines.join("\n")}`));
    };
    createInterface(child.stderr)
      .on("line", (line) => {
        lines.push(line);
        if (!ready.test(line)) return;
        clearTimeout(timer);
        resolve(line);
      })
      .on("close", finished);
  });
  const readyAfter = performance.now() - before;
  return {
    readyAfter,
    said,
    memory: () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" })) / 1024,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}
