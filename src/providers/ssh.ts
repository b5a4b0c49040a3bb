/** Commands on another machine, each in a channel of one SSH connection that is reused until it breaks. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../inventory.ts";
import { problem } from "../problem.ts";
import { checkArgv, quote, quoteAll, withEnv } from "./argv.ts";
import { drain } from "./drain.ts";
import type { Command, End, Shell } from "./shell.ts";
import { connect, type Connection, type SshSettings } from "./ssh-connection.ts";
import { supervise } from "./supervise.ts";
import { turnstile } from "./turnstile.ts";

/** sshd allows ten sessions a connection by default (MaxSessions); two are kept free for ending what runs. */
const channels = 8;

/** How much longer than the command's own limit the far side waits before it ends it without us, seconds. */
const afterUs = 10;

/**
 * Says who it is, then becomes the command. On each stream a line with our token tells the process number; whatever a
 * login script printed before it is dropped. `timeout`, where there is one, is for the case that we are gone.
 */
const wrapper = `printf '%s %s\\n' "$1" "$$"
printf '%s %s\\n' "$1" "$$" >&2
limit=$2
shift 2
if command -v timeout >/dev/null 2>&1; then exec timeout -k 5 "$limit" "$@"; fi
exec "$@"`;

const endTree = `${readFileSync(path.join(import.meta.dirname, "end-tree.sh"), "utf8")}\nend_tree "$1"`;

export function sshShell(host: Host, settings: SshSettings): Shell {
  let opening: Promise<Connection> | null = null;
  const turns = turnstile(channels);

  const connected = (): Promise<Connection> => {
    opening ??= connect(host, settings).then(
      (connection) => {
        connection.on("close", () => (opening = null));
        return connection;
      },
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  };

  const exec = async (command: Command): Promise<End> => {
    checkArgv(command.argv, command.env);
    await turns.enter();
    try {
      if (command.signal?.aborted) return { kind: "cancelled" };
      const connection = await connected();
      return await run(connection, command).catch((error: unknown) => {
        if (error instanceof NotOpened) throw problem("HOST_UNREACHABLE", { host: host.name, why: error.message });
        throw error;
      });
    } finally {
      turns.leave();
    }
  };
  const close = async (): Promise<void> => {
    const connection = await opening?.catch(() => null);
    if (!connection) return;
    const closed = new Promise<void>((resolve) => connection.once("close", () => resolve()));
    connection.end();
    await closed;
  };
  return { exec, close };
}

/** The far side would not open a channel: nothing ran. */
class NotOpened extends Error {
  override readonly name = "NotOpened";
}

type Channel = Awaited<ReturnType<typeof open>>;

function open(connection: Connection, text: string) {
  return new Promise<Parameters<Parameters<Connection["exec"]>[1]>[1] | null>((resolve, reject) => {
    // Closed before the answer: the request may have arrived all the same.
    const onClose = (): void => resolve(null);
    connection.once("close", onClose);
    try {
      connection.exec(text, (error, channel) => {
        connection.off("close", onClose);
        if (error) reject(new NotOpened(error.message));
        else resolve(channel);
      });
    } catch (error) {
      // ssh2 throws where the connection had already gone.
      reject(new NotOpened(error instanceof Error ? error.message : String(error)));
    }
  });
}

const lost: End = { kind: "lost", why: "the connection was lost while it ran" };

async function run(connection: Connection, command: Command): Promise<End> {
  const token = `signalbox-${randomUUID()}`;
  const limit = Math.ceil(command.timeout / 1000) + afterUs;
  const argv = [token, String(limit), ...withEnv(command.argv, command.env)];
  const channel = await open(connection, `exec sh -c ${quote(wrapper)} signalbox ${quoteAll(argv)}`);
  if (!channel) return lost;

  const started = Promise.withResolvers<string | null>();
  const output = drain(channel, channel.stderr, afterToken(token, started.resolve, command.onOutput));
  channel.on("error", () => {});
  channel.end(command.stdin ?? "");
  const ended = new Promise<End>((resolve, reject) => {
    let exited = false;
    output.done.catch(reject);
    channel.on("close", () => {
      started.resolve(null);
      if (!exited) resolve(lost);
    });
    // Only this message is an end: a channel that closes without it leaves open what became of the command.
    channel.on("exit", (code: number | null, signal?: string) => {
      exited = true;
      started.resolve(null);
      const end: End = code === null ? { kind: "signal", signal: signal ?? "unknown" } : { kind: "exit", code };
      const finish = async (): Promise<void> => {
        await output.settle();
        channel.close();
        resolve(end);
      };
      finish().catch(reject);
    });
  });
  return supervise(command, {
    ended,
    kill: async () => {
      const pid = await Promise.race([started.promise, silent()]);
      return pid === null ? "" : killTree(connection, pid);
    },
  });
}

/** A far side that does not say within ten seconds which process it started cannot be told to end it. */
async function silent(): Promise<never> {
  await sleep(10_000, undefined, { ref: false });
  throw new Error("the host did not say which process it started");
}

/** Passes on what comes after the line with the token, and tells the process number that stands in it. */
function afterToken(token: string, tell: (pid: string) => void, onOutput: Command["onOutput"]): Command["onOutput"] {
  const before: Record<"out" | "err", Buffer | null> = { out: Buffer.alloc(0), err: Buffer.alloc(0) };
  return (chunk, stream) => {
    const earlier = before[stream];
    if (earlier === null) return onOutput?.(chunk, stream);
    const bytes = Buffer.concat([earlier, chunk]);
    const at = bytes.indexOf(`${token} `);
    const end = at === -1 ? -1 : bytes.indexOf("\n", at);
    before[stream] = end === -1 ? bytes : null;
    if (end === -1) return undefined;
    tell(bytes.toString("latin1", at + token.length + 1, end));
    const rest = bytes.subarray(end + 1);
    return rest.length > 0 ? onOutput?.(rest, stream) : undefined;
  };
}

/** Resolves to the survivors. Uses one of the channels kept free. */
async function killTree(connection: Connection, pid: string): Promise<string> {
  const channel: Channel = await open(connection, `exec sh -c ${quote(endTree)} signalbox ${quote(pid)}`);
  if (!channel) throw new Error("the connection was lost");
  let survivors = "";
  let code: number | null = null;
  channel.on("data", (chunk: Buffer) => (survivors += chunk.toString("latin1")));
  channel.stderr.resume();
  channel.on("exit", (exit: number | null) => (code = exit));
  channel.end();
  await new Promise((resolve) => channel.on("close", resolve));
  if (code === null) throw new Error("the connection was lost");
  return survivors.trim();
}
