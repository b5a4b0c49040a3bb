/** What a sentence says of a DNS record, from the typed values found in it. What it leaves open stays open. */
import type { Found } from "../../src/action.ts";
import { zoneOf, type Names } from "../../src/inventory.ts";
import { typeOf } from "./fields.ts";

/** A name and the zone it lies in. Two names are for the caller to tell apart: then there is none. */
export function spokenName({ name: names = [], zone: [zone] = [] }: Found, { zones }: Names): Record<string, unknown> {
  const [name, second] = names;
  if (name === undefined || second !== undefined) return { name: undefined, zone };
  return { name, zone: zoneOf(zones, name) };
}

/**
 * A name and what it is to point at: an address, a text in quotes, or a second name; its type by the value if unsaid.
 * Of two names it must be plain which is which.
 */
export function spokenRecord(found: Found, { zones }: Names): Record<string, unknown> {
  const [name, second] = withoutZone(found);
  const values = [...(found.ip ?? []), ...(found.quoted ?? []), ...(found.destination ?? [])];
  const [value] = values.length === 1 ? values : [];
  if (name === undefined || second !== undefined) return { zone: undefined, name: undefined, value };
  return {
    zone: zoneOf(zones, name),
    name,
    type: found["record-type"]?.[0] ?? (value === undefined || found.quoted ? undefined : typeOf(value)),
    value,
    old: found.former?.[0],
  };
}

/** "www.example.test in the zone example.test at 203.0.113.4" names its zone, and that is no second name. */
function withoutZone({ name: names = [], zone: zones = [], ip, quoted }: Found): readonly string[] {
  if (!ip && !quoted) return names;
  return names.filter((one) => !zones.includes(one) || !names.some((other) => other.endsWith(`.${one}`)));
}

/** For a list: a zone, or a name within one. */
export function spokenPlace(
  { name: [name] = [], zone: [zone] = [] }: Found,
  { zones }: Names,
): Record<string, unknown> {
  const home = name === undefined ? zone : zoneOf(zones, name);
  return { zone: home, name: name === home ? undefined : name };
}
