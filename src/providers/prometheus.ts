/** Metrics out of a Prometheus server, by its HTTP API (/api/v1/query_range). */
import { z } from "zod";
import type { Host, Inventory } from "../inventory.ts";
import { problem, type Problem } from "../problem.ts";
import type { Secret } from "../secret.ts";
import { hostsMeant } from "./metric-target.ts";
import type { Metrics, MetricsQuery, Series } from "./metrics.ts";
import { fill, matchHosts, matchLabel, templates as reviewed, type Template } from "./prometheus-queries.ts";
import { readAtMost } from "./read-at-most.ts";

export interface PrometheusSettings {
  readonly url: string;
  readonly token?: Secret | null;
  /** Milliseconds for one question. */
  readonly timeoutMs: number;
  readonly inventory: Pick<Inventory, "hosts" | "groups" | "services">;
  /** Signal → question, instead of the reviewed ones. */
  readonly templates?: Readonly<Record<string, Template>>;
  /** Seconds over which rates are taken at least. The server's default scrape interval is a minute; a rate needs a few. */
  readonly shortestRange?: number;
}

/** Points per series: enough for any sparkline, far below the 11,000 that the server allows. */
const points = 240;
const shortestStep = 5;
const largestAnswer = 5_000_000;
const mostSeries = 50;

const number = z
  .string()
  .transform((text) => (text === "+Inf" ? Infinity : text === "-Inf" ? -Infinity : Number(text)));
const answer = z.object({
  status: z.enum(["success", "error"]),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).default([]),
  data: z
    .object({
      resultType: z.literal("matrix"),
      result: z.array(
        z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), number])) }),
      ),
    })
    .optional(),
});

const failed = (why: string): Problem =>
  problem("PROVIDER_FAILED", { provider: "Prometheus", why: why.replaceAll(/\p{Cc}+/gu, " ").slice(0, 300) });

/** Seconds between points, so that no series has more than the server allows. */
export const stepFor = (window: number): number => Math.max(shortestStep, Math.ceil(window / points));

export function prometheus({
  url,
  token,
  timeoutMs,
  inventory,
  templates = reviewed,
  shortestRange = 240,
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
        timeout: `${timeoutMs}ms`,
      });
      const body = await ask(`${url.replace(/\/+$/, "")}/api/v1/query_range`, form, token ?? null, timeoutMs, signal);
      if (body.status === "error" || !body.data)
        throw failed(`${body.errorType ?? "error"}: ${body.error ?? "no data"}`);
      const found = body.data.result.filter((series) => series.values.length > 0);
      if (found.length === 0) throw problem("NO_DATA", { signal: query.signal, target: query.target.name });
      const warnings = [...body.warnings];
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
  const address = instance.replace(/:\d+$/, "");
  return hosts.find((host) => host.name === address || host.address === address)?.name ?? instance;
}

async function ask(
  url: string,
  form: URLSearchParams,
  token: Secret | null,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<z.output<typeof answer>> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      body: form,
      headers: token ? { authorization: `Bearer ${token.reveal()}` } : {},
      // A little longer than the server's own limit, so that its answer says which it was.
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + 500)]),
      redirect: "error",
    });
    text = await readAtMost(response, largestAnswer);
  } catch (error) {
    if (signal.aborted) throw failed("the question was given up");
    if (error instanceof Error && error.name === "TimeoutError") throw failed(`no answer within ${timeoutMs} ms`);
    if (error instanceof RangeError) throw failed(error.message);
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
    throw failed(`it cannot be reached${cause}`);
  }
  if (response.status === 401 || response.status === 403) {
    throw failed(`HTTP ${response.status}; check prometheus.token`);
  }
  const parsed = answer.safeParse(parseJson(text));
  if (!parsed.success) throw failed(`HTTP ${response.status}, and no answer of Prometheus's API; check prometheus.url`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
