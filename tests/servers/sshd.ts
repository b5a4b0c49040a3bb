/** A real OpenSSH server on a port of its own, with keys made for the occasion, in a folder that goes away with it. */
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Host } from "../../src/inventory.ts";
import type { SshSettings } from "../../src/providers/ssh-connection.ts";
import { find } from "./needs.ts";

export interface Sshd {
  readonly pid: number;
  readonly port: number;
  readonly folder: string;
  /** The server's public key: "ssh-ed25519 AAAA…". */
  readonly hostKey: string;
  readonly settings: SshSettings;
  /** This server as a host of an inventory. */
  host(name?: string, vars?: Readonly<Record<string, string>>): Host;
  /** What the server has logged so far, at level VERBOSE. */
  log(): string;
  /** Ends every connection the way a broken network does, without a word; the server goes on. */
  dropConnections(): void;
  stop(): Promise<void>;
}

/** A new key pair; the public half as one line without its comment. */
export function makeKey(file: string): string {
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", file]);
  return publicKey(file);
}

const publicKey = (file: string): string => readFileSync(`${file}.pub`, "utf8").split(" ").slice(0, 2).join(" ");

export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-sshd-"));
  const file = (name: string): string => path.join(folder, name);
  const hostKey = makeKey(file("host_key"));
  makeKey(file("user_key"));
  const port = await freePort();
  writeFileSync(file("authorized_keys"), readFileSync(file("user_key.pub")), { mode: 0o600 });
  writeFileSync(file("known_hosts"), `[127.0.0.1]:${port} ${hostKey}\n`);
  writeFileSync(
    file("sshd_config"),
    [
      `Port ${port}`,
      "ListenAddress 127.0.0.1",
      `HostKey ${file("host_key")}`,
      `AuthorizedKeysFile ${file("authorized_keys")}`,
      "PidFile none",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      // The folder lies below /tmp, where everybody may write.
      "StrictModes no",
      "UsePAM no",
      "LogLevel VERBOSE",
      "",
    ].join("\n"),
  );
  // Debian's sshd wants this folder when root starts it; normally the boot makes it.
  if (userInfo().uid === 0) mkdirSync("/run/sshd", { recursive: true });
  // sshd insists on being called by its absolute path, because it runs itself again for every connection.
  const child = spawn(find("sshd") ?? "sshd", ["-D", "-e", "-f", file("sshd_config")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const exited = new Promise((resolve) => child.on("exit", resolve));
  for (let tries = 0; !(await answers(port)); tries++) {
    if (tries > 200 || child.exitCode !== null) throw new Error(`sshd did not start: ${log}`);
    await sleep(25);
  }
  return {
    pid: child.pid ?? 0,
    port,
    folder,
    hostKey,
    settings: { known_hosts: file("known_hosts"), identity_file: file("user_key"), timeout_ms: 10_000 },
    host: (name = "web-1", vars = {}) => ({
      name,
      transport: "ssh",
      address: "127.0.0.1",
      port,
      user: userInfo().username,
      environment: "dev",
      aliases: [],
      labels: [],
      vars,
    }),
    log: () => log,
    dropConnections: () => {
      for (const pid of childrenOf(child.pid ?? 0)) {
        try {
          process.kill(pid, "SIGKILL");
        } catch {
          // It had gone by itself.
        }
      }
    },
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server's processes for single connections; what they started is in sessions of its own and lives on. */
function childrenOf(pid: number): number[] {
  const list = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return list
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .map(([child]) => child ?? 0);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
