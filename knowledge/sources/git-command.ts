/** The system's `git`, for repositories that strangers may have written. */
import { execFile } from "node:child_process";
import { devNull } from "node:os";
import type { Secret } from "../../src/secret.ts";
import { visible } from "../clean.ts";

export type Surroundings = Readonly<Record<string, string | undefined>>;

export interface Run {
  readonly signal: AbortSignal;
  /** Milliseconds; twenty seconds if nothing is said. */
  readonly timeout?: number;
  readonly input?: string;
}

/** What the command prints. Throws an Error whose message is for people and holds no secret. */
export type Git = (args: readonly string[], run: Run) => Promise<Buffer>;

const patience = 20_000;
/** Bytes: the names of about two million files. */
const longestOutput = 256_000_000;

export function gitCommand(surroundings: Surroundings, token: Secret | undefined): Git {
  const env = environment(surroundings, token);
  return (args, { signal, timeout = patience, input = "" }) =>
    new Promise((resolve, reject) => {
      const options = { env, signal, timeout, maxBuffer: longestOutput, encoding: "buffer" } as const;
      const child = execFile("git", args, options, (error, stdout, stderr) => {
        if (!error) resolve(stdout);
        else if (signal.aborted) reject(error);
        else reject(new Error(reasonOf(error, stderr.toString(), timeout, token)));
      });
      // Whoever ends early does not read on.
      child.stdin?.on("error", () => undefined).end(input);
    });
}

/** What git needs of the bot's environment: none of its tokens, and nothing that could make git run a program. */
const inherited =
  "PATH HOME SSH_AUTH_SOCK SystemRoot GIT_SSL_CAINFO SSL_CERT_FILE SSL_CERT_DIR HTTPS_PROXY https_proxy NO_PROXY no_proxy";

function environment(surroundings: Surroundings, token: Secret | undefined): Record<string, string> {
  const config = {
    "core.hooksPath": devNull,
    "core.fsmonitor": "false",
    // In the foreground, so that nothing is left running; what a forced push took away is not kept.
    "gc.autoDetach": "false",
    "gc.pruneExpire": "now",
    // A token is for the address that it was given for.
    "http.followRedirects": "false",
    ...(token && { "http.extraHeader": `Authorization: Basic ${basic(token)}` }),
  };
  const pairs = Object.entries(config).flatMap(([key, value], at) => [
    [`GIT_CONFIG_KEY_${at}`, key],
    [`GIT_CONFIG_VALUE_${at}`, value],
  ]);
  return {
    ...Object.fromEntries(inherited.split(" ").flatMap((key) => (surroundings[key] ? [[key, surroundings[key]]] : []))),
    // What a user or this machine has set for git could run programs or lead elsewhere.
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: devNull,
    GIT_ATTR_NOSYSTEM: "1",
    GIT_ALLOW_PROTOCOL: "https:ssh:file",
    // Nobody is there to be asked for a password.
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
    // Not on a command line, where every user of the machine could read it, and not in a file.
    GIT_CONFIG_COUNT: String(pairs.length / 2),
    ...Object.fromEntries(pairs),
  };
}

/** Any user's name will do beside a token; this is GitHub's. */
const basic = (token: Secret): string => Buffer.from(`x-access-token:${token.reveal()}`).toString("base64");

/** What git says went wrong, in one line that can do no harm and holds the token in no form. */
function reasonOf(
  { killed, code }: { readonly killed?: boolean; readonly code?: unknown },
  stderr: string,
  timeout: number,
  token: Secret | undefined,
): string {
  if (killed) return `git did not end within ${timeout / 1000} s`;
  if (code === "ENOENT") return "there is no git on this machine";
  const lines = visible(stderr)
    .split("\n")
    .filter((line) => line.trim() !== "");
  const at = lines.findIndex((line) => /^(?:fatal|error):/.test(line));
  // Where ssh has failed, it has said why, and git only that it has.
  const bySsh = at > 0 && lines[at]?.startsWith("fatal: Could not read from remote");
  const said = lines[bySsh ? at - 1 : Math.max(at, 0)] ?? "git failed";
  const safe = token ? said.replaceAll(token.reveal(), "…").replaceAll(basic(token), "…") : said;
  return safe
    .replace(/^\w+: /, "")
    .replace(/\.$/, "")
    .slice(0, 300);
}
