/** A Scope: which resources a freeze or window covers. */
import type { Inventory } from "../inventory.ts";
import type { Resource } from "../plan.ts";

/** As it is configured. What is left out restricts nothing. */
export interface Scope {
  readonly environments?: readonly string[] | undefined;
  readonly hosts?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
  readonly zones?: readonly string[] | undefined;
  readonly labels?: readonly string[] | undefined;
}

/**
 * Covered is what is in one of the environments, is one of the things named (hosts, groups, services and zones
 * together) and has one of the labels. To stop a request changes nothing, so no freeze keeps anybody from it.
 */
export function covering(scope: Scope, { groups }: Pick<Inventory, "groups">): (resource: Resource) => boolean {
  const { environments, labels } = scope;
  const members = (scope.groups ?? []).flatMap((group) => groups[group] ?? []);
  const hosts = new Set([...(scope.hosts ?? []), ...members]);
  const names: Readonly<Partial<Record<Resource["kind"], (id: string) => boolean>>> = {
    host: (id) => hosts.has(id),
    // A group is covered by what covers any host in it: whoever changes the group changes that host.
    group: (id) => scope.groups?.includes(id) === true || (groups[id] ?? []).some((host) => hosts.has(host)),
    service: (id) => scope.services?.includes(id) === true,
    zone: (id) => scope.zones?.includes(id) === true,
  };
  const named = [scope.hosts, scope.groups, scope.services, scope.zones].some((list) => list !== undefined);
  return ({ kind, id, environment, labels: its = [] }) =>
    kind !== "request" &&
    (environments === undefined || (environment !== undefined && environments.includes(environment))) &&
    (!named || names[kind]?.(id) === true) &&
    (labels === undefined || labels.some((label) => its.includes(label)));
}

/** "prod: web, db-1", "everything". */
export function wordScope({ environments, hosts, groups, services, zones, labels }: Scope): string {
  const things = [hosts, groups, services, zones].flatMap((list) => list ?? []);
  const parts = [environments?.join(", "), things.join(", "), labels?.map((label) => `label ${label}`).join(" or ")];
  return parts.filter((part) => part).join(": ") || "everything";
}
