/**
 * Metrics without a server: this machine measures itself every two seconds and keeps the last six hours, in memory and
 * in one small file that the next process reads. It answers for hosts with `transport: local` and for no other.
 */
import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Inventory } from "../inventory.ts";
import { problem } from "../problem.ts";
import { readHost, type Reading } from "./host-samples.ts";
import { hostsMeant } from "./metric-target.ts";
import type { Metrics } from "./metrics.ts";

export interface HostMetrics {
  /** The data folder: the samples lie there, and its file system is the disk that is measured. */
  readonly folder: string;
  readonly inventory: Pick<Inventory, "hosts" | "groups" | "services">;
  /** Milliseconds between samples. */
  readonly every?: number;
  /** How many samples are kept. */
  readonly keep?: number;
}

const units = { cpu: "%", memory: "%", swap: "%", disk: "%", load: "", network: "B/s", disk_io: "B/s" } as const;
type Signal = keyof typeof units;
type Sample = { readonly time: number } & Partial<Readonly<Record<Signal, number>>>;

/** Milliseconds that two readings must lie apart at least: the kernel counts in hundredths of a second. */
const glance = 200;

export function hostMetrics({
  folder,
  inventory,
  every = 2000,
  keep = 10_800,
}: HostMetrics): Metrics & { start(): Promise<void>; stop(): Promise<void> } {
  const file = path.join(folder, "host-samples.ndjson");
  let ring: Sample[] = [];
  let linesInFile = 0;
  let loading: Promise<void> | null = null;
  let last: Reading | null = null;
  let sampling: { readonly stop: AbortController; readonly ended: Promise<void> } | null = null;

  const load = async (): Promise<void> => {
    const text = await readFile(file, "utf8").catch(() => "");
    const lines = text.split("\n").filter((line) => line !== "");
    linesInFile = lines.length;
    const now = Date.now() / 1000;
    // Samples from the future come from a clock that was set back since; they would hide the new ones.
    ring = lines
      .flatMap(parseSample)
      .filter((sample) => sample.time <= now)
      .slice(-keep);
  };

  const take = async (): Promise<Sample> => {
    const reading = await readHost(folder);
    const sample = sampleOf(reading, last);
    last = reading;
    ring.push(sample);
    if (ring.length > keep) ring.shift();
    return sample;
  };

  /** Appends; when the file has grown to twice what is kept, it is written anew. */
  const save = async (sample: Sample): Promise<void> => {
    if (linesInFile >= 2 * keep) {
      await writeFile(`${file}.tmp`, ring.map((one) => `${JSON.stringify(one)}\n`).join(""));
      await rename(`${file}.tmp`, file);
      linesInFile = ring.length;
    } else {
      // A line that a crash tore ends here; it is skipped when read.
      await appendFile(file, `\n${JSON.stringify(sample)}`);
      linesInFile++;
    }
  };

  const run = async (signal: AbortSignal): Promise<void> => {
    while (!signal.aborted) {
      const sample = await take();
      // A full disk must not stop the measuring: it is what people will ask about.
      await save(sample).catch(() => undefined);
      await sleep(every, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };

  const loaded = (): Promise<void> => (loading ??= load());

  const isFresh = (): boolean => {
    const newest = ring.at(-1);
    return newest?.cpu !== undefined && Date.now() / 1000 - newest.time < (2.5 * every) / 1000;
  };

  /** A number now, even in a process that has only just begun: rates need two readings some time apart. */
  const freshen = async (): Promise<void> => {
    while (!isFresh()) {
      last ??= await readHost(folder);
      const wait = glance - (performance.now() - last.monotonic);
      if (wait > 0) await sleep(wait);
      // Once: where the system tells no processor times there is nothing to wait for.
      else return void (await take());
    }
  };

  return {
    known: Object.keys(units),
    start: async () => {
      if (sampling) return;
      await mkdir(folder, { recursive: true });
      await loaded();
      const stop = new AbortController();
      sampling = { stop, ended: run(stop.signal) };
    },
    stop: async () => {
      sampling?.stop.abort();
      await sampling?.ended;
      sampling = null;
    },
    query: async (query) => {
      const { signal, target, window } = query;
      const known = Object.keys(units).join(", ");
      if (!isSignal(signal)) throw problem("UNKNOWN_SIGNAL", { signal, known });
      if (target.kind === "zone") throw elsewhere(`Measuring the zone ${target.name}`);
      const hosts = hostsMeant(query, inventory);
      const [here, away] = [
        hosts.filter((host) => host.transport === "local"),
        hosts.filter((host) => host.transport !== "local"),
      ];
      if (here.length === 0) throw elsewhere(`Measuring ${target.name}, which is not this machine,`);

      await loaded();
      await freshen();
      const now = Date.now() / 1000;
      const points = ring.flatMap((sample) => {
        const value = sample[signal];
        return value !== undefined && sample.time >= now - window ? [{ time: sample.time, value }] : [];
      });
      if (points.length === 0) throw problem("NO_DATA", { signal, target: target.name });
      const warnings = gaps(points, now, window, every / 1000);
      if (away.length > 0) {
        warnings.push(
          `${away.map((host) => host.name).join(", ")} not measured: only this machine is, without prometheus.url`,
        );
      }
      const series = here.map((host) => ({ label: host.name, points }));
      return { unit: units[signal], series, source: "sampled on this host", warnings };
    },
  };
}

const isSignal = (signal: string): signal is Signal => Object.hasOwn(units, signal);

const elsewhere = (what: string) =>
  problem("NOT_CONFIGURED", {
    what,
    setting: "prometheus.url",
    how: "Without it I measure only the machine I run on; docs/metrics.md says what Prometheus adds.",
  });

/** What is missing from the window that was asked for. */
function gaps(points: readonly { readonly time: number }[], now: number, window: number, every: number): string[] {
  const times = points.map((point) => point.time);
  const first = times[0] ?? now;
  const warnings: string[] = [];
  if (window - (now - first) > Math.max(5 * every, 0.05 * window)) {
    warnings.push(`only ${wordSeconds(now - first)} of samples so far`);
  }
  const missing = times.reduce((sum, time, index) => {
    const gap = time - (times[index - 1] ?? time);
    return gap > 5 * every ? sum + gap : sum;
  }, 0);
  if (missing > 0) warnings.push(`nothing was measured for ${wordSeconds(missing)} of that time`);
  return warnings;
}

function wordSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}

/** Gauges as they are; rates over the time since the last reading, unless there is none or a counter was reset. */
function sampleOf(now: Reading, before: Reading | null): Sample {
  const { time, memory, swap, disk, load } = now;
  const seconds = before ? (now.monotonic - before.monotonic) / 1000 : 0;
  const rate = (current: number | undefined, earlier: number | undefined): number | undefined =>
    current !== undefined && earlier !== undefined && current >= earlier && seconds > 0
      ? (current - earlier) / seconds
      : undefined;
  const total = before ? now.cpuTotal - before.cpuTotal : 0;
  const cpu = before && total > 0 ? (100 * (now.cpuBusy - before.cpuBusy)) / total : undefined;
  const network = rate(now.network, before?.network);
  const diskIo = rate(now.diskIo, before?.diskIo);
  const entries = Object.entries({ cpu, memory, swap, disk, load, network, disk_io: diskIo });
  // Two decimals are more than a two-second sample is worth, and keep the file small.
  const rounded = entries.flatMap(([signal, value]) =>
    value === undefined ? [] : [[signal, Math.round(value * 100) / 100]],
  );
  return { time: Math.round(time * 1000) / 1000, ...(Object.fromEntries(rounded) as Partial<Record<Signal, number>>) };
}

/** One line of the file; nothing, if it is torn or somebody else's. */
function parseSample(line: string): Sample[] {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("time" in value) || typeof value.time !== "number") return [];
    const numbers = Object.entries(value).filter(
      ([key, one]) => (key === "time" || isSignal(key)) && Number.isFinite(one),
    );
    return [Object.fromEntries(numbers) as Sample];
  } catch {
    return [];
  }
}
