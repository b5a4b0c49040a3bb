/** The playbooks that we ship, run for real: on this machine, and over SSH where there is an sshd. */
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Host } from "../../src/inventory.ts";
import { createPlaybooks } from "../../src/providers/playbook/engine.ts";
import { createShells } from "../../src/providers/shells.ts";
import { localhost } from "../providers/localhost.ts";
import { contextOf, inventoryOf } from "../providers/playbook/bench.ts";
import { describeWith } from "../servers/needs.ts";
import { startSshd, type Sshd } from "../servers/sshd.ts";

const playbooks = path.join(import.meta.dirname, "../../playbooks");
const signal = new AbortController().signal;
const day = 86_400;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "signalbox-scratch-"));
});

/** A file of this many bytes, last changed so many days ago. */
function put(name: string, bytes: number, days: number): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Buffer.alloc(bytes, "x"));
  const then = Date.now() / 1000 - days * day;
  utimesSync(file, then, then);
  return file;
}

function promises(open: () => { host: Host; shells: ReturnType<typeof createShells> }): void {
  const bench = () => {
    const { host, shells } = open();
    const inventory = inventoryOf({ ...host, vars: { scratch: folder, logs: folder } });
    const engine = createPlaybooks({ folder: playbooks, shells, secrets: [] });
    const plan = (playbook: string, vars: Record<string, string | number> = {}) =>
      engine.plan({ playbook, targets: [host.name], vars, check: false }, inventory, signal);
    const context = () => contextOf(inventory);
    return { engine, plan, context, name: host.name };
  };

  test("clean-temp deletes exactly the old files that the plan lists", async () => {
    const { engine, plan, context, name } = bench();
    const old = [
      put("build-1.tmp", 3 * 1024 * 1024, 9),
      put("sub dir/b'2\n.tmp", 2 * 1024 * 1024, 8),
      put("ü\t.tmp", 4096, 30),
    ];
    const kept = [put("in-use.tmp", 1024, 0), put("young.tmp", 10, 6)];
    symlinkSync("/etc/passwd", path.join(folder, "link.tmp"));
    const planned = await plan("clean-temp");
    expect(planned.sentence).toBe(`Run clean-temp on ${name}: delete 3 files, 5.0 MB`);
    expect(planned.changes.map(({ subject }) => subject).toSorted()).toEqual(
      [`${folder}/build-1.tmp`, `${folder}/sub dir/b'2\\n.tmp`, `${folder}/ü\\t.tmp`].map((file) => `${name}:${file}`),
    );
    expect(planned.checked).toBe(true);
    const later = put("later.tmp", 5, 20);
    const outcome = await engine.apply(planned, context());
    expect(outcome).toMatchObject({ state: "done", summary: `Ran clean-temp on ${name}: deleted 3 files, 5.0 MB` });
    expect(old.filter((file) => existsSync(file))).toEqual([]);
    expect([...kept, later].filter((file) => !existsSync(file))).toEqual([]);
    await expect(plan("clean-temp", { older_than: "21d" })).rejects.toMatchObject({ code: "NOTHING_TO_DO" });
  });

  test("clean-temp does not follow a folder that was swapped for a link after the approval", async () => {
    const { engine, plan, context } = bench();
    const precious = mkdtempSync(path.join(tmpdir(), "signalbox-precious-"));
    writeFileSync(path.join(precious, "a.tmp"), "precious");
    put("sub/a.tmp", 1, 10);
    const planned = await plan("clean-temp");
    renameSync(path.join(folder, "sub"), path.join(folder, "moved"));
    symlinkSync(precious, path.join(folder, "sub"));
    const outcome = await engine.apply(planned, context());
    expect(outcome.state).toBe("failed");
    expect(outcome.output?.text).toContain("left alone");
    expect(readFileSync(path.join(precious, "a.tmp"), "utf8")).toBe("precious");
  });

  test.each(["/", "/etc", "/usr/local", "/proc/1", "/tmp/../etc/ssh", "//etc", "relative/path", "/var/lib/dpkg"])(
    "clean-temp refuses %s",
    async (directory) => {
      await expect(bench().plan("clean-temp", { directory })).rejects.toThrow(/must match|system folder/);
    },
  );

  test("clean-temp refuses a link to a system folder, and a folder that is not there", async () => {
    symlinkSync("/", path.join(folder, "root"));
    symlinkSync("/etc", path.join(folder, "etc"));
    await expect(bench().plan("clean-temp", { directory: path.join(folder, "root") })).rejects.toThrow("system folder");
    await expect(bench().plan("clean-temp", { directory: path.join(folder, "etc") })).rejects.toThrow("system folder");
    await expect(bench().plan("clean-temp", { directory: path.join(folder, "no") })).rejects.toThrow("no folder");
  });

  test("disk-report shows what is full", async () => {
    const { engine, plan, context } = bench();
    put("big/file", 5 * 1024 * 1024, 0);
    const planned = await plan("disk-report", { directory: folder, top: 2 });
    expect(planned).toMatchObject({ effect: "read", changes: [] });
    const { state, output } = await engine.apply(planned, context());
    expect(state).toBe("done");
    expect(output?.text).toMatch(/Filesystem/);
    expect(output?.text).toContain(`${folder}/big`);
  });

  test("host-facts tells what the machine is", async () => {
    const { engine, plan, context } = bench();
    const { state, output } = await engine.apply(await plan("host-facts"), context());
    expect(state).toBe("done");
    expect(output?.text).toContain(execFileSync("uname", ["-n"], { encoding: "utf8" }).trim());
    expect(output?.text).toMatch(/memory +[\d.]+ GB/);
    expect(output?.text).toMatch(/%CPU +KB +PID/);
  });

  test("compress-logs compresses rotated logs and nothing else", async () => {
    const { engine, plan, context, name } = bench();
    const old = put("app.log.1", 10_000, 3);
    put("app.log-20260301", 10, 300);
    const kept = [
      put("app.log", 10, 3),
      put("app.log.2.gz", 10, 3),
      put("new.log.1", 10, 0),
      put("sub/x.log.1", 10, 9),
    ];
    const planned = await plan("compress-logs");
    expect(planned.sentence).toBe(`Run compress-logs on ${name}: compress 2 files, 9.8 kB`);
    // gzip -t looks at every archive there, so the one that is none goes first.
    renameSync(kept[1] ?? "", path.join(folder, "app.log.2.bin"));
    expect(await engine.apply(planned, context())).toMatchObject({ state: "done" });
    expect(existsSync(old)).toBe(false);
    expect(execFileSync("gzip", ["-dc", `${old}.gz`])).toHaveLength(10_000);
    expect(kept.filter((file) => !existsSync(file))).toEqual([kept[1]]);
  });
}

