import { execFile } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { summarize } from "./reporter.ts";

describe("what was left out", () => {
  test("is counted by what is missing, with the packages that bring it", () => {
    expect(
      summarize([
        "SSH [left out: needs sshd] > logs in",
        "SSH [left out: needs sshd] > runs",
        "a skipped test of another kind",
        "on PostgreSQL [left out: needs postgres, initdb] > commits",
        "x [left out: needs teleporter] > y",
        "scores [left out: no data in data/runbooks] > recall",
      ]),
    ).toEqual([
      "Left out: 2 tests that need sshd: apt-get install openssh-server",
      "Left out: 1 test that needs postgres and initdb: apt-get install postgresql",
      "Left out: 1 test that needs teleporter: apt-get install teleporter",
      "Left out: 1 test that needs data in data/runbooks",
    ]);
  });
});

describe("in a run of its own", () => {
  const root = path.join(import.meta.dirname, "..");

  const vitest = (all: string): Promise<{ code: number; output: string }> =>
    new Promise((resolve) => {
      execFile(
        process.execPath,
        [
          path.join(root, "node_modules/vitest/vitest.mjs"),
          "run",
          "--config",
          "tests/fixtures/left-out/vitest.config.ts",
        ],
        { cwd: root, env: { ...process.env, SIGNALBOX_TEST_ALL: all, NO_COLOR: "1", FORCE_COLOR: undefined } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), output: stdout + stderr }),
      );
    });

  test("it is named below the summary, and the run succeeds", async () => {
    const { code, output } = await vitest("");
    expect(output).toMatch(
      /1 passed \| 2 skipped[\s\S]*Left out: 2 tests that need no-such-program.*\n1 passed, 0 failed, 2 skipped\n/,
    );
    expect(code).toBe(0);
  });

  test("with SIGNALBOX_TEST_ALL=1 a missing program is a failure", async () => {
    const { code, output } = await vitest("1");
    expect(output).toContain("elsewhere needs no-such-program");
    expect(code).toBe(1);
  });
});
