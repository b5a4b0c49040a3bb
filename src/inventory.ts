/** The Inventory: hosts, groups, services, zones and environments that the team runs. Names here are the only ones that exist. */

export interface Host {
  readonly name: string;
  readonly transport: "local" | "ssh";
  /** DNS name or IP for ssh; the host's own name if the configuration gives none. */
  readonly address: string;
  readonly port: number;
  readonly user?: string | undefined;
  readonly environment?: string | undefined;
  readonly aliases: readonly string[];
  readonly labels: readonly string[];
  /** Values that playbooks may refer to; never secret. */
  readonly vars: Readonly<Record<string, string>>;
}

export interface Service {
  readonly name: string;
  readonly environment?: string | undefined;
  readonly hosts: readonly string[];
  readonly aliases: readonly string[];
}

export interface Zone {
  readonly name: string;
  /** Where its records live: a master file on disk, or Cloudflare. */
  readonly provider: "file" | "cloudflare";
  /** Absolute path of the master file, for `file`. */
  readonly file?: string | undefined;
  readonly environment?: string | undefined;
}

export interface PlaybookName {
  readonly name: string;
  readonly summary: string;
  readonly aliases: readonly string[];
}

export interface Inventory {
  readonly environments: readonly string[];
  readonly hosts: readonly Host[];
  /** Group → names of its hosts. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  readonly services: readonly Service[];
  readonly zones: readonly Zone[];
  readonly playbooks: readonly PlaybookName[];
}

/** The measurements that can be asked for by name. Which of them a site can answer depends on its provider. */
export const signals = [
  "cpu",
  "memory",
  "swap",
  "disk",
  "disk_io",
  "load",
  "network",
  "error_rate",
  "request_rate",
  "latency_avg",
  "latency_p50",
  "latency_p95",
  "latency_p99",
  "queue_lag",
  "saturation",
  "availability",
  "cache_hit_ratio",
  "slo_burn",
] as const;

/** The names alone: all that the parser may know. Also the format of `signalbox parse --inventory FILE`. */
export interface Names {
  readonly zones: readonly string[];
  readonly envs: readonly string[];
  readonly services: readonly string[];
  readonly hosts: readonly string[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** Playbook → aliases. */
  readonly playbooks: Readonly<Record<string, readonly string[]>>;
  readonly alerts: readonly string[];
  readonly jobs: readonly string[];
  readonly models_installed: readonly string[];
  readonly models_known: readonly string[];
  readonly signals: readonly string[];
  /** Person → the name that cards show. */
  readonly people?: Readonly<Record<string, string>>;
  readonly roles?: readonly string[];
  /** Other words for a host or service → its name. */
  readonly aliases?: Readonly<Record<string, string>>;
}

export function namesOf(inventory: Inventory): Names {
  const aliased = [...inventory.hosts, ...inventory.services];
  return {
    zones: inventory.zones.map((zone) => zone.name),
    envs: inventory.environments,
    services: inventory.services.map((service) => service.name),
    hosts: inventory.hosts.map((host) => host.name),
    groups: inventory.groups,
    playbooks: Object.fromEntries(inventory.playbooks.map((playbook) => [playbook.name, playbook.aliases])),
    alerts: [],
    jobs: [],
    models_installed: [],
    models_known: [],
    signals,
    aliases: Object.fromEntries(aliased.flatMap((thing) => thing.aliases.map((alias) => [alias, thing.name]))),
  };
}

export const hostNamed = (inventory: Inventory, name: string): Host | undefined =>
  inventory.hosts.find((host) => host.name === name || host.aliases.includes(name));

export const zoneNamed = (inventory: Inventory, name: string): Zone | undefined =>
  inventory.zones.find((zone) => zone.name === name);

/** The zone that a fully qualified name lies in: the longest that it ends with. */
export const zoneOf = (zones: readonly string[], fqdn: string): string | undefined =>
  zones.filter((zone) => fqdn === zone || fqdn.endsWith(`.${zone}`)).toSorted((a, b) => b.length - a.length)[0];

/** A target is a host or a group; the answer is its hosts, in the inventory's order, each once. Undefined if unknown. */
export function hostsOf(inventory: Inventory, target: string): Host[] | undefined {
  const host = hostNamed(inventory, target);
  if (host) return [host];
  const members = inventory.groups[target];
  return members && inventory.hosts.filter((candidate) => members.includes(candidate.name));
}
