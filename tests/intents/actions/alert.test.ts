/** alert.list against a real Prometheus that really raises alerts, and what it says where there is none. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { alertList } from "../../../intents/actions/alert.ts";
import { createAlerts, type Alert, type Alerts } from "../../../src/providers/alerts.ts";
import type { Reply } from "../../../src/reply.ts";
import { describeWith } from "../../servers/needs.ts";
import { startExporter, startPrometheus, type Exporter, type PrometheusServer } from "../../servers/prometheus.ts";
import { host, openSite, type Site } from "./site.ts";

const sites: Site[] = [];
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close();
});
const open = async (alerts: Alerts): Promise<Site> => {
  const site = await openSite({ alerts });
  sites.push(site);
  return site;
};
const alertsAt = (url: string | undefined): Alerts =>
  createAlerts(
    { prometheus: { ...(url === undefined ? {} : { url }), token: null, timeout_ms: 2000 } },
    { hosts: [host("localhost", { address: "192.0.2.1" }), host("web-2")] },
  );

const textOf = (reply: Reply): string => ("text" in reply ? reply.text : "");
const rowsOf = (reply: Reply): readonly (readonly string[])[] => {
  const [block] = "blocks" in reply ? (reply.blocks ?? []) : [];
  return block?.kind === "table" ? block.rows : [];
};

describeWith(["prometheus"], "a real Prometheus", () => {
  let server: PrometheusServer;
  let exporter: Exporter;
  let alerts: Alerts;

  beforeAll(async () => {
    exporter = await startExporter(() => "queue_length 42\n");
    server = await startPrometheus(
      {
        shop: [{ address: exporter.address, labels: { instance: "192.0.2.1:9100" } }],
        node: [{ address: exporter.address, labels: { instance: "web-2" } }],
      },
      [
        {
          alert: "QueueTooLong",
          expr: 'queue_length{job="shop"} > 10',
          labels: { severity: "warning" },
          annotations: { summary: "{{ $value }} orders\nwait \u001b[31mnow" },
        },
        { alert: "ShopOnFire", expr: 'queue_length{job="shop"} > 1', labels: { severity: "critical" } },
        { alert: "PayFails", expr: 'queue_length{job="node"} > 1', labels: { service: "pay", severity: "critical" } },
        { alert: "MaybeLater", expr: "queue_length > 10", for: "1h" },
        { alert: "AllIsWell", expr: "queue_length < 0" },
      ],
    );
    alerts = alertsAt(`${server.url}/`);
    const all = async (): Promise<void> => {
      const { length } = (await alerts.list(AbortSignal.timeout(5000))).alerts;
      if (length < 5) throw new Error(`${length} alerts so far`);
    };
    await vi.waitFor(all, { timeout: 30_000, interval: 300 });
  });
  afterAll(async () => {
    await server.stop();
    await exporter.stop();
  });

  const ask = async (params: Record<string, unknown> = {}) => (await open(alerts)).answer(alertList, params);
  const names = async (params: Record<string, unknown>) => rowsOf(await ask(params)).map(([name]) => name);

  it("lists what is firing and pending, the worst first", async () => {
    const reply = await ask();
    expect(textOf(reply)).toBe("Alerts: 3 firing, 2 pending (Prometheus).");
    const rows = rowsOf(reply);
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ...[
        ["PayFails", "firing", "critical", "web-2"],
        ["ShopOnFire", "firing", "critical", "localhost"],
      ].toSorted((a, b) => (rows[0]?.[0] === a[0] ? -1 : rows[0]?.[0] === b[0] ? 1 : 0)),
      ["QueueTooLong", "firing", "warning", "localhost"],
      expect.arrayContaining(["MaybeLater", "pending", ""]),
      expect.arrayContaining(["MaybeLater", "pending", ""]),
    ]);
    for (const row of rows) expect(row[4]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/);
  });

  it("takes nothing from a rule's words but one plain line", async () => {
    const row = rowsOf(await ask({ severity: "warning" }))[0];
    expect(row?.[5]).toBe("42 orders wait now");
  });

  it.each([
    [{ state: "firing", severity: "critical" }, ["PayFails", "ShopOnFire"]],
    [{ state: "pending" }, ["MaybeLater", "MaybeLater"]],
    [{ service: "shop", severity: "warning" }, ["QueueTooLong"]],
    [{ service: "shop", state: "firing" }, ["QueueTooLong", "ShopOnFire"]],
    [{ target: "web", state: "firing" }, ["QueueTooLong", "ShopOnFire"]],
    [{ severity: "info" }, []],
    [{ state: "firing", severity: "warning", window: "1h" }, ["QueueTooLong"]],
  ])("%j are %j", async (params, expected) => {
    const found = await names(params);
    expect(found).toHaveLength(expected.length);
    expect(found).toEqual(expect.arrayContaining(expected));
  });

  it("says what was asked for", async () => {
    expect(textOf(await ask({ severity: "critical", service: "shop", target: "web", window: "1h" }))).toBe(
      "Critical alerts of shop on web that began in the last hour: 1 firing, 0 pending (Prometheus).",
    );
    expect(textOf(await ask({ state: "pending", severity: "info" }))).toBe("Info alerts: 0 pending (Prometheus).");
  });
});

const raised = (...alerts: Partial<Alert>[]): Alerts => ({
  list: async () => ({
    alerts: alerts.map((one, index) => ({
      name: `A${index}`,
      state: "firing" as const,
      severity: null,
      service: null,
      host: null,
      instance: null,
      since: Date.now() / 1000,
      summary: "",
      ...one,
    })),
    source: "a test",
    warnings: ["partial"],
  }),
});

describe("alert.list", () => {
  it("leaves out what began before the window", async () => {
    const site = await open(raised({ name: "old", since: Date.now() / 1000 - 7200 }, { name: "new" }));
    const reply = await site.answer(alertList, { window: "1h" });
    expect(rowsOf(reply).map(([name]) => name)).toEqual(["new"]);
    expect(textOf(reply)).toBe("Alerts that began in the last hour: 1 firing, 0 pending (a test; partial).");
  });

  it("shows fifty, and says so", async () => {
    const site = await open(raised(...Array.from({ length: 60 }, () => ({}))));
    const reply = await site.answer(alertList, {});
    expect(rowsOf(reply)).toHaveLength(50);
    expect(textOf(reply)).toBe("Alerts: 60 firing, 0 pending (a test; partial; the first 50 are shown).");
  });

  it.each(["silenced", "resolved"])("does not pretend to know which are %s", async (state) => {
    const site = await open(raised());
    await expect(site.answer(alertList, { state })).rejects.toMatchObject({
      code: "NOT_PROVIDED",
      sentence: `Nothing here knows which alerts are ${state} yet.`,
    });
  });

  it.each([
    [{ service: "nothing" }, "UNKNOWN_SERVICE"],
    [{ target: "nothing" }, "UNKNOWN_TARGET"],
  ])("%j is unknown", async (params, code) => {
    const site = await open(raised());
    await expect(site.answer(alertList, params)).rejects.toMatchObject({ code });
  });

  it("names the setting that it needs", async () => {
    const site = await open(alertsAt(undefined));
    await expect(site.answer(alertList, {})).rejects.toMatchObject({
      code: "NOT_CONFIGURED",
      sentence: "A list of alerts needs the setting `prometheus.url`, which is missing.",
    });
  });

  it.each([
    [{ status: "success", data: { alerts: [{ labels: {}, state: "on fire", activeAt: "now" }] } }, /no answer of/],
    [{ status: "success", data: {} }, /no answer of Prometheus's API/],
    [{ status: "error", errorType: "internal", error: "broken" }, /internal: broken/],
  ])("takes %j for no list", async (body, why) => {
    const liar = createServer((_, response) => response.end(JSON.stringify(body)));
    await new Promise<void>((resolve) => {
      liar.listen(0, "127.0.0.1", resolve);
    });
    const site = await open(alertsAt(`http://127.0.0.1:${(liar.address() as AddressInfo).port}`));
    await expect(site.answer(alertList, {})).rejects.toThrow(why);
    liar.closeAllConnections();
    liar.close();
  });
});
