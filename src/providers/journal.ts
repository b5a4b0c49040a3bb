/**
 * One side-effecting step, crash-safe on both transports. The step is started at most once, goes on without us and
 * writes down how it ended, so that a bot that was killed in the middle can take it up again, or say in all honesty
 * that it never started or that nobody can know. journal.sh is its far side.
 */
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Sighting } from "../action.ts";
import { isProblem } from "../problem.ts";
import { checkArgv, withEnv } from "./argv.ts";
import type { Command, End, Shell } from "./shell.ts";

const script = ["end-tree.sh", "journal.sh"]
  .map((file) => readFileSync(path.join(import.meta.dirname, file), "utf8"))
  .join("\n");

/** How long a lost connection is tried again before a step that runs counts as lost, ms. */
const reconnectFor = 60_000;

/** How much longer than its own limit the far side lets a step run when we are not there to end it, seconds. */
const afterUs = 10;

export interface Step {
  readonly shell: Shell;
  /** The same in every attempt, and unique on the host: "r-8KQ2ZC7M.web-1.2". */
  readonly name: string;
  readonly command: Command;
}

/** The connection broke: what was asked may or may not have been done. */
class Broken extends Error {
  override readonly name = "Broken";
}

const argvOf = (verb: string, name: string, args: readonly string[] = []): string[] => {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new TypeError(`${name} is no name for a step`);
  return ["sh", "-c", 'eval "$1"', "signalbox", script, verb, name, ...args];
};

/** One short question to the far side; resolves to what it printed. Throws Broken, or Problem where unreachable. */
async function ask(shell: Shell, argv: readonly string[], stdin = ""): Promise<string> {
  const said: Record<"out" | "err", string> = { out: "", err: "" };
  const onOutput = (chunk: Uint8Array, stream: "out" | "err"): void => {
    said[stream] += Buffer.from(chunk).toString("utf8");
  };
  const end = await shell.exec({ argv, stdin, timeout: 60_000, onOutput });
  if (end.kind === "exit" && end.code <= 1) return said.out.trim();
  if (end.kind === "exit") throw new Error(`the journal failed with code ${end.code}: ${said.err.trim()}`);
  throw new Broken(end.kind === "lost" ? end.why : end.kind);
}

/** Tries again while the host cannot be reached. A changed host key is not a matter of patience. */
async function patiently<T>(attempt: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const deadline = performance.now() + reconnectFor;
  for (let pause = 250; ; pause = Math.min(pause * 2, 8000)) {
    try {
      return await attempt();
    } catch (error) {
      const passing = error instanceof Broken || (isProblem(error) && error.code === "HOST_UNREACHABLE");
      if (!passing || performance.now() + pause > deadline || signal?.aborted) throw error;
      await sleep(pause);
    }
  }
}

/**
 * Starts the step, or joins it if an earlier attempt started it, and stays until it has ended. Throws Problem
 * HOST_UNREACHABLE or HOST_KEY_REFUSED if it certainly was not started; `lost` means that nobody can know.
 */
export async function runStep(step: Step): Promise<End> {
  const { shell, name, command } = step;
  checkArgv(command.argv, command.env);
  if (command.signal?.aborted) return { kind: "cancelled" };
  const stdin = command.stdin ?? "";
  const limit = Math.ceil(command.timeout / 1000) + afterUs;
  const argv = argvOf("start", name, [
    String(Buffer.byteLength(stdin)),
    String(limit),
    ...withEnv(command.argv, command.env),
  ]);
  // The claim makes starting harmless to repeat: of two attempts one runs the step and both follow it.
  let asked = false;
  const start = async (): Promise<string> => {
    try {
      return await ask(shell, argv, stdin);
    } catch (error) {
      asked ||= error instanceof Broken;
      throw error;
    }
  };
  let answer: string;
  try {
    answer = await start().catch((error: unknown) => {
      if (!asked) throw error;
      return patiently(start, command.signal);
    });
  } catch (error) {
    if (!asked) throw error;
    return { kind: "lost", why: "the connection was lost while it was being started" };
  }
  if (answer.startsWith("refused ")) return { kind: "lost", why: answer.slice("refused ".length) };
  return follow(step);
}

/** Whether an earlier attempt started this step; if so, how it ended, having waited for that and heard its output. */
export async function lookAtStep(step: Step): Promise<Sighting<End>> {
  try {
    const state = await patiently(() => ask(step.shell, argvOf("state", step.name)), step.command.signal);
    if (state === "absent") return { happened: false };
    if (state !== "running" && !state.startsWith("ended ")) return "unknown";
  } catch {
    return "unknown";
  }
  const end = await follow(step);
  return end.kind === "lost" ? "unknown" : { happened: true, value: end };
}

/**
 * Removes what the host keeps of a step. Only after its result is recorded: without it the step may run again.
 * Rejects if the step still runs or the host cannot be reached.
 */
export async function forgetStep(shell: Shell, name: string): Promise<void> {
  await ask(shell, argvOf("forget", name));
}

/**
 * Removes what a recorded step was given and wrote. That it was started and how it ended stays for a month: an attempt
 * that was frozen before it started the step, and wakes after another has finished it, must not start it again.
 */
export async function closeStep(shell: Shell, name: string): Promise<void> {
  await ask(shell, argvOf("close", name));
}

async function follow({ shell, name, command }: Step): Promise<End> {
  let stopped: "timeout" | "cancelled" | null = null;
  let stopping: Promise<string> = Promise.resolve("");
  const stop = (why: "timeout" | "cancelled"): void => {
    if (stopped) return;
    stopped = why;
    stopping = patiently(() => ask(shell, argvOf("stop", name)));
    // Looked at below, once the step has ended or could not be made to.
    stopping.catch(() => {});
  };
  const timer = setTimeout(() => stop("timeout"), command.timeout);
  const onAbort = (): void => stop("cancelled");
  const relax = (): void => {
    clearTimeout(timer);
    command.signal?.removeEventListener("abort", onAbort);
  };
  command.signal?.addEventListener("abort", onAbort, { once: true });
  if (command.signal?.aborted) onAbort();

  const heard = { out: 0, err: 0 };
  const listen = async (): Promise<void> => {
    const end = await shell.exec({
      argv: argvOf("follow", name, [String(heard.out), String(heard.err)]),
      timeout: command.timeout + 120_000,
      onOutput: async (chunk, stream) => {
        await command.onOutput?.(chunk, stream);
        heard[stream] += chunk.length;
      },
    });
    if (end.kind !== "exit" || end.code !== 0) throw new Broken(end.kind);
  };
  try {
    await patiently(listen);
    // It has ended: what happens from here on no longer stops it.
    relax();
    const survivors = await stopping;
    if (survivors !== "") return { kind: "lost", why: `it does not end: ${survivors} still runs` };
    const state = await patiently(() => ask(shell, argvOf("state", name)));
    return stopped ? { kind: stopped } : endOf(state);
  } catch (error) {
    if (!(error instanceof Broken) && !isProblem(error)) throw error;
    return { kind: "lost", why: "the connection was lost while it ran, and could not be made again" };
  } finally {
    relax();
  }
}

function endOf(state: string): End {
  if (state === "ended timeout") return { kind: "timeout" };
  const code = /^ended (\d+)$/.exec(state)?.[1];
  if (code !== undefined) return { kind: "exit", code: Number(code) };
  return { kind: "lost", why: state.startsWith("lost ") ? state.slice("lost ".length) : `its state is ${state}` };
}
