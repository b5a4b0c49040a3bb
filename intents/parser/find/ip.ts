/** IPv4 and IPv6 addresses and networks, in their canonical spelling (RFC 5952). */
import ipaddr from "ipaddr.js";
import { nothing, type Finder } from "./finder.ts";

/** Four decimal parts: ipaddr.js would also take "10.1", octal and hexadecimal, which people never mean. */
const dotted = /^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/;

const canonical = (text: string): string | null => {
  if (dotted.test(text)) return ipaddr.IPv4.isValid(text) ? text : null;
  return text.includes(":") && !text.includes("%") && ipaddr.IPv6.isValid(text)
    ? ipaddr.IPv6.parse(text).toString()
    : null;
};

export const ip: Finder = (words, at) => {
  const [address = "", prefix, ...more] = (words[at]?.lower ?? "").split("/");
  const value = canonical(address);
  if (value === null || more.length > 0) return nothing;
  if (prefix === undefined) return [{ slot: "ip", value, length: 1 }];
  if (!/^\d{1,3}$/.test(prefix) || Number(prefix) > (value.includes(":") ? 128 : 32)) return nothing;
  return [{ slot: "cidr", value: `${value}/${Number(prefix)}`, length: 1 }];
};
