/** Measurements by the many names people have for them. */
import type { Names } from "../../../src/inventory.ts";
import { phrasesOf } from "../phrases.ts";
import { nothing, type Finder } from "./finder.ts";

const percentile = (n: string): string[] =>
  [`p${n}`, `p${n}s`, `${n}th percentile`].flatMap((name) => [
    name,
    `${name} latency`,
    `${name} latencies`,
    `${name} response time`,
    `latency ${name}`,
    `latency_p${n}`,
  ]);

/** Signal → what else it is called. */
const spoken: Readonly<Record<string, readonly string[]>> = {
  cpu: [
    "cpu",
    "cpus",
    "cpu usage",
    "cpu use",
    "cpu utilisation",
    "cpu utilization",
    "cpu load",
    "processor",
    "processor usage",
  ],
  memory: [
    "memory",
    "mem",
    "ram",
    "memory usage",
    "memory use",
    "memory utilisation",
    "memory utilization",
    "ram usage",
    "mem usage",
    "memory consumption",
  ],
  swap: ["swapping", "swap", "swap usage", "swap space"],
  disk: [
    "disk",
    "disks",
    "disk usage",
    "disk use",
    "disk space",
    "disk utilisation",
    "disk utilization",
    "free disk space",
    "free disk",
    "storage usage",
    "free space",
    "filesystem usage",
  ],
  disk_io: ["disk io", "disk i/o", "disk_io", "io", "i/o", "iops", "disk iops", "disk throughput"],
  load: ["load", "load average", "loadavg", "system load", "load avg"],
  network: ["network", "network traffic", "network throughput", "network usage", "bandwidth", "network io"],
  error_rate: [
    "error rate",
    "errors",
    "error rates",
    "error ratio",
    "error percentage",
    "5xx",
    "5xx rate",
    "5xx ratio",
    "5xx percentage",
    "failing requests",
    "failed requests",
    "share of failing requests",
    "requests failing",
    "requests are failing",
    "error share",
    "5xxs",
    "failure rate",
    "error_rate",
    "http errors",
  ],
  request_rate: [
    "request rate",
    "requests per second",
    "rps",
    "qps",
    "req/s",
    "requests/s",
    "throughput",
    "traffic",
    "request_rate",
    "requests a second",
    "hits per second",
    "requests per minute",
    "request volume",
  ],
  latency_avg: [
    "average latency",
    "avg latency",
    "mean latency",
    "latency_avg",
    "average response time",
    "mean response time",
  ],
  latency_p50: [...percentile("50"), "median latency", "median response time"],
  latency_p95: [...percentile("95"), "latency", "latencies", "response time", "response times"],
  latency_p99: [...percentile("99"), "tail latency"],
  queue_lag: [
    "queue lag",
    "queue_lag",
    "consumer lag",
    "lag",
    "queue depth",
    "backlog",
    "queue length",
    "queue size",
    "its queue",
    "the queue",
    "queue",
  ],
  saturation: ["saturation"],
  availability: ["availability", "available", "uptime percentage", "uptime percent", "percent uptime", "sla"],
  cache_hit_ratio: [
    "cache hit ratio",
    "cache hit rate",
    "cache_hit_ratio",
    "hit ratio",
    "hit rate",
    "cache hits",
    "straight from cache",
    "served from cache",
    "from the cache",
    "come from cache",
    "hits come from cache",
  ],
  slo_burn: ["slo burn", "slo_burn", "burn rate", "error budget", "error budget burn", "slo burn rate", "slo"],
};

export function signalFinder({ signals }: Pick<Names, "signals">): Finder {
  const phrases = phrasesOf(
    signals.flatMap((signal) =>
      [...new Set([signal, signal.replaceAll("_", " "), ...(spoken[signal] ?? [])])].map(
        (phrase) => [phrase, signal] as const,
      ),
    ),
  );
  return (words, at) => {
    const hit = phrases.at(words, at);
    return hit ? hit.values.map((value) => ({ slot: "signal" as const, value, length: hit.length })) : nothing;
  };
}
