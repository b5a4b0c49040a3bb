import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Metrics, MetricsQuery } from "../../src/providers/metrics.ts";
import { fill, matchHosts, matchLabel, templates } from "../../src/providers/prometheus-queries.ts";
import { prometheus, stepFor } from "../../src/providers/prometheus.ts";
import { Secret } from "../../src/secret.ts";
import { host } from "../intents/actions/site.ts";
import { describeWith } from "../servers/needs.ts";
import { startExporter, startPrometheus, type Exporter, type PrometheusServer } from "../servers/prometheus.ts";

/** A name that PromQL and its regular expressions would take apart, if they could. */
const awkward = 'a.b"} or up{x="\\';
const inventory = {
  hosts: [
    host("web-1", { transport: "ssh", address: "192.0.2.1" }),
    host("web-2", { transport: "ssh", address: "192.0.2.2" }),
    host(awkward, { transport: "ssh" }),
    host("silent", { transport: "ssh" }),
  ],
  groups: { web: ["web-1", "web-2"] },
  services: [
    { name: "shop", hosts: ["web-1", "web-2"], aliases: [] },
    { name: "idle", hosts: ["web-1"], aliases: [] },
  ],
};
const onHost = (name: string): MetricsQuery["target"] => ({ kind: "host", name });
const shop: MetricsQuery["target"] = { kind: "service", name: "shop" };
const patience = { timeout: 30_000, interval: 300 };
const noHurry = AbortSignal.timeout(60_000);

/** Numbers that grow by so much a second since the exporter began. */
function node(busy: number): () => string {
  const begun = performance.now();
  return () => {
    const seconds = (performance.now() - begun) / 1000 + 100;
    return `
node_cpu_seconds_total{cpu="0",mode="idle"} ${seconds * (1 - busy)}
node_cpu_seconds_total{cpu="0",mode="user"} ${seconds * busy}
node_memory_MemTotal_bytes 1000
node_memory_MemAvailable_bytes 250
node_memory_SwapTotal_bytes 0
node_memory_SwapFree_bytes 0
node_filesystem_size_bytes{fstype="ext4",mountpoint="/"} 1000
node_filesystem_free_bytes{fstype="ext4",mountpoint="/"} 500
node_filesystem_avail_bytes{fstype="ext4",mountpoint="/"} 400
node_filesystem_size_bytes{fstype="tmpfs",mountpoint="/run"} 10
node_filesystem_free_bytes{fstype="tmpfs",mountpoint="/run"} 0
node_filesystem_avail_bytes{fstype="tmpfs",mountpoint="/run"} 0
node_disk_read_bytes_total{device="sda"} ${seconds * 1000}
node_disk_written_bytes_total{device="sda"} ${seconds * 500}
node_network_receive_bytes_total{device="eth0"} ${seconds * 2000}
node_network_transmit_bytes_total{device="eth0"} ${seconds * 1000}
node_network_receive_bytes_total{device="lo"} ${seconds * 1e9}
node_network_transmit_bytes_total{device="lo"} ${seconds * 1e9}
node_load1 0.5
`;
  };
}

function web(codes: Readonly<Record<string, number>>): () => string {
  const begun = performance.now();
  return () => {
    const seconds = (performance.now() - begun) / 1000 + 100;
    const all = Object.values(codes).reduce((sum, perSecond) => sum + perSecond, 0) * seconds;
    return `
${Object.entries(codes)
  .map(([code, perSecond]) => `http_requests_total{code="${code}"} ${perSecond * seconds}`)
  .join("\n")}
http_request_duration_seconds_bucket{le="0.1"} ${all * 0.5}
http_request_duration_seconds_bucket{le="0.2"} ${all}
http_request_duration_seconds_bucket{le="+Inf"} ${all}
http_request_duration_seconds_sum ${all * 0.08}
http_request_duration_seconds_count ${all}
`;
  };
}

