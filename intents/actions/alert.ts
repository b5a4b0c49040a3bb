/** alert.list and alert.silence: what is raised now, and how to be spared it for a while. */
import { z } from "zod";
import { defineDeed, defineRead } from "../../src/action.ts";
import type { Inventory } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import type { Alert } from "../../src/providers/alerts.ts";
import { say } from "../../src/reply.ts";
import { applyProvided, planProvided, providerOf } from "../provided.ts";
import { hostResource, hostsIn, serviceNamed, serviceResource } from "../services.ts";
import { atLeastOne, duration, name, window, words, wordSpan, secondsIn } from "../values.ts";
import * as wording from "../wording/alert.ts";

const silence = "alert.silence";
const states = ["firing", "pending", "silenced", "resolved"] as const;
const severities = ["critical", "warning", "info"] as const;
const shown = 50;

const listInput = z.strictObject({
  state: z.enum(states, `must be one of ${states.join(", ")}`).optional(),
  severity: z.enum(severities, `must be one of ${severities.join(", ")}`).optional(),
  service: name.optional(),
  /** A host or a group. */
  target: name.optional(),
  /** Only those that began within that time. */
  window: window.optional(),
});
type Asked = z.output<typeof listInput>;

const site: Resource = { kind: "site", id: "alerts" };

const hostResources = (target: string | undefined, inventory: Inventory): readonly Resource[] =>
  target === undefined ? [] : hostsIn(inventory, target).map(hostResource);

/** Whether an alert is among those asked about. Throws Problem UNKNOWN_SERVICE or UNKNOWN_TARGET. */
function matches(asked: Asked, inventory: Inventory): (alert: Alert) => boolean {
  const service = asked.service === undefined ? undefined : serviceNamed(inventory, asked.service).name;
  const hosts = asked.target === undefined ? undefined : hostsIn(inventory, asked.target).map((host) => host.name);
  const from = asked.window === undefined ? -Infinity : Date.now() / 1000 - asked.window;
  return (alert) =>
    (asked.state === undefined || alert.state === asked.state) &&
    (asked.severity === undefined || alert.severity === asked.severity) &&
    (service === undefined || alert.service === service) &&
    (hosts === undefined || (alert.host !== null && hosts.includes(alert.host))) &&
    alert.since >= from;
}

/** "critical alerts of shop on web that began in the last hour" */
function wordFilter({ severity, service, target, window: span }: Asked): string {
  const parts = [
    service === undefined ? "" : ` of ${service}`,
    target === undefined ? "" : ` on ${target}`,
    span === undefined ? "" : ` that began in the last ${wordSpan(span)}`,
  ];
  return `${severity === undefined ? "" : `${severity} `}alerts${parts.join("")}`;
}

const rank = (alert: Alert): number => {
  const index = severities.findIndex((one) => one === alert.severity);
  return (alert.state === "firing" ? 0 : 100) + (index === -1 ? severities.length : index);
};

export const alertList = defineRead({
  name: "alert.list",
  summary: "List the alerts that are raised now",
  input: listInput,
  positional: ["state"],
  examples: ["alert.list", "alert.list state=firing severity=critical", "alert.list service=shop window=1h"],
  frames: wording.alertList,
  resources: ({ service, target }, inventory) => {
    const found = service === undefined ? undefined : serviceNamed(inventory, service);
    const things = [...(found ? [serviceResource(found, found.environment)] : []), ...hostResources(target, inventory)];
    return things.length > 0 ? things : [site];
  },
  answer: async (asked, { inventory, providers, signal }) => {
    if (asked.state === "silenced" || asked.state === "resolved") {
      const how = "Prometheus tells only which are pending or firing now; silences and the past are kept elsewhere.";
      throw problem("NOT_PROVIDED", { does: `knows which alerts are ${asked.state}`, how });
    }
    const { alerts, source, warnings } = await providers.alerts.list(signal);
    const found = alerts
      .filter(matches(asked, inventory))
      .toSorted((a, b) => rank(a) - rank(b) || b.since - a.since || a.name.localeCompare(b.name));
    const firing = found.filter((alert) => alert.state === "firing").length;
    const counts = [
      ...(asked.state === "pending" ? [] : [`${firing} firing`]),
      ...(asked.state === "firing" ? [] : [`${found.length - firing} pending`]),
    ];
    const more = found.length > shown ? [`the first ${shown} are shown`] : [];
    const honest = [source, ...warnings, ...more].join("; ");
    const rows = found
      .slice(0, shown)
      .map((alert) => [
        alert.name,
        alert.state,
        alert.severity ?? "",
        alert.host ?? alert.instance ?? alert.service ?? "",
        `${new Date(alert.since * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`,
        alert.summary,
      ]);
    const columns = ["alert", "state", "severity", "where", "since", "summary"];
    return say(`${capital(wordFilter(asked))}: ${counts.join(", ")} (${honest}).`, {
      blocks: rows.length > 0 ? [{ kind: "table", columns, rows }] : [],
    });
  },
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const alertSilence = defineDeed({
  name: silence,
  summary: "Keep an alert, or all alerts of a host or group, quiet for a while",
  effect: "write",
  effects: ["write", "destructive"],
  input: z
    .strictObject({
      alert: z
        .string()
        .trim()
        .regex(/^[A-Za-z_][\w:.-]{0,199}$/, "must be an alert's name like HighErrorRate")
        .optional(),
      /** A host or a group. */
      target: name.optional(),
      duration: duration("1m", "30d"),
      reason: words.optional(),
    })
    .check(atLeastOne("alert", "target")),
  positional: ["alert", "duration"],
  examples: ["alert.silence alert=HighErrorRate duration=2h", "alert.silence target=localhost duration=30m"],
  frames: wording.alertSilence,
  resources: ({ target }, inventory) => [site, ...hostResources(target, inventory)],
  plan: ({ alert, target, duration: long, reason }, context) => {
    const provider = providerOf(silence, context.providers);
    const hosts = hostResources(target, context.inventory);
    const where = target === undefined ? "" : ` on ${target}`;
    const wish = {
      action: silence,
      provider,
      words: `Silence ${alert ?? "every alert"}${where} for ${long}${reason === undefined ? "" : ` (“${reason}”)`}`,
      resources: [site, ...hosts],
      said: { alert, target, duration: long, reason },
      count: hosts.length,
      lasts: secondsIn(long),
    };
    return planProvided(wish, context);
  },
  apply: applyProvided,
});
