import { execFile } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMetrics } from "../../src/providers/metrics.ts";
import { hostMetrics } from "../../src/providers/host-metrics.ts";
import { host } from "../intents/actions/site.ts";

const inventory = {
  hosts: [
    host("localhost", { environment: "dev" }),
    host("web-1", { transport: "ssh", address: "192.0.2.1", environment: "prod" }),
  ],
  groups: { all: ["localhost", "web-1"], web: ["web-1"] },
  services: [{ name: "shop", environment: "prod", hosts: ["localhost"], aliases: [] }],
};
const localhost = { kind: "host", name: "localhost" } as const;
const noHurry = AbortSignal.timeout(20_000);

describe("the host measures itself", () => {
  let folder: string;
  const file = () => path.join(folder, "host-samples.ndjson");
  const open = (more: { every?: number; keep?: number } = {}) => hostMetrics({ folder, inventory, every: 20, ...more });
  const ask = (target: { kind: "host" | "group" | "service" | "zone"; name: string }, environment?: string) =>
    open().query({ signal: "cpu", target, window: 60, ...(environment ? { environment } : {}) }, noHurry);
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "host-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it.each(["cpu", "memory", "swap", "disk"])("%s is a share, and there at once", async (signal) => {
    const { unit, series, source } = await open().query({ signal, target: localhost, window: 60 }, noHurry);
    const value = series[0]?.points.at(-1)?.value;
    expect([unit, source]).toEqual(["%", "sampled on this host"]);
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(100);
  });

  it("agrees with df and with the kernel's load", async () => {
    const metrics = open();
    const { stdout } = await promisify(execFile)("df", ["-P", folder]);
    const shown = Number(/(\d+)%/.exec(stdout)?.[1]);
    const disk = await metrics.query({ signal: "disk", target: localhost, window: 60 }, noHurry);
    expect(Math.abs((disk.series[0]?.points.at(-1)?.value ?? 0) - shown)).toBeLessThanOrEqual(1);
    const load = await metrics.query({ signal: "load", target: localhost, window: 60 }, noHurry);
    expect(load.series[0]?.points.at(-1)?.value).toBeCloseTo(os.loadavg()[0] ?? 0, 0);
  });

  it("sees a processor that is busy", async () => {
    const metrics = open();
    await metrics.query({ signal: "cpu", target: localhost, window: 60 }, noHurry);
    const until = performance.now() + 300;
    while (performance.now() < until);
    const { series } = await metrics.query({ signal: "cpu", target: localhost, window: 60 }, noHurry);
    // One processor of those there are was busy all the time.
    expect(series[0]?.points.at(-1)?.value).toBeGreaterThan(60 / os.availableParallelism());
  });

  it("keeps what it saw over a restart, a torn line and somebody else's line too", async () => {
    const first = open();
    await first.start();
    await vi.waitFor(() => expect(readFileSync(file(), "utf8").split("\n").length).toBeGreaterThan(5));
    await first.stop();
    const kept = readFileSync(file(), "utf8").split("\n").filter(Boolean).length;
    appendFileSync(file(), '\nnull\n[1]\n{"time":"now"}\n{"time":1,"cp');
    const second = open();
    await second.start();
    await sleep(100);
    const { series } = await second.query({ signal: "memory", target: localhost, window: 60 }, noHurry);
    await second.stop();
    expect(series[0]?.points.length).toBeGreaterThan(kept);
    const times = series[0]?.points.map((point) => point.time) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const lines = readFileSync(file(), "utf8").split("\n").filter(Boolean);
    expect(() => JSON.parse(lines.at(-1) ?? "") as unknown).not.toThrow();
  });

  it("neither memory nor file grows without end", async () => {
    const metrics = open({ every: 1, keep: 20 });
    await metrics.start();
    await sleep(600);
    await metrics.stop();
    const { series } = await metrics.query({ signal: "memory", target: localhost, window: 600 }, noHurry);
    expect(series[0]?.points.length).toBeLessThanOrEqual(20);
    expect(statSync(file()).size).toBeLessThan(45 * 150);
  });

  it("measures on when it cannot write", async () => {
    mkdirSync(file());
    const metrics = open();
    await metrics.start();
    await sleep(150);
    const { series } = await metrics.query({ signal: "memory", target: localhost, window: 60 }, noHurry);
    await metrics.stop();
    expect(series[0]?.points.length).toBeGreaterThan(3);
  });

  it("says how little it has seen, and where nobody looked", async () => {
    const now = Date.now() / 1000;
    const at = (ago: number) => JSON.stringify({ time: now - ago, cpu: 1, memory: 2 });
    writeFileSync(file(), [at(400), at(398), at(100), at(98), at(-3600)].join("\n"));
    const slow = hostMetrics({ folder, inventory });
    const { warnings, series } = await slow.query({ signal: "memory", target: localhost, window: 3600 }, noHurry);
    expect(warnings).toEqual(["only 7 min of samples so far", "nothing was measured for 7 min of that time"]);
    // A sample from the future is no sample.
    expect(series[0]?.points.every((point) => point.time <= Date.now() / 1000)).toBe(true);
    const recent = await slow.query({ signal: "memory", target: localhost, window: 10 }, noHurry);
    expect(recent.series[0]?.points.length).toBeLessThan(4);
  });

  it("answers for this machine only, and names the setting that does more", async () => {
    await expect(ask({ kind: "host", name: "web-1" })).rejects.toThrow(/needs the setting `prometheus\.url`/);
    await expect(ask({ kind: "group", name: "web" })).rejects.toMatchObject({ code: "NOT_CONFIGURED" });
    await expect(ask({ kind: "zone", name: "example.test" })).rejects.toMatchObject({ code: "NOT_CONFIGURED" });
    await expect(ask({ kind: "host", name: "nobody" })).rejects.toMatchObject({ code: "UNKNOWN_TARGET" });
    await expect(ask({ kind: "group", name: "all" }, "stage")).rejects.toMatchObject({ code: "NO_TARGETS" });
    await expect(ask({ kind: "service", name: "shop" }, "dev")).rejects.toMatchObject({ code: "NO_TARGETS" });
    const all = await ask({ kind: "group", name: "all" });
    expect(all.series.map((series) => series.label)).toEqual(["localhost"]);
    expect(all.warnings.join()).toContain("web-1 not measured");
    expect((await ask({ kind: "service", name: "shop" }, "prod")).series).toHaveLength(1);
  });

  it("knows which signals it has none of", async () => {
    const asking = open().query({ signal: "latency_p99", target: localhost, window: 60 }, noHurry);
    await expect(asking).rejects.toThrow(/latency_p99 is not measured here\. Measured here: cpu, memory/);
    await expect(open().query({ signal: "constructor", target: localhost, window: 60 }, noHurry)).rejects.toThrow(
      /not measured/,
    );
  });

  it("is what a site without Prometheus gets", async () => {
    const config = { data: folder, prometheus: { token: null, timeout_ms: 1000 } };
    const metrics = createMetrics(config, inventory);
    await metrics.start();
    expect((await metrics.query({ signal: "cpu", target: localhost, window: 60 }, noHurry)).source).toBe(
      "sampled on this host",
    );
    await metrics.stop();
    const asked = createMetrics(
      { ...config, prometheus: { ...config.prometheus, url: "http://127.0.0.1:9" } },
      inventory,
    );
    await asked.start();
    await expect(asked.query({ signal: "cpu", target: localhost, window: 60 }, noHurry)).rejects.toThrow(/Prometheus/);
    await asked.stop();
  });
});
