import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { describeWith } from "../servers/needs.ts";
import { dataFolder } from "../support/database.ts";
import { launcher, site, small } from "./signalbox.ts";

// util-linux's `script` gives a program a terminal.
describeWith(["script"], "at a real terminal", () => {
  test("the log goes to a file in the data folder, and the chat has the screen", async () => {
    const data = dataFolder();
    // The policies speak of an environment that this site has not, which is a warning in the log.
    const command = `${process.execPath} ${launcher} chat --config ${site(small)} --data ${data}`;
    const terminal = spawn("script", ["-qec", command, "/dev/null"], {
      env: { PATH: process.env["PATH"], HOME: data, TERM: "xterm" },
      timeout: 28_000,
    });
    let screen = "";
    terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (!screen.includes("ann> ") && (screen + text).includes("ann> ")) terminal.stdin.write("/quit\r");
      screen += text;
    });
    const [code] = (await once(terminal, "close")) as [number | null];
    expect(code).toBe(0);
    expect(screen).toContain("You are Ann (operator).");
    expect(screen).not.toContain("there is no environment");
    const log = path.join(data, "signalbox.log");
    expect(readFileSync(log, "utf8")).toContain("there is no environment prod");
    expect(statSync(log).mode & 0o777).toBe(0o600);
  });
});
