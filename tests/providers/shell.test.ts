/** Both shells keep the same promises; what only SSH has to promise is in ssh.test.ts. */
import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { setTimeout as sleep } from "node:timers/promises";
import * as fc from "fast-check";
import type { Command, End, Shell } from "../../src/providers/shell.ts";
import { createShells } from "../../src/providers/shells.ts";
import { describeWith } from "../servers/needs.ts";
import { startSshd, type Sshd } from "../servers/sshd.ts";
import { localhost } from "./localhost.ts";

interface Heard {
  readonly end: End;
  readonly out: string;
  readonly err: string;
}

async function hear(shell: Shell, command: Partial<Command> & Pick<Command, "argv">): Promise<Heard> {
  const heard: Record<"out" | "err", Uint8Array[]> = { out: [], err: [] };
  const end = await shell.exec({
    timeout: 10_000,
    onOutput: (chunk, stream) => void heard[stream].push(chunk),
    ...command,
  });
  return { end, out: Buffer.concat(heard.out).toString(), err: Buffer.concat(heard.err).toString() };
}

/** Running processes (no zombies) whose command line holds this. */
function alive(mark: string): string[] {
  const list = execFileSync("ps", ["-A", "-o", "pid=,stat=,args="], { encoding: "utf8" });
  return list.split("\n").filter((line) => line.includes(mark) && !/^\s*\d+\s+Z/.test(line));
}

const sh = (script: string, ...args: string[]): string[] => ["sh", "-c", script, "sh", ...args];

const fail = (): never => {
  throw new Error("disk full");
};

