/** What a sentence says of a DNS record, from the typed values found in it. What it leaves open stays open. */
import type { Found } from "../../src/action.ts";
import { zoneOf, type Names } from "../../src/inventory.ts";
import { typeOf } from "./fields.ts";

/** Types that belong to a whole zone where no name within it is said. */
const ofZone = new Set(["MX", "NS", "TXT", "CAA", "SPF"]);

interface Owner {
  readonly zone: string | undefined;
  readonly name: string | undefined;
  /** Names that are not the owner's: what it may point at. */
  readonly others: readonly string[];
}

/** Whose record is spoken of. Two names must be plain to tell apart, else there is none. */
function ownerOf(found: Found, { zones }: Names): Owner {
  const { name: names = [], label: [label, second] = [], zone: [zone, otherZone] = [], destination = [] } = found;
  if (label !== undefined) {
    const others = names.filter((one) => one !== zone);
    return { zone: (second ?? otherZone) ? undefined : zone, name: second === undefined ? label : undefined, others };
  }
  const ours = names.filter((one) => zoneOf(zones, one) !== undefined && !destination.includes(one));
  const others = names.filter((one) => !ours.includes(one));
  const inner = ours.filter((one) => !zones.includes(one));
  // "www.example.test in the zone example.test" names its zone, and that is no second name.
  const [owner, ...more] =
    inner.length === 1 && ours.every((one) => inner.includes(one) || inner[0]?.endsWith(`.${one}`)) ? inner : ours;
  const [stranger, ...strangers] = others.filter((one) => !destination.includes(one));
  const valued = found.ip !== undefined || found.quoted !== undefined || destination.length > 0;
  if (owner === undefined && stranger !== undefined && strangers.length === 0 && valued)
    return { zone: undefined, name: stranger, others: others.filter((one) => one !== stranger) };
  return owner === undefined || more.length > 0
    ? { zone: undefined, name: undefined, others }
    : { zone: zoneOf(zones, owner), name: owner, others };
}

const spelledType = ({ "record-type": types = [] }: Found): string | undefined =>
  types.length === 1 ? (types[0] === "SPF" ? "TXT" : types[0]) : undefined;

/** A name and the zone it lies in, with a value where the record is told from others by it. */
export function spokenName(found: Found, names: Names): Record<string, unknown> {
  const { zone, name, others } = ownerOf(found, names);
  const values = [...(found.ip ?? []), ...(found.quoted ?? []), ...others];
  const type = spelledType(found);
  // To delete "example.test" says too little: which of the zone's own records?
  const apex = name !== undefined && names.zones.includes(name);
  if (apex && !(type !== undefined && ofZone.has(type))) return { zone, name: undefined, ...(type ? { type } : {}) };
  return { zone, name, ...(type ? { type } : {}), ...(values.length === 1 ? { value: values[0] } : {}) };
}

/** A name and what it is to point at: an address, a text in quotes, or another name; its type by the value if unsaid. */
export function spokenRecord(found: Found, names: Names): Record<string, unknown> {
  const { zone, name, others } = ownerOf(found, names);
  const values = [...(found.ip ?? []), ...(found.quoted ?? []), ...(found.destination ?? others)];
  const [value] = values.length === 1 ? values : [];
  const type = spelledType(found);
  // "example.test" with nothing but a TTL: which of the zone's own records?
  if (type === undefined && value === undefined && name !== undefined && names.zones.includes(name))
    return { zone, name: undefined, value };
  return {
    zone,
    name,
    type: type ?? (value === undefined || found.quoted ? undefined : typeOf(value)),
    value,
    old: found.former?.[0],
  };
}

/** For a list: a zone, or a name within one. */
export function spokenPlace(found: Found, { zones }: Names): Record<string, unknown> {
  const { name: [name] = [], zone: [zone] = [], label: [label] = [] } = found;
  if (label !== undefined && zone !== undefined) return { zone, name: label };
  const home = name === undefined ? zone : zoneOf(zones, name);
  const type = spelledType(found);
  return { zone: home, name: name === home ? undefined : name, ...(type && ofZone.has(type) ? { type } : {}) };
}
