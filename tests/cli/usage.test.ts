import { execFile } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/database.ts";
import { failure, failureOf, launcher, signalbox } from "./signalbox.ts";

describe("bad usage is one sentence and exit code 2", () => {
  test.each<[args: string[], sentence: RegExp]>([
    [["frobnicate"], /^unknown command 'frobnicate'\. Run `signalbox --help`\.$/m],
    [["requests", "--loud"], /^unknown option '--loud'\. /],
    [["show"], /^missing required argument 'request'\. /],
    [["chat", "--once"], /^option '--once <text>' argument missing\. /],
    [["requests", "all"], /^too many arguments/],
    [["review", "r-8KQ2ZC7M", "maybe"], /^maybe is not one of approve, deny, retract, withdraw, cancel\. /],
    [["audit", "mend"], /^unknown command 'mend'\. /],
    [["parse", "--model", "gpt-oss"], /^The model gpt-oss is not used for reading words: /],
    [["models", "test", "qwen3:8b", "--times", "no"], /^--times takes a number from 1 to 100\. /],
    [["models", "dance"], /^unknown command 'dance'\. /],
    [["ask"], /^missing required argument 'question'\. /],
  ])("%j", async (args, sentence) => {
    expect(failureOf(await signalbox(args))).toEqual(failure(2, sentence));
  });
});

test("help, of everything and of one command, is no failure; no command at all shows it as one", async () => {
  const [all, one, version, none] = await Promise.all([
    signalbox(["--help"]),
    signalbox(["review", "--help"]),
    signalbox(["--version"]),
    signalbox([]),
  ]);
  expect([all.code, one.code, version.code, none.code]).toEqual([0, 0, 0, 2]);
  expect(all.out).toContain("Usage: signalbox");
  expect(one.out).toContain("--reason");
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(none.out).toBe("");
  expect(none.err).toContain("Usage: signalbox");
});

describe("the data folder", () => {
  test("that cannot be written is one sentence and exit code 2", async () => {
    const file = path.join(temporaryFolder(), "file");
    writeFileSync(file, "");
    const below = path.join(file, "data");
    for (const args of [["chat", "--once", "help"], ["migrate"]]) {
      expect(failureOf(await signalbox([...args, "--data", below]))).toEqual(
        failure(2, /^The data folder .*file\/data cannot be written: /),
      );
    }
  });

  test("--data counts more than SIGNALBOX_DATA, and is made for its owner alone", async () => {
    const [named, other] = [path.join(temporaryFolder(), "made", "here"), temporaryFolder()];
    expect(await signalbox(["migrate", "--data", named], { data: other })).toMatchObject({ code: 0, err: "" });
    expect(existsSync(path.join(named, "postgres", "PG_VERSION"))).toBe(true);
    expect(existsSync(path.join(other, "postgres"))).toBe(false);
  });
});

test("migrate says what it did, and the second time that there was nothing to do", async () => {
  const data = temporaryFolder();
  const [first, second] = [await signalbox(["migrate"], { data }), await signalbox(["migrate"], { data })];
  expect(first).toMatchObject({ code: 0, err: "" });
  expect(first.out).toMatch(/^Applied 001_\w+/);
  expect(second).toMatchObject({ code: 0, out: "The tables are up to date.\n", err: "" });
});

const wrong = "name: wrong\nterminal: { demo: 7 }\n";

describe("which configuration counts", () => {
  test("--config, then SIGNALBOX_CONFIG, then signalbox.yml here", async () => {
    const cwd = temporaryFolder();
    mkdirSync(path.join(cwd, "a"));
    writeFileSync(path.join(cwd, "signalbox.yml"), wrong);
    writeFileSync(path.join(cwd, "a", "env.yml"), wrong);
    writeFileSync(path.join(cwd, "flag.yml"), wrong);
    const config = path.join(cwd, "a", "env.yml");
    const [flag, env, here] = await Promise.all([
      signalbox(["requests", "--config", "flag.yml"], { cwd, config }),
      signalbox(["requests"], { cwd, config }),
      signalbox(["requests"], { cwd }),
    ]);
    expect(failureOf(flag)).toEqual(failure(2, /^\S*\/flag\.yml:2:/));
    expect(failureOf(env)).toEqual(failure(2, /^\S*\/a\/env\.yml:2:/));
    expect(failureOf(here)).toEqual(failure(2, /^\S*\/signalbox\.yml:2:/));
  });

  test("one that is not there, or is a folder, is said", async () => {
    const cwd = temporaryFolder();
    expect(failureOf(await signalbox(["requests", "--config", "none.yml"], { cwd }))).toEqual(
      failure(2, /^There is no configuration file/),
    );
    expect(failureOf(await signalbox(["requests", "--config", cwd], { cwd }))).toEqual(
      failure(2, /^There is no configuration file/),
    );
  });
});

test("output that nobody reads any more ends quietly", async () => {
  // `true` has gone long before the first line is written.
  const pipe = `{ "$@"; echo "exit $?" >&2; } | true`;
  const run = promisify(execFile);
  const parts = [process.execPath, launcher, "requests", "--help"];
  const { stdout, stderr } = await run("bash", ["-c", pipe, "bash", ...parts], { timeout: 20_000 });
  expect({ stdout, stderr }).toEqual({ stdout: "", stderr: "exit 0\n" });
});
