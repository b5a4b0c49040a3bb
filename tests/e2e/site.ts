/** A whole site for a test, in a folder of its own: configuration, one playbook, data; and the bot on it as a process. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Point } from "../../src/bot.ts";
import type { Host } from "../../src/inventory.ts";
import type { SshSettings } from "../../src/providers/ssh-connection.ts";
import { signingSecret, tokens, type FakeSlack } from "../fakes/slack/index.ts";

const launcher = path.join(import.meta.dirname, "../../src/launcher.mjs");

/** Their ids in Slack. Ann and Dan are operators; Bob may approve as well. */
export const ids = { ann: "U0ANN", bob: "U0BOB", dan: "U0DAN" } as const;
export const channel = "C0PS";

const person = (name: string, slack: string, ...roles: string[]) => ({ name, roles, accounts: { slack } });

/** Whom the command line speaks for: somebody who may see what was asked for, whoever runs the tests. */
const atTerminal = "ann";

export interface Site {
  readonly config: string;
  readonly data: string;
  /** What the playbook appends to. */
  readonly trace: string;
  /** The lines of `trace`, in order. */
  traced(): string[];
  remove(): void;
}

interface Wanted {
  readonly slack: FakeSlack;
  /** Named web-1 everywhere; `host.vars.trace` is set here. */
  readonly host: Pick<Host, "transport"> & Partial<Host>;
  readonly ssh?: SshSettings;
  /** HTTP mode on this port, instead of Socket Mode. */
  readonly port?: number;
  /** The text of one playbook; its parameter `trace` takes its value from the host. */
  readonly playbook: string;
}

export function makeSite({ slack, host, ssh, port, playbook }: Wanted): Site {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-site-"));
  const trace = path.join(folder, "trace");
  mkdirSync(path.join(folder, "playbooks"));
  writeFileSync(path.join(folder, "playbooks/sign.yml"), playbook);
  writeFileSync(trace, "");
  const { transport, address, port: sshPort, user } = host;
  const config = {
    name: "Test site",
    people: {
      ann: { name: "Ann", roles: ["operator"], accounts: { slack: ids.ann, terminal: atTerminal } },
      bob: person("Bob", ids.bob, "operator", "approver"),
      dan: person("Dan", ids.dan, "operator"),
    },
    inventory: {
      environments: ["dev"],
      hosts: { "web-1": { transport, address, port: sshPort, user, environment: "dev", vars: { trace } } },
    },
    folders: {
      playbooks: "./playbooks",
      policies: path.join(import.meta.dirname, "../../policies"),
      runbooks: path.join(import.meta.dirname, "../../knowledge/runbooks"),
    },
    terminal: { account: atTerminal },
    slack: {
      api_url: slack.url,
      bot_token: tokens.bot,
      ...(port === undefined ? { app_token: tokens.app } : { signing_secret: signingSecret, port }),
    },
    ...(ssh ? { ssh } : {}),
  };
  const file = path.join(folder, "signalbox.yml");
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  return {
    config: file,
    data: path.join(folder, "data"),
    trace,
    traced: () => readFileSync(trace, "utf8").split("\n").filter(Boolean),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** An exit code, or the signal that ended it. */
type End = number | NodeJS.Signals;

export interface BotProcess {
  /** Resolves when it serves. Rejects with what it said if it ends before that. */
  readonly ready: Promise<void>;
  readonly ended: Promise<End>;
  isAlive(): boolean;
  /** Everything it has said on standard error. */
  said(): string;
  kill(): void;
  /** Asks it to stop; resolves as `ended` does. */
  stop(): Promise<End>;
}

/** `signalbox start` on this site. With `crashAt` it kills itself at that durable point. */
export function startBot({ config, data }: Site, crashAt?: Point): BotProcess {
  const child = spawn(process.execPath, [launcher, "start", "--config", config, "--data", data], {
    env: { ...process.env, ...(crashAt ? { SIGNALBOX_CRASH_AT: crashAt } : {}) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  // Whoever means to kill it does not wait for it.
  ready.catch(() => {});
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes("is ready on slack")) resolve();
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as End);
  void ended.then((how) => reject(new Error(`the bot ended (${how}) before it was ready:\n${said}`)));
  return {
    ready,
    ended,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    said: () => said,
    kill: () => void child.kill("SIGKILL"),
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

/** One other command of `signalbox` on this site, whose bot has ended. */
export async function run(
  { config, data }: Site,
  ...words: readonly string[]
): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [launcher, ...words, "--config", config, "--data", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, output };
}
