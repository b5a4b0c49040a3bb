/** Commands on this machine, as children of this process, each leading its own process group. */
import { execFile, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { checkArgv } from "./argv.ts";
import { drain } from "./drain.ts";
import type { Command, End, Shell } from "./shell.ts";
import { supervise } from "./supervise.ts";

const run = promisify(execFile);
const endTree = `${readFileSync(path.join(import.meta.dirname, "end-tree.sh"), "utf8")}\nend_tree "$1"`;

/** The bot's own variables hold its tokens: a command sees these and no others. */
const inherited = [
  "PATH",
  "HOME",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "TMPDIR",
  "SystemRoot",
];

async function killTree(pid: number): Promise<string> {
  if (process.platform === "win32") {
    await run("taskkill", ["/pid", String(pid), "/T", "/F"]);
    return "";
  }
  // end_tree fails exactly when it prints survivors.
  return run("sh", ["-c", endTree, "signalbox", String(pid)]).then(
    () => "",
    (error: { stdout?: string }) => {
      if (error.stdout) return error.stdout.trim();
      throw error;
    },
  );
}

/** A shell on this machine. `surroundings` is the environment of the bot, of which a command sees a few names. */
export function localShell(surroundings: Readonly<Record<string, string | undefined>>): Shell {
  // Where a login would begin. A service's user may have no such folder, and then no program could be started in it.
  const cwd = existsSync(homedir()) ? homedir() : "/";
  const base = Object.fromEntries(inherited.map((name) => [name, surroundings[name]]));

  const exec = async (command: Command): Promise<End> => {
    checkArgv(command.argv, command.env);
    if (command.signal?.aborted) return { kind: "cancelled" };
    const [program = "", ...args] = command.argv;
    const child = spawn(program, args, {
      cwd,
      env: { ...base, ...command.env },
      detached: process.platform !== "win32",
      windowsHide: true,
    });
    const output = drain(child.stdout, child.stderr, command.onOutput);
    // A program may end without reading its input; that is its own affair.
    child.stdin.on("error", () => {});
    child.stdin.end(command.stdin ?? "");
    const ended = new Promise<End>((resolve, reject) => {
      output.done.catch(reject);
      child.on("error", (error: NodeJS.ErrnoException) => {
        // The codes a shell answers with (XCU 2.8.2), so that both transports say the same.
        resolve({ kind: "exit", code: error.code === "ENOENT" ? 127 : 126 });
      });
      child.on("exit", (code, signal) => {
        const end: End = code === null ? { kind: "signal", signal: signal ?? "unknown" } : { kind: "exit", code };
        output.settle().then(() => resolve(end), reject);
      });
    });
    return supervise(command, {
      ended,
      kill: () => (child.pid === undefined ? Promise.resolve("") : killTree(child.pid)),
    });
  };
  return { exec, close: () => Promise.resolve() };
}