describe("on this machine", () => {
  const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, process.env);
  promises(() => ({ host: localhost, shells }));
});

describeWith(["sshd"], "over SSH", () => {
  let server: Sshd;
  let shells: ReturnType<typeof createShells>;
  beforeAll(async () => {
    server = await startSshd();
    shells = createShells(server.settings, {});
  });
  afterAll(async () => {
    await shells.close();
    await server.stop();
  });
  promises(() => ({ host: server.host(), shells }));
});

/** A real systemd is not to be had in a test; this one answers the same four commands from files. */
const systemctl = `#!/bin/sh
state=$(dirname "$0")
for unit; do :; done
case "$*" in
  show*) [ -f "$state/$unit" ] && echo loaded || echo not-found ;;
  *--quiet*) [ "$(cat "$state/$unit")" = active ] ;;
  is-active*) cat "$state/$unit"; [ "$(cat "$state/$unit")" = active ] ;;
  restart*) echo "restarted $unit" >>"$state/calls"; echo active >"$state/$unit" ;;
esac
`;

const withSystemd = () => {
  writeFileSync(path.join(folder, "systemctl"), systemctl);
  chmodSync(path.join(folder, "systemctl"), 0o755);
  // Where we are not root, sudo only has to get out of the way.
  writeFileSync(path.join(folder, "sudo"), '#!/bin/sh\nshift\nexec "$@"\n');
  chmodSync(path.join(folder, "sudo"), 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env["PATH"]}` };
  const shells = createShells({ known_hosts: "/nonexistent", timeout_ms: 1000 }, env);
  const engine = createPlaybooks({ folder: playbooks, shells, secrets: [] });
  const inventory = inventoryOf(localhost);
  const plan = (service: string) =>
    engine.plan(
      { playbook: "restart-service", targets: ["localhost"], vars: { service }, check: false },
      inventory,
      signal,
    );
  return { engine, plan, context: () => contextOf(inventory) };
};

describe("restart-service", () => {
  test("shows the state it found, restarts once and waits until the service is active", async () => {
    const { engine, plan, context } = withSystemd();
    writeFileSync(path.join(folder, "nginx.service"), "failed\n");
    const planned = await plan("nginx.service");
    expect(planned).toMatchObject({
      sentence: "Run restart-service on localhost: restart 1 service",
      changes: [{ kind: "run", subject: "localhost:nginx.service", before: "failed", after: "restarted" }],
      facts: { provides: "service.restart" },
      checked: true,
    });
    expect(await engine.apply(planned, context())).toMatchObject({
      state: "done",
      summary: "Ran restart-service on localhost: restarted 1 service",
    });
    expect(readFileSync(path.join(folder, "calls"), "utf8")).toBe("restarted nginx.service\n");
  });

  test("refuses a service that is not there and names that are none", async () => {
    const { plan } = withSystemd();
    await expect(plan("no-such.service")).rejects.toThrow("there is no service no-such.service");
    await expect(plan("--force")).rejects.toThrow("must match");
    await expect(plan("a b")).rejects.toThrow("must match");
  });
});