describeWith(["prometheus"], "a real Prometheus", () => {
  let server: PrometheusServer;
  let exporters: Exporter[];
  let metrics: Metrics;
  const last = async (signal: string, target: MetricsQuery["target"]): Promise<[string, string, number][]> => {
    const { unit, series } = await metrics.query({ signal, target, window: 60 }, noHurry);
    return series.map((one) => [one.label, unit, one.points.at(-1)?.value ?? Number.NaN]);
  };

  const reaches = async (signal: string, target: MetricsQuery["target"], least: number): Promise<void> => {
    for (const [label, , value] of await last(signal, target)) {
      if (value < least) throw new Error(`${signal} of ${label} is ${value} so far`);
    }
  };

  beforeAll(async () => {
    const [first, second, third, requests, fine] = (await Promise.all(
      [node(0.25), node(0.75), node(0.5), web({ 200: 9, 500: 1 }), web({ 200: 5 })].map(startExporter),
    )) as [Exporter, Exporter, Exporter, Exporter, Exporter];
    exporters = [first, second, third, requests, fine];
    server = await startPrometheus({
      node: [
        { address: first.address, labels: { instance: "192.0.2.1:9100" } },
        { address: second.address, labels: { instance: "web-2" } },
        { address: third.address, labels: { instance: awkward } },
      ],
      shop: [{ address: requests.address, labels: { env: "prod" } }],
      idle: [{ address: fine.address, labels: {} }],
    });
    metrics = prometheus({ url: `${server.url}/`, timeoutMs: 5000, inventory, shortestRange: 5 });
    // A rate is right once it has seen as much as its range: until then it is too low.
    const settled: [string, MetricsQuery["target"], number][] = [
      ["disk_io", { kind: "group", name: "web" }, 1480],
      ["disk_io", onHost(awkward), 1480],
      ["request_rate", shop, 9.8],
      ["request_rate", { kind: "service", name: "idle" }, 4.9],
    ];
    await Promise.all(settled.map((one) => vi.waitFor(() => reaches(...one), patience)));
  });
  afterAll(async () => {
    await server.stop();
    await Promise.all(exporters.map((exporter) => exporter.stop()));
  });

  it.each([
    ["cpu", "%", 25],
    ["memory", "%", 75],
    ["disk", "%", 100 * (1 - 400 / 900)],
    ["disk_io", "B/s", 1500],
    ["network", "B/s", 3000],
    ["load", "", 0.5],
    ["saturation", "%", 50],
    ["availability", "%", 100],
  ])("%s of a host", async (signal, unit, value) => {
    const [measured] = await last(signal, onHost("web-1"));
    expect(measured?.slice(0, 2)).toEqual(["web-1", unit]);
    expect((measured?.[2] ?? 0) / value).toBeCloseTo(1, 1);
  });

  it.each([
    ["request_rate", "/s", 10],
    ["error_rate", "%", 10],
    ["latency_avg", "s", 0.08],
    ["latency_p50", "s", 0.1],
    ["latency_p99", "s", 0.198],
    ["availability", "%", 100],
  ])("%s of a service", async (signal, unit, value) => {
    const [measured] = await last(signal, shop);
    expect(measured?.slice(0, 2)).toEqual(["shop", unit]);
    expect((measured?.[2] ?? 0) / value).toBeCloseTo(1, 1);
  });

  it("every template is a question that Prometheus understands", async () => {
    const asked = Object.keys(templates).map((signal) =>
      metrics.query({ signal, target: shop, window: 60 }, noHurry).then(
        () => "answered",
        (error: { code?: string }) => error.code,
      ),
    );
    expect(new Set(await Promise.all(asked))).toEqual(new Set(["answered", "NO_DATA"]));
  });

  it("each host of a group under its own name, by name or address", async () => {
    const cpu = await last("cpu", { kind: "group", name: "web" });
    const byName = new Map(cpu.map(([label, , value]) => [label, Math.round(value)]));
    expect(byName).toEqual(
      new Map([
        ["web-1", 25],
        ["web-2", 75],
      ]),
    );
  });

  it("a name full of PromQL finds its own host and no other", async () => {
    expect((await last("cpu", onHost(awkward))).map(([label]) => label)).toEqual([awkward]);
  });

  it("a service whose requests never failed has an error rate of zero", async () => {
    expect(await last("error_rate", { kind: "service", name: "idle" })).toEqual([["idle", "%", 0]]);
  });

  it("nothing measured is no data, never zero", async () => {
    await expect(last("cpu", onHost("silent"))).rejects.toMatchObject({ code: "NO_DATA" });
    await expect(last("swap", onHost("web-1"))).rejects.toMatchObject({ code: "NO_DATA" });
    await expect(last("cache_hit_ratio", { kind: "zone", name: "example.test" })).rejects.toMatchObject({
      code: "NO_DATA",
    });
    const query = { signal: "request_rate", target: shop, window: 60, environment: "dev" };
    await expect(metrics.query(query, noHurry)).rejects.toMatchObject({ code: "NO_DATA" });
    expect((await metrics.query({ ...query, environment: "prod" }, noHurry)).series).toHaveLength(1);
  });

  it("what is no number comes through as such", async () => {
    const template = { unit: "", by: "instance", promql: "node_load1{$where} / 0 or -node_load1{$where} / 0" } as const;
    const odd = prometheus({
      url: server.url,
      timeoutMs: 5000,
      inventory,
      templates: {
        plus: template,
        none: { ...template, promql: "0 * node_load1{$where} / 0" },
        minus: { ...template, promql: "-node_load1{$where} / 0" },
      },
    });
    const value = async (signal: string) =>
      (await odd.query({ signal, target: onHost("web-1"), window: 60 }, noHurry)).series[0]?.points.at(-1)?.value;
    expect([await value("plus"), await value("minus"), await value("none")]).toEqual([Infinity, -Infinity, Number.NaN]);
  });

  it("a month is as few points as an hour", async () => {
    const { series } = await metrics.query({ signal: "load", target: onHost("web-1"), window: 30 * 86_400 }, noHurry);
    expect(series[0]?.points.length).toBeLessThanOrEqual(241);
  });

  it("a question that the server refuses is told in its words", async () => {
    const broken = prometheus({
      url: server.url,
      timeoutMs: 5000,
      inventory,
      templates: { x: { unit: "", by: "job", promql: "sum(" } },
    });
    await expect(broken.query({ signal: "x", target: shop, window: 60 }, noHurry)).rejects.toThrow(
      /bad_data: .*parse error/,
    );
  });
});

