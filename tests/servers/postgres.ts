/** A real PostgreSQL for tests: a fresh cluster in a temporary folder, on 127.0.0.1, ended and removed by `stop`. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { find } from "./needs.ts";

// Debian keeps the server's programs off PATH, by version; import this file before asking for "postgres" and "initdb".
for (const version of list("/usr/lib/postgresql")) {
  process.env["PATH"] += `${path.delimiter}/usr/lib/postgresql/${version}/bin`;
}

export const programs = ["postgres", "initdb"] as const;

export interface PostgresServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-postgres-"));
  const as = unprivileged();
  if (as) chownSync(folder, as.uid, as.gid);
  const data = path.join(folder, "data");
  const options = { ...as, cwd: folder, stdio: "ignore" } as const;
  execFileSync(program("initdb"), ["-D", data, "-U", "signalbox", "-A", "trust", "-E", "UTF8", "--no-sync"], options);
  const port = await freePort();
  const settings = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "shared_buffers=16MB"];
  const server = spawn(
    program("postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    options,
  );
  const ended = once(server, "exit");
  const url = `postgres://signalbox@127.0.0.1:${port}/postgres`;
  const stop = async (): Promise<void> => {
    // SIGTERM lets clients that are just leaving go in peace; SIGINT throws out whoever was forgotten.
    server.kill("SIGTERM");
    const patience = setTimeout(() => server.kill("SIGINT"), 2000);
    await ended;
    clearTimeout(patience);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await answering(url, () => server.exitCode !== null);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

async function answering(url: string, hasEnded: () => boolean): Promise<void> {
  for (const deadline = Date.now() + 30_000; ; await pause(50)) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (hasEnded() || Date.now() > deadline) throw error;
    }
  }
}

/** PostgreSQL refuses to run as root; then the user that its package made is taken. */
function unprivileged(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  return { uid: idOfPostgres("-u"), gid: idOfPostgres("-g") };
}

const idOfPostgres = (flag: "-u" | "-g"): number =>
  Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

function program(name: string): string {
  const file = find(name);
  if (!file) throw new Error(`${name} is not here`);
  return file;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
