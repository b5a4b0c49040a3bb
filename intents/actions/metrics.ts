/** metrics.query: one measurement over time, in words and as a line of bars. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { signals, type Inventory } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import type { MetricsQuery, Series } from "../../src/providers/metrics.ts";
import { sparkline } from "../../src/providers/sparkline.ts";
import { say } from "../../src/reply.ts";
import { window, wordSpan } from "../values.ts";
import * as wording from "../wording/metrics.ts";

const action = "metrics.query";

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
  window: window.default(3600),
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
  frames: wording.metricsQuery,
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
    return say(`${of}, last ${wordSpan(asked.window)}: ${lines.join("; ")}${rest} (${honest}).`, {
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
