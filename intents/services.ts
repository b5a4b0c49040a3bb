/** Which hosts a service means, and what policy is told of it. */
import { hostNamed, hostsOf, type Host, type Inventory, type Service } from "../src/inventory.ts";
import type { Resource } from "../src/plan.ts";
import { problem } from "../src/problem.ts";

/** By its name or another word for it. Throws Problem UNKNOWN_SERVICE. */
export function serviceNamed(inventory: Inventory, name: string): Service {
  const found = inventory.services.find((one) => one.name === name || one.aliases.includes(name));
  if (!found) throw problem("UNKNOWN_SERVICE", { name });
  return found;
}

/** Throws Problem UNKNOWN_HOST. */
export function knownHost(inventory: Inventory, name: string): Host {
  const found = hostNamed(inventory, name);
  if (!found) throw problem("UNKNOWN_HOST", { name });
  return found;
}

/** The hosts of a host or group. Throws Problem UNKNOWN_TARGET. */
export function hostsIn(inventory: Inventory, target: string): readonly Host[] {
  const found = hostsOf(inventory, target);
  if (!found) throw problem("UNKNOWN_TARGET", { name: target });
  return found;
}

const within = (environment: string | undefined) => (environment === undefined ? {} : { environment });

export const hostResource = ({
  name,
  labels,
  environment,
}: Pick<Host, "name" | "labels" | "environment">): Resource => ({
  kind: "host",
  id: name,
  labels,
  ...within(environment),
});

export const serviceResource = ({ name }: Service, environment: string | undefined): Resource => ({
  kind: "service",
  id: name,
  ...within(environment),
});

/** Throws Problem BAD_INPUT if the inventory has no such environment. */
export function checkEnvironment(action: string, field: string, name: string, { environments }: Inventory): void {
  if (environments.includes(name)) return;
  const known = environments.join(", ") || "none";
  throw problem("BAD_INPUT", { action, field, why: `there is no environment ${name}; there are: ${known}` });
}

/** Where a service runs in this environment. It runs in its own, whatever its hosts are said to be in. */
export function hostsRunning(service: Service, environment: string | undefined, inventory: Inventory): readonly Host[] {
  const own = service.environment;
  const hosts = inventory.hosts.filter((host) => service.hosts.includes(host.name));
  if (environment === undefined) return hosts;
  return own === undefined
    ? hosts.filter((host) => host.environment === environment)
    : own === environment
      ? hosts
      : [];
}

interface Asked {
  readonly service: string;
  readonly env?: string | undefined;
  readonly host?: string | undefined;
  readonly group?: string | undefined;
}

export interface Place {
  readonly service: Service;
  /** The one said or the service's own. */
  readonly environment: string | undefined;
  /** Where to act; none where the inventory does not know where the service runs. */
  readonly hosts: readonly Host[];
  /** True if `environment` says no more than what `hosts` or the inventory say anyway. */
  readonly settled: boolean;
}

/**
 * What an order about a service means: the host or group that was said, as far as the service runs there, else all of
 * its hosts; in the environment that was said. Throws Problem UNKNOWN_SERVICE, UNKNOWN_HOST, UNKNOWN_TARGET, or
 * BAD_INPUT where these contradict each other: then nobody can know which one was meant.
 */
export function placeOf(action: string, asked: Asked, inventory: Inventory): Place {
  const bad = (field: string, why: string) => problem("BAD_INPUT", { action, field, why });
  const service = serviceNamed(inventory, asked.service);
  const { env } = asked;
  if (env !== undefined) checkEnvironment(action, "env", env, inventory);
  if (env !== undefined && service.environment !== undefined && env !== service.environment) {
    throw bad("env", `${service.name} runs in ${service.environment}`);
  }
  const running = hostsRunning(service, env, inventory);
  const place = { service, environment: env ?? service.environment };
  const where = env === undefined ? "" : ` in ${env}`;
  const said = asked.host === undefined ? asked.group : knownHost(inventory, asked.host).name;
  if (said === undefined) {
    if (service.hosts.length > 0 && running.length === 0) throw bad("env", `${service.name} has no host${where}`);
    return { ...place, hosts: running, settled: running.length > 0 || service.environment !== undefined };
  }
  const wanted = hostsIn(inventory, said);
  const unknown = service.hosts.length === 0;
  const hosts = unknown
    ? wanted.filter((host) => env === undefined || service.environment === env || host.environment === env)
    : running.filter((host) => wanted.includes(host));
  if (hosts.length === 0) {
    throw bad(asked.host === undefined ? "group" : "host", `${service.name} does not run on ${said}${where}`);
  }
  return { ...place, hosts, settled: true };
}

/** `env` for a playbook: one that chose the hosts has been heeded, one that chose nothing the playbook must take. */
export const environmentVars = ({ environment, settled }: Place) => ({
  said: settled ? {} : { env: environment },
  known: { env: environment },
});