function promises(open: () => Promise<Shell>): void {
  let shell: Shell;
  beforeAll(async () => {
    shell = await open();
  });

  test("says how a command ended", async () => {
    expect((await hear(shell, { argv: ["true"] })).end).toEqual({ kind: "exit", code: 0 });
    expect((await hear(shell, { argv: sh("exit 3") })).end).toEqual({ kind: "exit", code: 3 });
    expect((await hear(shell, { argv: sh("kill -KILL $$") })).end).toEqual({ kind: "signal", signal: "SIGKILL" });
    expect((await hear(shell, { argv: ["/nowhere/no-such-program"] })).end).toEqual({ kind: "exit", code: 127 });
  });

  test("keeps the two streams apart and gives stdin and variables", async () => {
    const heard = await hear(shell, {
      argv: sh('cat; printf %s "$GREETING" >&2'),
      stdin: "in\n",
      env: { GREETING: `it's "so" $HOME` },
    });
    expect(heard).toEqual({ end: { kind: "exit", code: 0 }, out: "in\n", err: `it's "so" $HOME` });
  });

  test("passes every argument byte for byte", async () => {
    const text = fc.string({ unit: "binary", maxLength: 40 }).filter((word) => !word.includes("\0"));
    const nasty = fc.constantFrom(
      "$(id)",
      "`id`",
      "'",
      '"\'"',
      "\\",
      "\n",
      "-n",
      "!!",
      "a\r\nb",
      "*",
      "~",
      "\u202e",
      "",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, nasty), { minLength: 1, maxLength: 60 }), async (words) => {
        const { out, end } = await hear(shell, { argv: ["printf", "%s\\0", ...words] });
        expect(end).toEqual({ kind: "exit", code: 0 });
        expect(out.split("\0").slice(0, -1)).toEqual(words);
      }),
      { numRuns: 60 },
    );
  });

  test("refuses what cannot be passed on", async () => {
    await expect(shell.exec({ argv: ["printf", "a\0b"], timeout: 1000 })).rejects.toThrow("NUL");
    await expect(shell.exec({ argv: ["printf", "\ud800"], timeout: 1000 })).rejects.toThrow("Unicode");
    await expect(shell.exec({ argv: ["true", "x".repeat(200_000)], timeout: 1000 })).rejects.toThrow("standard input");
    await expect(shell.exec({ argv: [], timeout: 1000 })).rejects.toThrow("program");
    await expect(shell.exec({ argv: ["true"], env: { "A B": "" }, timeout: 1000 })).rejects.toThrow("variable");
  });

  test("shows a command nothing of the bot's own environment", async () => {
    const { out } = await hear(shell, { argv: ["env"] });
    expect(out).toContain("PATH=");
    expect(out).not.toContain("SLACK_BOT_TOKEN");
  });

  test("ends the whole tree at the time limit, even what ignores TERM, has a session of its own or lost its parent", async () => {
    const mark = `31${Math.floor(Math.random() * 1e6)}`;
    // The second has a session of its own, the third belongs to init by the time it is looked for.
    const script = `trap '' TERM; sleep ${mark} & setsid sleep ${mark} & (sleep ${mark} &); (sleep ${mark} & wait) & wait`;
    const began = performance.now();
    const { end } = await hear(shell, { argv: sh(script), timeout: 700 });
    expect(end).toEqual({ kind: "timeout" });
    expect(alive(`sleep ${mark}`)).toEqual([]);
    expect(performance.now() - began).toBeLessThan(4000);
  });

  test("ends the whole tree when told to, and keeps what it said before", async () => {
    const mark = `32${Math.floor(Math.random() * 1e6)}`;
    const stop = new AbortController();
    const running = hear(shell, {
      argv: sh(`echo begun; sleep ${mark} & sleep ${mark}; echo over`),
      signal: stop.signal,
    });
    await expect.poll(() => alive(`sleep ${mark}`).length).toBeGreaterThanOrEqual(2);
    stop.abort();
    expect(await running).toMatchObject({ end: { kind: "cancelled" }, out: "begun\n" });
    expect(alive(`sleep ${mark}`)).toEqual([]);
  });

  test("runs nothing for somebody who has already changed their mind", async () => {
    const { end, out } = await hear(shell, { argv: ["echo", "ran"], signal: AbortSignal.abort() });
    expect([end, out]).toEqual([{ kind: "cancelled" }, ""]);
  });

  test("does not wait for a daemon that a command leaves behind", async () => {
    const mark = `33${Math.floor(Math.random() * 1e6)}`;
    const began = performance.now();
    const { end, out } = await hear(shell, { argv: sh(`echo started; setsid sleep ${mark} & exit 0`) });
    expect([end, out]).toEqual([{ kind: "exit", code: 0 }, "started\n"]);
    expect(performance.now() - began).toBeLessThan(5000);
    for (const line of alive(`sleep ${mark}`)) process.kill(Number.parseInt(line, 10));
  });

  test("a slow listener slows the command down instead of filling the memory", async () => {
    const { end, bytes, grown } = await flood(shell);
    expect(end).toEqual({ kind: "exit", code: 0 });
    expect(bytes).toBe(200_000_000);
    expect(grown).toBeLessThan(120_000_000);
  });

  test("an error of the listener ends the command and is not swallowed", async () => {
    const mark = `34${Math.floor(Math.random() * 1e6)}`;
    const argv = sh(`echo one; sleep ${mark}`);
    await expect(shell.exec({ argv, timeout: 10_000, onOutput: fail })).rejects.toThrow("disk full");
    expect(alive(`sleep ${mark}`)).toEqual([]);
  });
}

/** 200 MB through a listener that pauses now and then. `grown` is the peak of memory above the beginning, bytes. */
async function flood(shell: Shell): Promise<{ end: End; bytes: number; grown: number }> {
  const before = process.memoryUsage().rss;
  let [bytes, peak, chunks] = [0, 0, 0];
  const end = await shell.exec({
    argv: ["head", "-c", "200000000", "/dev/zero"],
    timeout: 60_000,
    onOutput: async (chunk) => {
      bytes += chunk.length;
      if (++chunks % 200 === 0) {
        await sleep(5);
        peak = Math.max(peak, process.memoryUsage().rss);
      }
    },
  });
  return { end, bytes, grown: Math.max(0, peak - before) };
}

process.env["SLACK_BOT_TOKEN"] = "xoxb-must-not-be-seen";

describe("the local shell", () => {
  const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
  promises(() => shells.on(localhost));
});

describeWith(["sshd"], "the SSH shell", () => {
  let server: Sshd;
  const shells = Promise.withResolvers<ReturnType<typeof createShells>>();
  beforeAll(async () => {
    server = await startSshd();
    shells.resolve(createShells(server.settings, {}));
  });
  afterAll(async () => {
    await (await shells.promise).close();
    await server.stop();
  });
  promises(async () => (await shells.promise).on(server.host()));
});
