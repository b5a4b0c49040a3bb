/** Numbers over time. Two implementations: the host samples itself, or Prometheus is asked. */
import type { Config } from "../config.ts";
import type { Inventory } from "../inventory.ts";
import { hostMetrics } from "./host-metrics.ts";
import { prometheus } from "./prometheus.ts";

export interface MetricsQuery {
  /** One of `signals` in inventory.ts. */
  readonly signal: string;
  /** A host, group, service or zone of the inventory. */
  readonly target: { readonly kind: "host" | "group" | "service" | "zone"; readonly name: string };
  readonly environment?: string;
  /** Seconds back from now. */
  readonly window: number;
}

export interface Series {
  /** What it is of: "localhost". */
  readonly label: string;
  /** Oldest first. Time in Unix seconds; a value may be NaN or infinite, and is then shown as such. */
  readonly points: readonly { readonly time: number; readonly value: number }[];
}

export interface Measured {
  /** "%", "B/s", "s", "/s" or "" */
  readonly unit: string;
  readonly series: readonly Series[];
  /** Where the numbers come from: "sampled on this host", "Prometheus". */
  readonly source: string;
  /** What the person should know: partial data, fewer minutes than asked for. */
  readonly warnings: readonly string[];
}

export interface Metrics {
  /** Signals this site can answer. */
  readonly known: readonly string[];
  /** Throws Problem UNKNOWN_SIGNAL, NO_DATA, NOT_CONFIGURED or PROVIDER_FAILED. */
  query(query: MetricsQuery, signal: AbortSignal): Promise<Measured>;
}

/** Prometheus measures by itself. */
const idle = async (): Promise<void> => undefined;

/** Prometheus if `prometheus.url` is set, else this host measures itself from `start` on. */
export function createMetrics(
  config: Pick<Config, "data" | "prometheus">,
  inventory: Pick<Inventory, "hosts" | "groups" | "services">,
): Metrics & { start(): Promise<void>; stop(): Promise<void> } {
  const { url, token, timeout_ms: timeoutMs } = config.prometheus;
  if (url === undefined) return hostMetrics({ folder: config.data, inventory });
  return { ...prometheus({ url, token, timeoutMs, inventory }), start: idle, stop: idle };
}
