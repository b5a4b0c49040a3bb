/** Which zone of the inventory a name belongs to. */
import { zoneNamed, zoneOf, type Inventory, type Zone } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import { canonicalName } from "../../src/providers/dns-value.ts";
import { isOwner } from "./fields.ts";

export interface Where {
  readonly zone: Zone;
  /** Fully qualified. */
  readonly name: string;
}

/** Where a name lies. Throws Problem UNKNOWN_ZONE or BAD_INPUT. */
export function whereIs(
  action: string,
  input: { zone?: string | undefined; name: string; type?: string | undefined },
  inventory: Inventory,
): Where {
  const bad = (field: string, why: string) => problem("BAD_INPUT", { action, field, why });
  const zones = inventory.zones.map((zone) => zone.name);
  const written = canonicalName(input.name);
  const [onlyZone, ...moreZones] = zones;
  const zoneName =
    input.zone ??
    zoneOf(zones, written) ??
    (moreZones.length === 0 && !input.name.trim().endsWith(".") ? onlyZone : undefined);
  if (zoneName === undefined) {
    if (written.includes(".")) throw problem("UNKNOWN_ZONE", { name: written });
    throw bad("zone", `${written} could be in any of ${zones.join(", ")}`);
  }
  const zone = zoneNamed(inventory, zoneName);
  if (!zone) throw problem("UNKNOWN_ZONE", { name: zoneName });
  const inside = written === zoneName || written.endsWith(`.${zoneName}`);
  if (!inside && input.name.trim().endsWith(".")) throw bad("name", `${written} is not in the zone ${zoneName}`);
  const name = inside ? written : written === "@" ? zoneName : `${written}.${zoneName}`;
  if (!isOwner(name)) throw bad("name", `${name} is no name that a record may have`);
  const nearest = zoneOf(zones, name);
  // A record that the parent zone holds below a delegation is never served; the delegation itself (NS) is.
  if (nearest !== undefined && nearest !== zoneName && input.type !== "NS") {
    throw bad("zone", `${name} lies in the zone ${nearest}`);
  }
  return { zone, name };
}

export function zoneToList(
  input: { zone?: string | undefined; name?: string | undefined },
  inventory: Inventory,
): { zone: Zone; name?: string } {
  if (input.name !== undefined)
    return whereIs("dns.record.list", { ...input, name: input.name, type: "NS" }, inventory);
  const [only, ...more] = inventory.zones;
  if (input.zone === undefined) {
    if (only && more.length === 0) return { zone: only };
    const why = `say which of ${inventory.zones.map((zone) => zone.name).join(", ")}`;
    throw problem("BAD_INPUT", { action: "dns.record.list", field: "zone", why });
  }
  const zone = zoneNamed(inventory, input.zone);
  if (!zone) throw problem("UNKNOWN_ZONE", { name: input.zone });
  return { zone };
}

export const resourceOf = (zone: Zone): Resource => ({ kind: "zone", id: zone.name, environment: zone.environment });
