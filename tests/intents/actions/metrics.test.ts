import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { metricsQuery } from "../../../intents/actions/metrics.ts";
import { hostMetrics } from "../../../src/providers/host-metrics.ts";
import type { Measured, Metrics, MetricsQuery } from "../../../src/providers/metrics.ts";
import { host, openSite, type Site } from "./site.ts";

const sites: Site[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
const open = async (metrics: Metrics): Promise<Site> => {
  const site = await openSite({ metrics });
  sites.push(site);
  return site;
};

/** Answers with these numbers and remembers what it was asked. */
const saying = (measured: Partial<Measured>, asked: MetricsQuery[] = []): Metrics => ({
  known: ["cpu"],
  query: async (query) => {
    asked.push(query);
    return { unit: "%", series: [], source: "a test", warnings: [], ...measured };
  },
});
const points = (...values: number[]) => values.map((value, index) => ({ time: index, value }));
const textOf = async (site: Site, params: Record<string, unknown>): Promise<unknown> =>
  site.answer(metricsQuery, params);

describe("metrics.query", () => {
  it("answers from this very machine, at once, with real numbers", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "metrics-"));
    const inventory = { hosts: [host("localhost")], groups: {}, services: [] };
    const site = await open(hostMetrics({ folder, inventory }));
    expect(await textOf(site, { signal: "cpu", window: "10m" })).toMatchObject({
      text: expect.stringMatching(
        /^cpu of localhost, last 10 minutes: now [\d.]+ %, avg [\d.]+ %, max [\d.]+ % \(sampled on this host; only \d s of samples so far\)\.$/,
      ) as string,
      blocks: [{ kind: "code", text: expect.stringMatching(/^localhost {2}[▁▂▃▄▅▆▇█]+$/) as string }],
    });
    rmSync(folder, { recursive: true });
  });

  it("says now, average and greatest, and draws the line", async () => {
    const site = await open(saying({ series: [{ label: "localhost", points: points(0, 50, 100, 25) }] }));
    expect(await textOf(site, { signal: "cpu", host: "localhost" })).toEqual({
      reply: "text",
      text: "cpu of localhost, last hour: now 25 %, avg 43.8 %, max 100 % (a test).",
      blocks: [{ kind: "code", text: "localhost  ▁▅█▃" }],
    });
  });

  it("shows what is no number as such", async () => {
    const series = [{ label: "localhost", points: points(1, Number.NaN, Infinity) }];
    const site = await open(saying({ series }));
    expect(await textOf(site, { signal: "cpu" })).toMatchObject({
      text: "cpu of localhost, last hour: now +Inf, avg +Inf, max +Inf (a test).",
      blocks: [{ text: "localhost  █ ↑" }],
    });
    const none = await open(saying({ series: [{ label: "localhost", points: points(Number.NaN) }] }));
    expect(await textOf(none, { signal: "cpu" })).toMatchObject({
      text: "cpu of localhost, last hour: now NaN, and no number in that time (a test).",
    });
  });

  it.each([
    ["B/s", 1_234_567, "1.23 MB/s"],
    ["B/s", 12, "12 B/s"],
    ["s", 0.0123, "12.3 ms"],
    ["s", 2.5, "2.5 s"],
    ["", 0.333_33, "0.333"],
    ["/s", 1234.5, "1235 /s"],
  ])("in %s, %d is %s", async (unit, value, words) => {
    const site = await open(saying({ unit, series: [{ label: "localhost", points: points(value) }] }));
    expect(await textOf(site, { signal: "cpu" })).toMatchObject({
      text: expect.stringContaining(`now ${words},`) as string,
    });
  });

  it("names each of several series, five in words, and passes warnings on", async () => {
    const series = Array.from({ length: 7 }, (_, index) => ({ label: `web-${index}`, points: points(index) }));
    const site = await open(saying({ series, warnings: ["partial"] }));
    expect(await textOf(site, { signal: "cpu", group: "web" })).toMatchObject({
      text: expect.stringMatching(
        /^cpu of group web, .*web-4 now 4 %, avg 4 %, max 4 %; and 2 more \(a test; partial\)\.$/,
      ) as string,
      blocks: { length: 7 },
    });
  });

  it.each([
    [{}, { kind: "host", name: "localhost" }, 3600],
    [{ host: "localhost", window: "90s" }, { kind: "host", name: "localhost" }, 90],
    [{ service: "shop", window: "1d" }, { kind: "service", name: "shop" }, 86_400],
    [{ target: "web", window: 600 }, { kind: "group", name: "web" }, 600],
    [{ target: "localhost" }, { kind: "host", name: "localhost" }, 3600],
    [{ zone: "example.test", env: "prod" }, { kind: "zone", name: "example.test" }, 3600],
  ])("%o asks about %o, %d seconds back", async (params, target, window) => {
    const asked: MetricsQuery[] = [];
    const site = await open(saying({ series: [{ label: "x", points: points(1) }] }, asked));
    await textOf(site, { signal: "cpu", ...params });
    expect(asked).toMatchObject([{ signal: "cpu", target, window }]);
  });

  it.each([
    [{ signal: "mood" }, /signal: must be one of cpu/],
    [{ signal: "cpu", window: "1s" }, /window: must be at least 10s/],
    [{ signal: "cpu", window: "99d" }, /window: must be 30d at most/],
    [{ signal: "cpu", window: "soon" }, /window: must be a time like 10m/],
    [{ signal: "cpu", host: "localhost", service: "shop" }, /service: one at a time/],
  ])("refuses %o", async (params, why) => {
    const site = await open(saying({}));
    await expect(textOf(site, params)).rejects.toThrow(why);
  });
});
