/** The `signalbox` command as a process of its own, the way people and other programs meet it. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect } from "vitest";
import { temporaryFolder } from "../support/database.ts";

export const launcher = path.join(import.meta.dirname, "../../src/launcher.mjs");
export const example = path.join(import.meta.dirname, "../../signalbox.example.yml");
/** Milliseconds after which a command counts as hanging. */
const patience = 40_000;

export interface Ended {
  /** Null if it had to be killed. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Milliseconds. */
  readonly took: number;
}

export interface Around {
  /** SIGNALBOX_DATA */
  readonly data?: string;
  /** SIGNALBOX_CONFIG */
  readonly config?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What stands on standard input; "open": nothing, and it never ends. */
  readonly input?: string | { readonly stays: "open" };
  readonly cwd?: string;
  /** For Node itself. */
  readonly node?: readonly string[];
}

/** Runs it to its end, which must come by itself. */
export function signalbox(args: readonly string[], around: Around = {}): Promise<Ended> {
  const { data = temporaryFolder(), config, env = {}, input = "", cwd = os.tmpdir(), node = [] } = around;
  const started = performance.now();
  const child = spawn(process.execPath, [...node, launcher, ...args], {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: data,
      USER: "nobody",
      SIGNALBOX_DATA: data,
      ...(config ? { SIGNALBOX_CONFIG: config } : {}),
      ...env,
    },
    timeout: patience,
    killSignal: "SIGKILL",
  });
  const said = { out: "", err: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (said.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  // A command that does not read its input may have ended before it is written.
  child.stdin.on("error", () => {});
  if (typeof input === "string") child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...said, took: performance.now() - started }));
  });
}

/** How a command failed, to be compared with `failure`. */
export const failureOf = ({ code, out, err }: Ended) => ({
  code,
  out,
  said: err,
  lines: err.trimEnd().split("\n").length,
});

/** One sentence and its hint on standard error, and nothing anywhere else. */
export const failure = (code: 1 | 2, sentence: RegExp) => ({
  code,
  out: "",
  said: expect.stringMatching(sentence) as string,
  lines: 1,
});

/** Every line of the output as an object. */
export const lines = ({ out }: Ended): Record<string, unknown>[] =>
  out
    .trimEnd()
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** A configuration of one's own, in a folder of its own. */
export function site(yaml: string): string {
  const file = path.join(temporaryFolder(), "signalbox.yml");
  writeFileSync(file, yaml);
  return file;
}

/** Where the project's own playbooks, policies and runbooks are, for a configuration that lies elsewhere. */
export const folders = `
folders:
  playbooks: ${path.dirname(example)}/playbooks
  policies: ${path.dirname(example)}/policies
  runbooks: ${path.dirname(example)}/knowledge/runbooks
`;

/** A small site whose people are those of the example. */
export const small = `
people:
  ann: { name: Ann, roles: [operator] }
  bob: { name: Bob, roles: [operator, approver] }
terminal: { account: ann, demo: true }
${folders}`;