const json = (status: number, body: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};
const ask = (url: string, more: { timeoutMs?: number; token?: Secret; signal?: AbortSignal } = {}) =>
  prometheus({ url, timeoutMs: 1000, inventory, ...more }).query(
    { signal: "cpu", target: onHost("web-1"), window: 60 },
    more.signal ?? noHurry,
  );
const series = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ metric: { instance: `h${index}:9100` }, values: [[1, "1"]] }));

describe("a Prometheus that misbehaves", () => {
  let stop: (() => Promise<void>) | undefined;
  afterEach(() => stop?.());
  const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> => {
    const server = createServer((request, response) => {
      request.resume();
      answer(request, response);
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    stop = () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  it.each([
    [400, { status: "error", errorType: "bad_data", error: "no" }, /bad_data: no/],
    [422, { status: "error", errorType: "execution", error: "too many samples" }, /execution: too many samples/],
    [503, { status: "error", errorType: "timeout", error: "query timed out" }, /timeout: query timed out/],
    [401, "who are you", /HTTP 401; check prometheus\.token/],
    [502, "bad gateway", /HTTP 502, and no answer of Prometheus's API/],
    [200, { status: "success", data: { resultType: "vector", result: [] } }, /no answer of Prometheus's API/],
  ])("HTTP %d with %o is a problem in clear words", async (status, body, why) => {
    const asking = ask(await serve(json(status, body)));
    await expect(asking).rejects.toMatchObject({ code: "PROVIDER_FAILED" });
    await expect(asking).rejects.toThrow(why);
  });

  it("an answer that never comes ends at the time limit, and at once when the question is given up", async () => {
    const url = await serve(() => undefined);
    const from = performance.now();
    await expect(ask(url, { timeoutMs: 200 })).rejects.toThrow(/no answer within 200 ms/);
    expect(performance.now() - from).toBeLessThan(1500);
    await expect(ask(url, { timeoutMs: 60_000, signal: AbortSignal.timeout(50) })).rejects.toThrow(/given up/);
  });

  it("an answer without end is cut off", async () => {
    const url = await serve((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (response.write("x".repeat(65_536)));
        response.once("drain", more);
      };
      response.on("error", () => undefined);
      more();
    });
    await expect(ask(url, { timeoutMs: 10_000 })).rejects.toThrow(/more than 5 MB of answer/);
  });

  it("warnings are shown, and at most fifty series", async () => {
    const body = { status: "success", warnings: ["partial"], data: { resultType: "matrix", result: series(70) } };
    const measured = await ask(await serve(json(200, body)));
    expect(measured.series).toHaveLength(50);
    expect(measured.warnings).toEqual(["partial", "the first 50 of 70 series; ask for less"]);
  });

  it("the token goes to the server and nowhere else, not even with a redirect", async () => {
    const seen: (string | undefined)[] = [];
    const token = new Secret("prom-token", "test");
    const url = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(302, { location: "http://127.0.0.1:9/" }).end();
    });
    const error: unknown = await ask(url, { token }).catch((caught: unknown) => caught);
    expect(String(error)).toMatch(/cannot be reached/);
    expect(String(error)).not.toContain("prom-token");
    expect(seen).toEqual(["Bearer prom-token"]);
  });

  it("nobody there is said so", async () => {
    await expect(ask("http://127.0.0.1:9")).rejects.toThrow(/Prometheus answered with an error: it cannot be reached/);
  });

  it("a signal without a question is not measured, whatever it is called", async () => {
    const metrics = prometheus({ url: "http://127.0.0.1:9", timeoutMs: 100, inventory });
    for (const signal of ["slo_burn", "constructor", "__proto__"]) {
      await expect(metrics.query({ signal, target: shop, window: 60 }, noHurry)).rejects.toMatchObject({
        code: "UNKNOWN_SIGNAL",
      });
    }
  });
});

describe("the questions", () => {
  it("a name can never leave its quotes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (name) => {
        for (const matcher of [matchHosts([host(name)]), matchLabel("job", name)]) {
          const literal = matcher.slice(matcher.indexOf('"'));
          expect(() => JSON.parse(literal) as unknown).not.toThrow();
        }
        const promql = fill({ unit: "", by: "job", promql: "up{$where}[$range]" }, [matchLabel("job", name)], 240);
        expect(promql).toBe(`up{job=${JSON.stringify(name)}}[240s]`);
      }),
    );
  });

  it("no window asks for more points than the server gives", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 366 * 86_400 }), (window) => {
        expect(window / stepFor(window) + 1).toBeLessThanOrEqual(11_000);
      }),
    );
  });
});
