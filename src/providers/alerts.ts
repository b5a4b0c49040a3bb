/** Alerts that something watching the site has raised. Implemented by Prometheus. */
import type { Config } from "../config.ts";
import type { Inventory } from "../inventory.ts";
import { problem } from "../problem.ts";
import { prometheusAlerts } from "./prometheus-alerts.ts";

export interface Alert {
  readonly name: string;
  readonly state: "firing" | "pending";
  readonly severity: string | null;
  /** The service that it is about, in the words of whoever wrote the rule. */
  readonly service: string | null;
  /** A host of the inventory, where it is about one. */
  readonly host: string | null;
  /** What it is about, as the source calls it: "192.0.2.1:9100". */
  readonly instance: string | null;
  /** When it began, in Unix seconds. */
  readonly since: number;
  /** One line for people, from the rule's author; may be empty. */
  readonly summary: string;
}

export interface Raised {
  readonly alerts: readonly Alert[];
  /** "Prometheus" */
  readonly source: string;
  readonly warnings: readonly string[];
}

export interface Alerts {
  /** All that are pending or firing now. Throws Problem NOT_CONFIGURED or PROVIDER_FAILED. */
  list(signal: AbortSignal): Promise<Raised>;
}

export function createAlerts(config: Pick<Config, "prometheus">, inventory: Pick<Inventory, "hosts">): Alerts {
  const { url, token, timeout_ms: timeoutMs } = config.prometheus;
  if (url !== undefined) return prometheusAlerts({ url, token, timeoutMs }, inventory);
  return {
    list: () => {
      const how = "Set it to the address of a Prometheus server whose rules raise alerts; docs/metrics.md says more.";
      return Promise.reject(problem("NOT_CONFIGURED", { what: "A list of alerts", setting: "prometheus.url", how }));
    },
  };
}
