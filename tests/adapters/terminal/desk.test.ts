/** The chat in a real pseudo-terminal, which util-linux's script(1) opens. */
import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stripVTControlCharacters } from "node:util";
import { afterEach, expect, test } from "vitest";
import { describeWith } from "../../servers/needs.ts";

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of running.splice(0)) await end();
});

function sitDown(env: Record<string, string> = {}) {
  const desk = path.join(import.meta.dirname, "desk.ts");
  const child = spawn("script", ["-qec", `stty rows 50 cols 80; '${process.execPath}' '${desk}'`, "/dev/null"], {
    env: { ...process.env, TERM: "xterm-256color", NO_COLOR: undefined, FORCE_COLOR: undefined, CI: undefined, ...env },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (screen += text));
  const left = new Promise<number | null>((resolve) => child.on("exit", resolve));
  running.push(async () => {
    // Ctrl-C clears the line, once more leaves.
    child.stdin.write("\u0003\u0003");
    if ((await Promise.race([left, sleep(3000, "stuck")])) === "stuck") child.kill();
  });
  return {
    left,
    type: (text: string) => void child.stdin.write(text),
    /** Waits until this has come since the last look. */
    async see(text: string): Promise<string> {
      const limit = Date.now() + 10_000;
      while (!screen.includes(text)) {
        if (Date.now() > limit) throw new Error(`${text} never came; the screen holds ${JSON.stringify(screen)}`);
        await sleep(10);
      }
      const end = screen.indexOf(text) + text.length;
      const seen = screen.slice(0, end);
      screen = screen.slice(end);
      return seen;
    },
  };
}

describeWith(["script", "stty"], "the chat at a desk", () => {
  test("greets in at most six lines and prompts with who speaks", async () => {
    const desk = sitDown();
    const greeting = await desk.see("ann> ");
    expect(greeting).toContain("Example site · Signalbox");
    expect(greeting).toContain("You are Ann (operator).");
    expect(greeting).toContain("how full is localhost?");
    expect(greeting).not.toContain("never shown");
    const [, ...belowPrompt] = greeting.split("\r\n").toReversed();
    expect(belowPrompt.filter((line) => line !== "")).toHaveLength(6);
    desk.type("/quit\r");
    expect(await desk.left).toBe(0);
  });

  test("Ann asks, Bob approves, and the card is redrawn by what is new", async () => {
    const desk = sitDown();
    await desk.see("ann> ");
    desk.type("clean temp files\r");
    await desk.see("╭─ playbook.run");
    await desk.see("/as bob and then /approve");
    desk.type("/as bob\r");
    await desk.see("You are now Bob (operator, approver).");
    await desk.see("bob> ");
    desk.type("/approve\r");
    await desk.see("Bob said yes");
    await desk.see("│ removed build-1842.tmp");
    await desk.see("Deleted 3 files on localhost");
    desk.type("\u0004");
    expect(await desk.left).toBe(0);
  });

  test("a reply that comes while somebody types stands above, and the line is kept", async () => {
    const desk = sitDown({ NO_COLOR: "1" });
    await desk.see("ann> ");
    desk.type("later\r");
    await desk.see("ann> ");
    const long = "a line that wraps at the end of the eighty columns that this terminal has, because it is long";
    desk.type(long);
    await desk.see("this comes while you type");
    // One blank line, and the prompt with the line as it was: nothing above is overwritten.
    expect(stripVTControlCharacters(await desk.see(long))).toBe(`\r\n\r\nann> ${long}`);
    desk.type(" indeed\r");
    await desk.see("has, because it is long indeed\r\n");
    desk.type("\u0003");
    expect(await desk.left).toBe(0);
  });

  test("a number says the suggestion that was shown last", async () => {
    const desk = sitDown();
    await desk.see("ann> ");
    desk.type("how full?\r");
    await desk.see("How full is localhost?");
    desk.type("1\r");
    await desk.see("→ metrics.query signal=disk target=localhost");
    expect(await desk.see("target=localhost")).toContain("heard ann: metrics.query signal=disk");
  });

  test("colours a terminal, unless NO_COLOR says not to", async () => {
    const bright = sitDown();
    await bright.see("\u001b[1mExample site");
    const sober = sitDown({ NO_COLOR: "1" });
    expect(await sober.see("ann> ")).not.toContain("\u001b[1mExample");
  });
});
