/** The processes of this machine that can be seen, as `ps` shows them to any user. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Its command line. */
  readonly args: string;
}

export function processes(): Process[] {
  if (!existsSync("/proc/self/stat")) return fromPs();
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const args = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        // "4711 (git) S 1234 …": the name may hold anything, also brackets.
        const [, parent = ""] = readFileSync(`/proc/${name}/stat`, "utf8").split(/\) \S /);
        return [{ pid: Number(name), parent: Number.parseInt(parent, 10), args }];
      } catch {
        // It has ended in between.
        return [];
      }
    });
}

function fromPs(): Process[] {
  const lines = execFileSync("ps", ["-Aww", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).trim().split("\n");
  return lines.map((line) => {
    const [, pid = "", parent = "", args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return { pid: Number(pid), parent: Number(parent), args };
  });
}
