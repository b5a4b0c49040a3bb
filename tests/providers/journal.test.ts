/** A step is started at most once, whatever happens to the bot, and its end is known afterwards. */
import { execFileSync, spawn } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { forgetStep, lookAtStep, runStep, type Step } from "../../src/providers/journal.ts";
import type { Command, Shell } from "../../src/providers/shell.ts";
import { createShells } from "../../src/providers/shells.ts";
import { describeWith, find } from "../servers/needs.ts";
import { startSshd, type Sshd } from "../servers/sshd.ts";
import { localhost } from "./localhost.ts";

const folder = mkdtempSync(path.join(tmpdir(), "signalbox-journal-"));
afterAll(() => rmSync(folder, { recursive: true }));

const base = `/var/tmp/signalbox-${userInfo().uid}`;
let count = 0;
const newName = (): string => `r-${process.pid}.test.${count++}`;
const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

/** A step that adds a line to a file of its own, so that it can be counted how often it ran. */
function counted(shell: Shell, script: string, more: Partial<Command> = {}): Step & { file: string; heard: string[] } {
  const name = newName();
  const file = path.join(folder, name);
  const heard: string[] = [];
  const command: Command = {
    argv: ["sh", "-c", `echo ran >>"$1"; ${script}`, "sh", file],
    timeout: 20_000,
    onOutput: (chunk, stream) => void heard.push(`${stream}:${Buffer.from(chunk).toString()}`),
    ...more,
  };
  return { shell, name, command, file, heard };
}

function promises(open: () => Promise<Shell>, describeChild: () => object): void {
  let shell: Shell;
  beforeAll(async () => {
    shell = await open();
  });

  test("runs a step, passes on what it says and how it ends, and keeps that in a private folder until told to forget", async () => {
    const step = counted(shell, "cat; echo bad >&2; exit 3", { stdin: "zero\0byte\n" });
    expect(await lookAtStep(step)).toEqual({ happened: false });
    expect(await runStep(step)).toEqual({ kind: "exit", code: 3 });
    expect(step.heard.toSorted()).toEqual(["err:bad\n", "out:zero\0byte\n"]);
    expect(statSync(base).mode & 0o777).toBe(0o700);
    expect(statSync(path.join(base, step.name)).mode & 0o777).toBe(0o700);
    await forgetStep(shell, step.name);
    expect(readdirSync(base)).not.toContain(step.name);
  });

  test("a second attempt hears the first one's output and does not run it again", async () => {
    const step = counted(shell, "echo once");
    await runStep(step);
    step.heard.length = 0;
    expect(await runStep(step)).toEqual({ kind: "exit", code: 0 });
    expect(step.heard).toEqual(["out:once\n"]);
    expect(await lookAtStep(step)).toEqual({ happened: true, value: { kind: "exit", code: 0 } });
    expect(read(step.file)).toBe("ran\n");
    await forgetStep(shell, step.name);
  });

  test("of many attempts at once exactly one runs the step", async () => {
    const step = counted(shell, "sleep 0.5");
    const ends = await Promise.all(Array.from({ length: 6 }, () => runStep(step)));
    expect(ends).toEqual(Array.from({ length: 6 }, () => ({ kind: "exit", code: 0 })));
    expect(read(step.file)).toBe("ran\n");
    await forgetStep(shell, step.name);
  });

  test("streams while the step runs", async () => {
    const step = counted(shell, "echo first; sleep 2; echo second");
    const running = runStep(step);
    await expect.poll(() => step.heard.join(""), { timeout: 1900 }).toBe("out:first\n");
    await running;
    expect(step.heard.join("")).toBe("out:first\nout:second\n");
    await forgetStep(shell, step.name);
  });

  test("a cancelled step ends with all its processes, and the journal says so", async () => {
    const mark = `36${Math.floor(Math.random() * 1e6)}`;
    const stop = new AbortController();
    const step = counted(shell, `(trap '' TERM; sleep ${mark}; sleep ${mark}) & sleep ${mark}`, {
      signal: stop.signal,
    });
    const running = runStep(step);
    await expect.poll(() => alive(mark), { timeout: 10_000 }).toBeGreaterThan(1);
    stop.abort();
    expect(await running).toEqual({ kind: "cancelled" });
    expect(alive(mark)).toBe(0);
    expect(read(path.join(base, step.name, "rc"))).toMatch(/^1\d\d\n$/);
    await forgetStep(shell, step.name);
  });

  test("a step that takes too long is ended", async () => {
    const mark = `37${Math.floor(Math.random() * 1e6)}`;
    const step = counted(shell, `sleep ${mark}`, { timeout: 500 });
    expect(await runStep(step)).toEqual({ kind: "timeout" });
    expect(alive(mark)).toBe(0);
    await forgetStep(shell, step.name);
  });

  test("a step whose processes vanished without a word is lost, not done and not absent", async () => {
    const mark = `38${Math.floor(Math.random() * 1e6)}`;
    const step = counted(shell, `sleep ${mark}`);
    const running = runStep(step);
    await expect.poll(() => alive(mark), { timeout: 10_000 }).toBeGreaterThan(0);
    const [launcher] = pids(`launch ${step.name}`);
    process.kill(launcher ?? 0, "SIGKILL");
    for (const pid of pids(`sleep ${mark}`)) process.kill(pid, "SIGKILL");
    expect(await running).toMatchObject({ kind: "lost" });
    expect(await lookAtStep(step)).toBe("unknown");
    await forgetStep(shell, step.name);
  });

  test("another process with the number of a dead one is not mistaken for it", async () => {
    const step = counted(shell, "true");
    await runStep(step);
    rmSync(path.join(base, step.name, "rc"));
    writeFileSync(path.join(base, step.name, "pid"), `${process.pid} some other time\n`);
    expect(await lookAtStep(step)).toBe("unknown");
    await forgetStep(shell, step.name);
  });

  test("survives a bot that is killed at any moment: the step runs once and its end is told", async () => {
    for (const afterMs of [0, 300, 700, 1500]) {
      const step = counted(shell, "echo begun; sleep 1; cat; echo over", { stdin: "input\n" });
      const given = path.join(folder, `${step.name}.json`);
      const { argv, timeout, stdin } = step.command;
      writeFileSync(given, JSON.stringify({ ...describeChild(), name: step.name, command: { argv, timeout, stdin } }));
      const bot = spawn(process.execPath, [path.join(import.meta.dirname, "journal-bot.ts"), given], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      await new Promise((resolve) => bot.stdout.once("data", resolve));
      await sleep(afterMs);
      bot.kill("SIGKILL");
      await new Promise((resolve) => bot.once("exit", resolve));
      expect(await runStep(step)).toEqual({ kind: "exit", code: 0 });
      expect(step.heard.join("").replaceAll("out:", "")).toBe("begun\ninput\nover\n");
      expect(read(step.file)).toBe("ran\n");
      await forgetStep(shell, step.name);
    }
  });
}

const list = (): string[] =>
  execFileSync("ps", ["-A", "-ww", "-o", "pid=,stat=,args="], { encoding: "utf8" }).split("\n");
/** Processes (no zombies) whose arguments hold this. */
const pids = (args: string): number[] =>
  list()
    .filter((line) => line.includes(args) && !/^\s*\d+\s+Z/.test(line))
    .map((line) => Number.parseInt(line, 10));
const alive = (mark: string): number => list().filter((line) => line.endsWith(`sleep ${mark}`)).length;

describe("the journal on this machine", () => {
  const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
  promises(
    () => shells.on(localhost),
    () => ({ host: localhost, ssh: { known_hosts: "/nonexistent", timeout_ms: 1000 } }),
  );
});

describe("the journal on a machine without setsid and timeout", () => {
  const programs = "sh awk cat cut date find head id kill ls mkdir mv nohup ps rm sed sleep tail wc".split(" ");
  const bin = path.join(folder, "bin");
  mkdirSync(bin);
  for (const program of programs) symlinkSync(find(program) ?? "", path.join(bin, program));
  const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, { ...process.env, PATH: bin });

  test("still runs a step once, tells its end and can stop it", async () => {
    const shell = await shells.on(localhost);
    const step = counted(shell, "cat; exit 4", { stdin: "given" });
    expect(await runStep(step)).toEqual({ kind: "exit", code: 4 });
    expect(await runStep(step)).toEqual({ kind: "exit", code: 4 });
    expect([read(step.file), step.heard[0]]).toEqual(["ran\n", "out:given"]);
    await forgetStep(shell, step.name);
    const mark = `40${Math.floor(Math.random() * 1e6)}`;
    const slow = counted(shell, `sleep ${mark} & sleep ${mark}`, { timeout: 1000 });
    expect(await runStep(slow)).toEqual({ kind: "timeout" });
    expect(alive(mark)).toBe(0);
    await forgetStep(shell, slow.name);
  });
});

