/** Alerts out of a Prometheus server (/api/v1/alerts): those pending or firing now, and no others. */
import { z } from "zod";
import type { Host, Inventory } from "../inventory.ts";
import type { Alert, Alerts } from "./alerts.ts";
import { excerpt } from "./excerpt.ts";
import { plain } from "./output.ts";
import { askPrometheus, type PrometheusServer } from "./prometheus-api.ts";
import { hostAt } from "./prometheus-queries.ts";

const texts = z.record(z.string(), z.string());
const alert = z.object({
  labels: texts,
  annotations: texts.default({}),
  state: z.enum(["firing", "pending"]),
  activeAt: z.iso.datetime({ offset: true }),
});
const data = z.object({ alerts: z.array(alert) });

/** Labels and annotations are somebody's text: one line, nothing that steers a terminal, no longer than a row. */
const line = (text: string): string => excerpt(plain(text), 200);

export function prometheusAlerts(server: PrometheusServer, { hosts }: Pick<Inventory, "hosts">): Alerts {
  return {
    list: async (signal) => {
      const answer = await askPrometheus(server, { path: "/api/v1/alerts", data }, signal);
      return {
        alerts: answer.data.alerts.map((one) => read(one, hosts)),
        source: "Prometheus",
        warnings: answer.warnings,
      };
    },
  };
}

function read({ labels, annotations, state, activeAt }: z.output<typeof alert>, hosts: readonly Host[]): Alert {
  const label = (name: string): string | null => (labels[name] === undefined ? null : line(labels[name]));
  const instance = label("instance");
  return {
    name: label("alertname") ?? "(without a name)",
    state,
    severity: label("severity"),
    // `job` is what scrapes it: the service, unless the rule's author says another one.
    service: label("service") ?? label("job"),
    host: instance === null ? null : (hostAt(instance, hosts)?.name ?? null),
    instance,
    since: Date.parse(activeAt) / 1000,
    summary: line(annotations["summary"] ?? annotations["description"] ?? ""),
  };
}
