/** A bot that is killed again and again while it carries out a playbook: every step happens exactly once. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import type { Host } from "../../../src/inventory.ts";
import type { Outcome } from "../../../src/receipt.ts";
import { createPlaybooks } from "../../../src/providers/playbook/engine.ts";
import { createShells } from "../../../src/providers/shells.ts";
import type { SshSettings } from "../../../src/providers/ssh-connection.ts";
import { describeWith } from "../../servers/needs.ts";
import { startSshd } from "../../servers/sshd.ts";
import { localhost } from "../localhost.ts";
import { inventoryOf } from "./bench.ts";

const playbook = `
name: three
summary: Three steps that take a while
effect: write
parameters: { folder: { type: string, from_host_var: folder } }
steps:
  - { name: One, run: [sh, -c, 'echo one >>"$1/trace"; sleep 1; echo said one', sh, "\${folder}"] }
  - { name: Two, run: [sh, -c, 'echo two >>"$1/trace"; sleep 1; echo said two', sh, "\${folder}"] }
  - { name: Three, run: [sh, -c, 'echo three >>"$1/trace"; echo said three', sh, "\${folder}"] }
`;

async function killAgainAndAgain(
  host: Host,
  ssh: SshSettings,
): Promise<{ outcome: Outcome; trace: string; killed: boolean }> {
  const folder = mkdtempSync(path.join(tmpdir(), "signalbox-crash-"));
  writeFileSync(path.join(folder, "three.yml"), playbook);
  const inventory = inventoryOf({ ...host, vars: { folder } });
  const shells = createShells(ssh, process.env);
  const engine = createPlaybooks({ folder, shells, secrets: [] });
  const run = { playbook: "three", targets: [host.name], vars: {}, check: false };
  const plan = await engine.plan(run, inventory, new AbortController().signal);
  await shells.close();
  const given = path.join(folder, "given.json");
  const request = `r-${process.pid}-${host.name}`;
  writeFileSync(given, JSON.stringify({ folder, ssh, inventory, plan, request, ledger: path.join(folder, "ledger") }));
  // Starting takes a good part of a second here; the times are spread over start, steps and the gaps between.
  for (let kills = 0, patience = 700; ; kills++, patience += 450) {
    const bot = spawn(process.execPath, [path.join(import.meta.dirname, "bot.ts"), given], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    bot.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const timer = setTimeout(() => bot.kill("SIGKILL"), patience);
    const code = await new Promise((resolve) => bot.once("close", resolve));
    clearTimeout(timer);
    if (code !== null) {
      const trace = readFileSync(path.join(folder, "trace"), "utf8");
      return { outcome: JSON.parse(said) as Outcome, trace, killed: kills > 0 };
    }
  }
}

const once = {
  killed: true,
  trace: "one\ntwo\nthree\n",
  outcome: {
    state: "done",
    output: { text: expect.stringMatching(/said one[^]*said two[^]*said three/) as string },
  },
};

test("on this machine", async () => {
  const ssh = { known_hosts: "/nonexistent", timeout_ms: 1000 };
  expect(await killAgainAndAgain(localhost, ssh)).toMatchObject(once);
});

describeWith(["sshd"], "over SSH", () => {
  test("with the connection going down with the bot", async () => {
    const server = await startSshd();
    try {
      expect(await killAgainAndAgain(server.host(), server.settings)).toMatchObject(once);
    } finally {
      await server.stop();
    }
  });
});
