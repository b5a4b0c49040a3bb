/** Metrics out of a Prometheus server, by its HTTP API (/api/v1/query_range). */
import { z } from "zod";
import type { Host, Inventory } from "../inventory.ts";
import { problem } from "../problem.ts";
import { hostsMeant } from "./metric-target.ts";
import type { Metrics, MetricsQuery, Series } from "./metrics.ts";
import { askPrometheus, type PrometheusServer } from "./prometheus-api.ts";
import { fill, hostAt, matchHosts, matchLabel, templates as reviewed, type Template } from "./prometheus-queries.ts";

export interface PrometheusSettings extends PrometheusServer {
  readonly inventory: Pick<Inventory, "hosts" | "groups" | "services">;
  /** Signal → question, instead of the reviewed ones. */
  readonly templates?: Readonly<Record<string, Template>>;
  /** Seconds over which rates are taken at least. The server's default scrape interval is a minute; a rate needs a few. */
  readonly shortestRange?: number;
}

/** Points per series: enough for any sparkline, far below the 11,000 that the server allows. */
const points = 240;
const shortestStep = 5;
const mostSeries = 50;

const number = z
  .string()
  .transform((text) => (text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text)));
const matrix = z.object({
  resultType: z.literal("matrix"),
  result: z.array(
    z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), number])) }),
  ),
});

/** Seconds between points, so that no series has more than the server allows. */
export const stepFor = (window: number): number => Math.max(shortestStep, Math.ceil(window / points));

export function prometheus({
  inventory,
  templates = reviewed,
  shortestRange = 240,
  ...server
}: PrometheusSettings): Metrics {
  return {
    known: Object.keys(templates),
    query: async (query, signal) => {
      const template = Object.hasOwn(templates, query.signal) ? templates[query.signal] : undefined;
      if (!template) {
        throw problem("UNKNOWN_SIGNAL", { signal: query.signal, known: Object.keys(templates).join(", ") });
      }
      const hosts = query.target.kind === "zone" ? [] : hostsMeant(query, inventory);
      const step = stepFor(query.window);
      const end = Date.now() / 1000;
      const form = new URLSearchParams({
        query: fill(template, matchersOf(query, template, hosts), Math.max(shortestRange, 2 * step)),
        start: String(end - query.window),
        end: String(end),
        step: String(step),
        timeout: `${server.timeoutMs}ms`,
      });
      const question = { path: "/api/v1/query_range", form, data: matrix };
      const { data, warnings: said } = await askPrometheus(server, question, signal);
      const found = data.result.filter((series) => series.values.length > 0);
      if (found.length === 0) throw problem("NO_DATA", { signal: query.signal, target: query.target.name });
      const warnings = [...said];
      if (found.length > mostSeries) warnings.push(`the first ${mostSeries} of ${found.length} series; ask for less`);
      const series = found.slice(0, mostSeries).map(({ metric, values }): Series => ({
        label: labelOf(metric, query, hosts),
        points: values.map(([time, value]) => ({ time, value })),
      }));
      return { unit: template.unit, series, source: "Prometheus", warnings };
    },
  };
}

function matchersOf({ target, environment }: MetricsQuery, template: Template, hosts: readonly Host[]): string[] {
  if (target.kind === "zone") return [matchLabel("zone", target.name)];
  if (template.by === "instance" || target.kind !== "service") return [matchHosts(hosts)];
  const job = matchLabel("job", target.name);
  return environment === undefined ? [job] : [job, matchLabel("env", environment)];
}

/** The host's own name where the series is of a host, else what was asked about. */
function labelOf(metric: Readonly<Record<string, string>>, { target }: MetricsQuery, hosts: readonly Host[]): string {
  const instance = metric["instance"];
  if (instance === undefined) return target.name;
  return hostAt(instance, hosts)?.name ?? instance;
}
