/** What only the SSH shell has to promise, against a real sshd. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Problem } from "../../src/problem.ts";
import { createShells } from "../../src/providers/shells.ts";
import { sshShell } from "../../src/providers/ssh.ts";
import { connect } from "../../src/providers/ssh-connection.ts";
import { describeWith } from "../servers/needs.ts";
import { makeKey, startSshd, type Sshd } from "../servers/sshd.ts";

describeWith(["sshd"], "SSH", () => {
  let server: Sshd;
  let known: string;
  beforeAll(async () => {
    server = await startSshd();
    known = readFileSync(server.settings.known_hosts, "utf8");
  });
  afterEach(() => writeFileSync(server.settings.known_hosts, known));
  afterAll(() => server.stop());

  const name = (): string => `[127.0.0.1]:${server.port}`;
  const logins = (): number => server.log().split("Accepted publickey").length - 1;
  /** Whether "true" runs there now, over a connection of its own. */
  async function attempt(settings = server.settings): Promise<string> {
    const shell = sshShell(server.host(), settings);
    try {
      const end = await shell.exec({ argv: ["true"], timeout: 10_000 });
      return end.kind === "exit" ? `exit ${end.code}` : end.kind;
    } catch (error) {
      return (error as Problem).code;
    } finally {
      await shell.close();
    }
  }

  test("logs in to a host whose key is known: plain, hashed, by pattern", async () => {
    const file = server.settings.known_hosts;
    expect(await attempt()).toBe("exit 0");
    execFileSync("ssh-keygen", ["-q", "-H", "-f", file], { stdio: "ignore" });
    expect(readFileSync(file, "utf8")).toMatch(/^\|1\|/);
    expect(await attempt()).toBe("exit 0");
    writeFileSync(file, `[127.0.0.*]:${server.port} ${server.hostKey}\n`);
    expect(await attempt()).toBe("exit 0");
  });

  test("refuses before logging in: unknown, changed, revoked, negated, no file", async () => {
    const file = server.settings.known_hosts;
    const other = makeKey(path.join(server.folder, "other_key"));
    const before = logins();
    for (const text of [
      "",
      `${name()} ${other}\n`,
      `${name()} ${server.hostKey}\n@revoked * ${server.hostKey}\n`,
      `*,!${name()} ${server.hostKey}\n`,
      `@cert-authority * ${server.hostKey}\n`,
    ]) {
      writeFileSync(file, text);
      expect(await attempt()).toBe("HOST_KEY_REFUSED");
    }
    expect(await attempt({ ...server.settings, known_hosts: path.join(server.folder, "none") })).toBe(
      "HOST_KEY_REFUSED",
    );
    expect(await attempt({ ...server.settings, known_hosts: server.folder })).toBe("HOST_KEY_REFUSED");
    expect(logins()).toBe(before);
  });

  test("asks for the kind of key it knows, when the server has several", async () => {
    const file = path.join(server.folder, "ecdsa_key");
    execFileSync("ssh-keygen", ["-q", "-t", "ecdsa", "-N", "", "-f", file]);
    const config = path.join(server.folder, "sshd_config");
    const text = readFileSync(config, "utf8");
    writeFileSync(config, `HostKey ${file}\n${text}`);
    const [ecdsa] = readFileSync(`${file}.pub`, "utf8").split("\n");
    try {
      for (const key of [ecdsa, server.hostKey]) {
        writeFileSync(server.settings.known_hosts, `${name()} ${key}\n`);
        // sshd reads its configuration anew for every connection only after a hangup.
        execFileSync("kill", ["-HUP", String(server.pid)]);
        await expect.poll(() => attempt()).toBe("exit 0");
      }
    } finally {
      writeFileSync(config, text);
    }
  });

  test("says so when nobody answers, the login is refused or the key is missing", async () => {
    const stranger = path.join(server.folder, "stranger_key");
    makeKey(stranger);
    expect(await attempt({ ...server.settings, identity_file: stranger })).toBe("HOST_UNREACHABLE");
    expect(await attempt({ ...server.settings, identity_file: `${stranger}.none` })).toBe("HOST_UNREACHABLE");
    expect(await attempt({ known_hosts: server.settings.known_hosts, timeout_ms: 1000 })).toBe("HOST_UNREACHABLE");
    const nowhere = sshShell({ ...server.host(), port: 1 }, server.settings);
    await expect(nowhere.exec({ argv: ["true"], timeout: 1000 })).rejects.toMatchObject({ code: "HOST_UNREACHABLE" });
  });

  test("a connection that breaks in the middle is neither success nor failure, and the next command connects anew", async () => {
    const shell = sshShell(server.host(), server.settings);
    const marker = path.join(server.folder, "begun");
    const running = shell.exec({ argv: ["sh", "-c", 'touch "$1"; sleep 3', "sh", marker], timeout: 20_000 });
    await expect.poll(() => exists(marker)).toBe(true);
    server.dropConnections();
    expect(await running).toMatchObject({ kind: "lost" });
    expect(await shell.exec({ argv: ["true"], timeout: 5000 })).toEqual({ kind: "exit", code: 0 });
    await shell.close();
  });

  test("a reset long after the login does not end the process", async () => {
    const connection = await connect(server.host(), server.settings);
    const closed = new Promise<string>((resolve) => connection.once("close", () => resolve("closed")));
    connection.emit("error", Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" }));
    connection.end();
    expect(await closed).toBe("closed");
  });

  test("one connection carries many commands, eight at a time", async () => {
    const shells = createShells(server.settings, {});
    const before = logins();
    const count = path.join(server.folder, "count");
    writeFileSync(count, "");
    const script = 'echo + >>"$1"; sleep 0.3; wc -l <"$1"; echo - >>"$1"';
    const ends = await Promise.all(
      Array.from({ length: 20 }, async () => {
        const shell = await shells.on(server.host());
        return shell.exec({ argv: ["sh", "-c", script, "sh", count], timeout: 20_000 });
      }),
    );
    expect(ends.every((end) => end.kind === "exit" && end.code === 0)).toBe(true);
    expect(logins()).toBe(before + 1);
    let [now, most] = [0, 0];
    for (const line of readFileSync(count, "utf8").trim().split("\n")) {
      now += line === "+" ? 1 : -1;
      most = Math.max(most, now);
    }
    expect(most).toBeLessThanOrEqual(8);
    expect(most).toBeGreaterThan(2);
    await shells.close();
  });

  test("nothing runs on after the bot has died, beyond the time limit and its grace", async () => {
    const mark = `35${Math.floor(Math.random() * 1e6)}`;
    const settings = path.join(server.folder, "settings.json");
    writeFileSync(settings, JSON.stringify({ host: server.host(), settings: server.settings }));
    const script = `
      const { host, settings } = JSON.parse(require("node:fs").readFileSync(${JSON.stringify(settings)}, "utf8"));
      import(${JSON.stringify(path.join(import.meta.dirname, "../../src/providers/ssh.ts"))}).then(({ sshShell }) => {
        sshShell(host, settings).exec({ argv: ["sleep", "${mark}"], timeout: 1000 });
        setTimeout(() => process.kill(process.pid, "SIGKILL"), 900);
      });`;
    expect(() => execFileSync(process.execPath, ["-e", script])).toThrow("SIGKILL");
    expect(running(`sleep ${mark}`)).toBe(1);
    await expect.poll(() => running(`sleep ${mark}`), { timeout: 20_000, interval: 500 }).toBe(0);
  });
});

const exists = (file: string): boolean => {
  try {
    readFileSync(file);
    return true;
  } catch {
    return false;
  }
};

/** How many processes have exactly these arguments. */
const running = (args: string): number =>
  execFileSync("ps", ["-A", "-o", "args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line === args).length;
