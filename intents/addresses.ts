/** Addresses and ranges that a firewall may be told about. */
import ipaddr from "ipaddr.js";
import { z } from "zod";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = readonly [address: Address, bits: number];

/** The widest range: the first number of bits that must be fixed. */
const widest = { ipv4: 8, ipv6: 32 } as const;

/** Blocking one of these would cut the machine off from itself or its neighbours, and never an attacker. */
const never: readonly (readonly [range: string, what: string])[] = [
  ["0.0.0.0/8", "means “this host”"],
  ["127.0.0.0/8", "is loopback"],
  ["169.254.0.0/16", "is link-local"],
  ["224.0.0.0/4", "is multicast"],
  ["255.255.255.255/32", "is broadcast"],
  ["::/128", "means “this host”"],
  ["::1/128", "is loopback"],
  // The same addresses as above in other clothes.
  ["::ffff:0:0/96", "is an IPv4 address in IPv6; write it as IPv4"],
  ["fe80::/10", "is link-local"],
  ["ff00::/8", "is multicast"],
];

/** No octal, no hexadecimal, no zone index: each address has one meaning wherever it is read. */
function rangeIn(text: string): Range | null {
  const [, base = "", slash] = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const isV4 = ipaddr.IPv4.isValidFourPartDecimal(base);
  if (!isV4 && !ipaddr.IPv6.isValid(base)) return null;
  const address: Address = isV4 ? ipaddr.IPv4.parse(base) : ipaddr.IPv6.parse(base);
  const most = isV4 ? 32 : 128;
  const bits = slash === undefined ? most : Number(slash);
  return bits > most ? null : [address, bits];
}

const spell = (address: Address): string =>
  address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();

const networkOf = ([address, bits]: Range): string => {
  const text = `${address.toString()}/${bits}`;
  return address instanceof ipaddr.IPv4
    ? spell(ipaddr.IPv4.networkAddressFromCIDR(text))
    : spell(ipaddr.IPv6.networkAddressFromCIDR(text));
};

/** Two ranges share an address exactly if they agree in the bits that the wider one fixes. */
function overlaps([a, aBits]: Range, [b, bBits]: Range): boolean {
  const bits = Math.min(aBits, bBits);
  if (a instanceof ipaddr.IPv4) return b instanceof ipaddr.IPv4 && a.match(b, bits);
  return b instanceof ipaddr.IPv6 && a.match(b, bits);
}

const wordNever = (range: Range): string | undefined =>
  never.find(([one]) => overlaps(range, ipaddr.parseCIDR(one)))?.[1];

/** The one spelling of an address or range, or why it is none that may be named. */
function read(text: string, block: boolean): { readonly spelled: string } | { readonly why: string } {
  const range = rangeIn(text);
  if (!range) return { why: "must be an address or a range, like 203.0.113.7 or 203.0.113.0/24" };
  const [address, bits] = range;
  const limit = widest[address.kind()];
  if (bits < limit) return { why: `must not be wider than /${limit}` };
  const what = block ? wordNever(range) : undefined;
  if (what !== undefined) return { why: `must not be blocked: ${text} ${what}` };
  const network = networkOf(range);
  if (network !== spell(address)) return { why: `must be a range; the one around it is ${network}/${bits}` };
  return { spelled: bits === (address.kind() === "ipv4" ? 32 : 128) ? network : `${network}/${bits}` };
}

const field = (block: boolean) =>
  z
    .string()
    .trim()
    .transform((text, context) => {
      const found = read(text, block);
      if ("spelled" in found) return found.spelled;
      context.addIssue({ code: "custom", message: found.why });
      return z.NEVER;
    });

/** One address or range, in its one spelling. */
export const range = field(false);

/** One that may be blocked: nothing by which a machine talks to itself or to its neighbours. */
export const blockable = field(true);
