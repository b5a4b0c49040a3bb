/** One SSH connection, made the careful way: the host's key is checked before anything of ours is sent. */
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import type { NodeSSH } from "node-ssh";
import type { Host } from "../inventory.ts";
import { problem } from "../problem.ts";
import { readKnownHosts, type KnownHosts } from "./known-hosts.ts";

export interface SshSettings {
  readonly known_hosts: string;
  /** A private key without a passphrase. Without it the agent is asked. */
  readonly identity_file?: string | undefined;
  readonly user?: string | undefined;
  /** Milliseconds to connect and log in. */
  readonly timeout_ms: number;
  /** Socket of an SSH agent (SSH_AUTH_SOCK). */
  readonly agent?: string | undefined;
}

export type Connection = NonNullable<NodeSSH["connection"]>;

/** Host key algorithms, best first, by the type of key they need; SHA-1 signatures are left out. */
const algorithms = {
  "ssh-ed25519": ["ssh-ed25519"],
  "ecdsa-sha2-nistp256": ["ecdsa-sha2-nistp256"],
  "ecdsa-sha2-nistp384": ["ecdsa-sha2-nistp384"],
  "ecdsa-sha2-nistp521": ["ecdsa-sha2-nistp521"],
  "ssh-rsa": ["rsa-sha2-512", "rsa-sha2-256"],
} as const;

type Algorithm = (typeof algorithms)[keyof typeof algorithms][number];

/** Those we know a key for come first, else the server may show another of its keys and look like a stranger. */
function preferred(types: readonly string[]): Algorithm[] {
  const all = Object.entries(algorithms);
  const [known, rest] = [true, false].map((wanted) => all.filter(([type]) => types.includes(type) === wanted));
  return [...(known ?? []), ...(rest ?? [])].flatMap(([, names]) => names);
}

/** Throws Problem HOST_KEY_REFUSED, before logging in, or HOST_UNREACHABLE. */
export async function connect(host: Host, settings: SshSettings): Promise<Connection> {
  const refused = (why: string) => problem("HOST_KEY_REFUSED", { host: host.name, file: settings.known_hosts, why });
  const unreachable = (why: string) => problem("HOST_UNREACHABLE", { host: host.name, why });
  let known: KnownHosts;
  try {
    known = readKnownHosts(settings.known_hosts);
  } catch (error) {
    throw refused(`that file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown"})`);
  }
  let refusal: string | null = null;
  const ssh = new (await import("node-ssh")).NodeSSH();
  try {
    await ssh.connect({
      host: host.address,
      port: host.port,
      username: host.user ?? settings.user ?? userInfo().username,
      ...credentials(settings, unreachable),
      readyTimeout: settings.timeout_ms,
      keepaliveInterval: 15_000,
      keepaliveCountMax: 3,
      algorithms: { serverHostKey: preferred(known.types(host.address, host.port)) },
      // Must not be async: ssh2 takes a Promise, being truthy, for a yes.
      hostVerifier: (key: Buffer) => {
        refusal = known.refuse(host.address, host.port, key);
        return refusal === null;
      },
    });
  } catch (error) {
    if (refusal !== null) throw refused(refusal);
    throw unreachable(error instanceof Error ? error.message : String(error));
  }
  const { connection } = ssh;
  if (!connection) throw unreachable("the connection was closed at once");
  // Without a listener a connection reset long after the login would end the process.
  connection.on("error", () => {});
  // Nagle's algorithm and delayed acknowledgements together cost some 80 ms a command.
  connection.setNoDelay(true);
  return connection;
}

function credentials(
  settings: SshSettings,
  unreachable: (why: string) => Error,
): { privateKey: string } | { agent: string } {
  if (settings.identity_file) {
    try {
      return { privateKey: readFileSync(settings.identity_file, "utf8") };
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? "unknown";
      throw unreachable(`the private key ${settings.identity_file} cannot be read (${code})`);
    }
  }
  if (settings.agent) return { agent: settings.agent };
  throw unreachable("there is neither ssh.identity_file nor an SSH agent to log in with");
}