describeWith(["sshd"], "the journal over SSH", () => {
  let server: Sshd;
  let shells: ReturnType<typeof createShells>;
  beforeAll(async () => {
    server = await startSshd();
    shells = createShells(server.settings, {});
  });
  afterAll(async () => {
    await shells.close();
    await server.stop();
  });
  promises(
    () => shells.on(server.host()),
    () => ({ host: server.host(), ssh: server.settings }),
  );

  test("a step survives its connection: it is found again and its output continues where it broke off", async () => {
    const step = counted(await shells.on(server.host()), "echo one; sleep 4; echo two");
    const running = runStep(step);
    await expect.poll(() => step.heard.join(""), { timeout: 10_000 }).toContain("one");
    server.dropConnections();
    expect(await running).toEqual({ kind: "exit", code: 0 });
    expect(step.heard.join("")).toBe("out:one\nout:two\n");
    expect(read(step.file)).toBe("ran\n");
    await forgetStep(step.shell, step.name);
  });

  test("cancelling works even if the connection has just broken", async () => {
    const mark = `39${Math.floor(Math.random() * 1e6)}`;
    const stop = new AbortController();
    const step = counted(await shells.on(server.host()), `sleep ${mark}`, { signal: stop.signal });
    const running = runStep(step);
    await expect.poll(() => alive(mark), { timeout: 10_000 }).toBeGreaterThan(0);
    server.dropConnections();
    stop.abort();
    expect(await running).toEqual({ kind: "cancelled" });
    expect(alive(mark)).toBe(0);
    await forgetStep(step.shell, step.name);
  });

  test("200 MB of output do not fill the memory", async () => {
    let [bytes, peak] = [0, 0];
    const before = process.memoryUsage().rss;
    const step = counted(await shells.on(server.host()), "head -c 200000000 /dev/zero", {
      timeout: 60_000,
      onOutput: (chunk) => {
        bytes += chunk.length;
        peak = Math.max(peak, process.memoryUsage().rss - before);
      },
    });
    expect(await runStep(step)).toEqual({ kind: "exit", code: 0 });
    expect(bytes).toBe(200_000_000);
    expect(peak).toBeLessThan(120_000_000);
    await forgetStep(step.shell, step.name);
  });
});
