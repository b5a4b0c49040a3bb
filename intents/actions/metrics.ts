/** metrics.query: one measurement over time, in words and as a line of bars. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { signals, type Inventory } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import type { MetricsQuery, Series } from "../../src/providers/metrics.ts";
import { sparkline } from "../../src/providers/sparkline.ts";
import { say } from "../../src/reply.ts";

const action = "metrics.query";
const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const month = 30 * 86_400;

/** "10m" → seconds. */
function readWindow(value: unknown): unknown {
  const match = typeof value === "string" ? /^(\d{1,7})([smhdw]?)$/.exec(value.trim()) : null;
  return match ? Number(match[1]) * (units[match[2] ?? ""] ?? 1) : value;
}

const name = z.string().trim().min(1).optional();

const input = z.strictObject({
  signal: z.enum(signals, `must be one of ${signals.join(", ")}`),
  host: name,
  service: name,
  group: name,
  zone: name,
  /** A host or a group, where it does not matter which. */
  target: name,
  env: name,
  window: z.preprocess(
    readWindow,
    z.int("must be a time like 10m").min(10, "must be at least 10s").max(month, "must be 30d at most").default(3600),
  ),
});
type Input = z.output<typeof input>;

const bad = (field: string, why: string) => problem("BAD_INPUT", { action, field, why });

/** What is asked about; the only host there is, if nothing was said. Throws Problem BAD_INPUT. */
function targetOf(asked: Input, inventory: Inventory): MetricsQuery["target"] {
  const kinds = ["host", "service", "group", "zone"] as const;
  const said = kinds.flatMap((kind) => (asked[kind] === undefined ? [] : [{ kind, name: asked[kind] }]));
  if (asked.target !== undefined) {
    const kind = inventory.hosts.some((host) => host.name === asked.target) ? ("host" as const) : ("group" as const);
    said.push({ kind, name: asked.target });
  }
  const [first, second] = said;
  if (first && second) throw bad(second.kind, `one at a time, and ${first.kind} is given`);
  if (first) return first;
  const [only, ...more] = inventory.hosts;
  if (only && more.length === 0) return { kind: "host", name: only.name };
  throw bad("host", `say which: ${inventory.hosts.map((host) => host.name).join(", ")}`);
}

function resourceOf({ kind, name: id }: MetricsQuery["target"], asked: Input, inventory: Inventory): Resource {
  const things = { host: inventory.hosts, service: inventory.services, zone: inventory.zones, group: [] }[kind];
  const environment = things.find((thing) => thing.name === id)?.environment ?? asked.env;
  return { kind, id, ...(environment === undefined ? {} : { environment }) };
}

export const metricsQuery = defineRead({
  name: action,
  summary: "Show a measurement over time: cpu, memory, disk, error rate, latency, …",
  input,
  positional: ["signal", "host"],
  examples: [
    "metrics.query signal=cpu host=localhost window=10m",
    "show the cpu of localhost for the last 10 minutes",
    "what is the memory usage of localhost?",
    "disk usage of localhost over the last 2 hours",
  ],
  frames: [
    {
      // A measurement is asked for by its name; "show me" and the like add nothing.
      triggers: [],
      triggeredBy: "signal",
      also: [
        ..."show give graph plot chart check get display tell what what's whats is was are how much high full busy many".split(
          " ",
        ),
        ..."over during since usage current currently level value has have does use used using look looks like in between".split(
          " ",
        ),
      ],
      slots: {
        signal: "signal",
        host: "host",
        service: "service",
        group: "group",
        zone: "zone",
        env: "environment",
        window: "duration",
      },
      requires: ["signal"],
      fill: ({ host, service, group, zone }, { hosts: [only, ...more] }) =>
        host || service || group || zone || more.length > 0 ? {} : { host: only },
      oneOf: ["host", "service", "group", "zone"],
    },
  ],
  resources: (asked, inventory) => [resourceOf(targetOf(asked, inventory), asked, inventory)],
  answer: async (asked, { inventory, providers, signal: abort }) => {
    const target = targetOf(asked, inventory);
    const query: MetricsQuery = {
      signal: asked.signal,
      target,
      window: asked.window,
      ...(asked.env === undefined ? {} : { environment: asked.env }),
    };
    const { unit, series, source, warnings } = await providers.metrics.query(query, abort);
    const shown = series.slice(0, 5);
    const [only, ...more] = shown;
    const of =
      only && more.length === 0 && only.label === target.name
        ? `${asked.signal} of ${target.name}`
        : `${asked.signal} of ${target.kind} ${target.name}`;
    const lines = shown.map((one) => (more.length === 0 ? describe(one, unit) : `${one.label} ${describe(one, unit)}`));
    const rest = series.length > shown.length ? `; and ${series.length - shown.length} more` : "";
    const honest = [source, ...warnings].join("; ");
    return say(`${of}, last ${wordWindow(asked.window)}: ${lines.join("; ")}${rest} (${honest}).`, {
      blocks: series.map((one) => ({
        kind: "code",
        text: `${one.label}  ${sparkline(one.points.map((point) => point.value))}`,
      })),
    });
  },
});

/** "now 12 %, avg 9 %, max 41 %" */
function describe({ points }: Series, unit: string): string {
  const values = points.map((point) => point.value);
  const numbers = values.filter((value) => !Number.isNaN(value));
  const word = (value: number | undefined): string => wordValue(value ?? Number.NaN, unit);
  if (numbers.length === 0) return `now ${word(values.at(-1))}, and no number in that time`;
  const average = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return `now ${word(values.at(-1))}, avg ${word(average)}, max ${word(Math.max(...numbers))}`;
}

/** Three significant figures and a unit that fits. */
function wordValue(value: number, unit: string): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  if (unit === "B/s") {
    const [factor, prefix] =
      value >= 1e9 ? [1e9, "G"] : value >= 1e6 ? [1e6, "M"] : value >= 1e3 ? [1e3, "k"] : [1, ""];
    return `${round(value / factor)} ${prefix}B/s`;
  }
  if (unit === "s" && Math.abs(value) < 1) return `${round(value * 1000)} ms`;
  return unit === "" ? round(value) : `${round(value)} ${unit}`;
}

const round = (value: number): string =>
  String(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3)));

function wordWindow(seconds: number): string {
  const [unit, length] =
    seconds % 86_400 === 0
      ? ["day", 86_400]
      : seconds % 3600 === 0
        ? ["hour", 3600]
        : seconds % 60 === 0
          ? ["minute", 60]
          : ["second", 1];
  const number = seconds / length;
  return number === 1 ? unit : `${number} ${unit}s`;
}
