/**
 * The questions that Prometheus is asked: one reviewed template per signal, in the names of node_exporter and of the
 * Prometheus client libraries. Nobody's own words ever become PromQL; only names from the inventory are put in.
 */
import type { Host } from "../inventory.ts";

export interface Template {
  /** "%", "B/s", "s", "/s" or "" */
  readonly unit: string;
  /** PromQL. `$where` becomes the label matchers of the target, `$range` the time over which rates are taken. */
  readonly promql: string;
  /** What the target is matched by: its hosts' `instance`, or its own `job`. */
  readonly by: "instance" | "job";
}

const requests = "sum(rate(http_requests_total{$where}[$range]))";
const latency = "http_request_duration_seconds";
const quantile = (share: number): Template => ({
  unit: "s",
  by: "job",
  promql: `histogram_quantile(${share}, sum by (le) (rate(${latency}_bucket{$where}[$range])))`,
});

export const templates: Readonly<Record<string, Template>> = {
  cpu: {
    unit: "%",
    by: "instance",
    // Busy by all, not one minus idle: a rate over a series younger than its range is too low, a share of two is right.
    promql:
      '100 * sum by (instance) (rate(node_cpu_seconds_total{mode!="idle",$where}[$range]))' +
      " / sum by (instance) (rate(node_cpu_seconds_total{$where}[$range]))",
  },
  memory: {
    unit: "%",
    by: "instance",
    promql: "100 * (1 - node_memory_MemAvailable_bytes{$where} / node_memory_MemTotal_bytes{$where})",
  },
  swap: {
    unit: "%",
    by: "instance",
    promql: "100 * (1 - node_memory_SwapFree_bytes{$where} / (node_memory_SwapTotal_bytes{$where} > 0))",
  },
  disk: {
    unit: "%",
    by: "instance",
    // The fullest file system, as df counts it; those in memory and images are no disks.
    promql:
      '100 * max by (instance) (1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660",$where}' +
      " / (node_filesystem_avail_bytes{$where} + node_filesystem_size_bytes{$where} - node_filesystem_free_bytes{$where}))",
  },
  disk_io: {
    unit: "B/s",
    by: "instance",
    promql:
      "sum by (instance) (rate(node_disk_read_bytes_total{$where}[$range]) + rate(node_disk_written_bytes_total{$where}[$range]))",
  },
  load: { unit: "", by: "instance", promql: "node_load1{$where}" },
  network: {
    unit: "B/s",
    by: "instance",
    promql:
      'sum by (instance) (rate(node_network_receive_bytes_total{device!="lo",$where}[$range])' +
      ' + rate(node_network_transmit_bytes_total{device!="lo",$where}[$range]))',
  },
  saturation: {
    unit: "%",
    by: "instance",
    promql: '100 * node_load1{$where} / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle",$where})',
  },
  request_rate: { unit: "/s", by: "job", promql: requests },
  error_rate: {
    unit: "%",
    by: "job",
    // No request ever failed: there is no such series, and the answer is 0, not "no data".
    promql:
      '100 * (sum(rate(http_requests_total{code=~"5..",$where}[$range]))' +
      ' or sum(rate(http_requests_total{status=~"5..",$where}[$range]))' +
      ` or 0 * ${requests}) / ${requests}`,
  },
  latency_avg: {
    unit: "s",
    by: "job",
    promql: `sum(rate(${latency}_sum{$where}[$range])) / sum(rate(${latency}_count{$where}[$range]))`,
  },
  latency_p50: quantile(0.5),
  latency_p95: quantile(0.95),
  latency_p99: quantile(0.99),
  availability: { unit: "%", by: "job", promql: "100 * avg(avg_over_time(up{$where}[$range]))" },
  cache_hit_ratio: {
    unit: "%",
    by: "job",
    // lablabs/cloudflare-exporter
    promql:
      "100 * sum(rate(cloudflare_zone_requests_cached{$where}[$range])) / sum(rate(cloudflare_zone_requests_total{$where}[$range]))",
  },
};

/** A PromQL string literal: Go's escapes, of which JSON's are a part. */
const quoted = (text: string): string => JSON.stringify(text);

/** Every character that RE2 gives a meaning loses it. */
const literally = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, String.raw`\$&`);

/** `instance=~"(web-1|192\.0\.2\.1)(:[0-9]+)?"`: a host under its name or address, whatever the exporter's port. */
export function matchHosts(hosts: readonly Host[]): string {
  const names = [...new Set(hosts.flatMap((host) => [host.name, host.address]))].map(literally);
  return `instance=~${quoted(`(${names.join("|")})(:[0-9]+)?`)}`;
}

/** The host that an `instance` is: matchHosts the other way round. */
export function hostAt(instance: string, hosts: readonly Host[]): Host | undefined {
  const address = instance.replace(/:\d+$/, "");
  return hosts.find((host) => host.name === address || host.address === address);
}

/** `job="shop"` */
export const matchLabel = (label: "job" | "zone" | "env", value: string): string => `${label}=${quoted(value)}`;

/** The template with its holes filled: matchers and seconds, both made by code. */
export const fill = (template: Template, matchers: readonly string[], range: number): string =>
  template.promql.replaceAll("$where", () => matchers.join(",")).replaceAll("$range", () => `${range}s`);
