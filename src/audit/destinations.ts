/** Where checkpoints go: as far from the database as the site likes. Each resolves when the line is kept there. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, open } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Config } from "../config.ts";

const run = promisify(execFile);

export interface Destination {
  /** "file /mnt/worm/checkpoints.ndjson". */
  readonly name: string;
  readonly deliver: (line: string) => Promise<void>;
}

export function destinationsOf({ audit, surroundings }: Pick<Config, "audit" | "surroundings">): Destination[] {
  const { file, git, webhook, token } = audit.checkpoint;
  return [
    ...(file === undefined ? [] : [{ name: `file ${file}`, deliver: (line: string) => appendLine(file, line) }]),
    ...(git === undefined ? [] : [{ name: `git ${git}`, deliver: (line: string) => commit(git, line, surroundings) }]),
    ...(webhook === undefined
      ? []
      : [
          { name: `webhook ${new URL(webhook).host}`, deliver: (line: string) => post(webhook, token?.reveal(), line) },
        ]),
  ];
}

/** Appended and synced: a power cut loses no line that was reported as kept. */
async function appendLine(file: string, line: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const handle = await open(file, "a", 0o644);
  try {
    await handle.appendFile(`${line}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Milliseconds for one git command or one answer. */
const patience = 20_000;
/** What git needs of the bot's environment: none of its tokens. */
const inherited = ["PATH", "HOME", "SSH_AUTH_SOCK", "SystemRoot"];

/** A commit of its own in the repository there, which is made if it is missing; pushed where it has a remote. */
async function commit(folder: string, line: string, surroundings: Config["surroundings"]): Promise<void> {
  const env = {
    ...Object.fromEntries(inherited.map((name) => [name, surroundings[name]])),
    // Nobody is there to be asked for a password.
    GIT_TERMINAL_PROMPT: "0",
    GIT_SSH_COMMAND: "ssh -o BatchMode=yes",
  };
  const git = async (...args: string[]): Promise<string> =>
    (await run("git", ["-C", folder, ...args], { env, timeout: patience })).stdout.trim();
  await mkdir(folder, { recursive: true });
  if (!existsSync(path.join(folder, ".git"))) await git("init", "--quiet");
  await appendLine(path.join(folder, "checkpoints.ndjson"), line);
  await git("add", "--", "checkpoints.ndjson");
  const author = ["-c", "user.name=Signalbox", "-c", "user.email=signalbox@localhost", "-c", "commit.gpgsign=false"];
  await git(...author, "commit", "--quiet", "--no-verify", "--message", "Audit checkpoint", "--", "checkpoints.ndjson");
  if ((await git("remote")) !== "") await git("push", "--quiet", "--no-verify");
}

async function post(url: string, token: string | undefined, line: string): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: line,
    redirect: "error",
    signal: AbortSignal.timeout(patience),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered with ${response.status}`);
}
