/** Which hosts a question about a metric means. */
import type { Host, Inventory } from "../inventory.ts";
import { problem } from "../problem.ts";
import type { MetricsQuery } from "./metrics.ts";

/**
 * The hosts behind a host, group or service, in the inventory's order. An environment narrows hosts and groups by the
 * hosts' own; a service runs in its own environment, wherever its hosts are said to be. Throws Problem UNKNOWN_TARGET
 * or NO_TARGETS.
 */
export function hostsMeant(
  { target, environment }: Pick<MetricsQuery, "target" | "environment">,
  inventory: Pick<Inventory, "hosts" | "groups" | "services">,
): Host[] {
  const service = target.kind === "service" ? inventory.services.find((one) => one.name === target.name) : undefined;
  const known = inventory.hosts.some((one) => one.name === target.name) ? [target.name] : undefined;
  const names =
    target.kind === "host" ? known : target.kind === "group" ? inventory.groups[target.name] : service?.hosts;
  if (!names) throw problem("UNKNOWN_TARGET", { name: target.name });
  const hosts = inventory.hosts.filter((host) => names.includes(host.name));
  const wrongPlace =
    service?.environment !== undefined && environment !== undefined && service.environment !== environment;
  const kept = service
    ? hosts.filter(() => !wrongPlace)
    : hosts.filter((host) => environment === undefined || host.environment === environment);
  if (kept.length === 0) throw problem("NO_TARGETS", { name: target.name });
  return kept;
}
