/** How people ask who is kept out, and to keep somebody out or let them in. */
import type { Found, Frame } from "../../src/action.ts";
import { list, phrases, seeing, single } from "./shared.ts";

const addressesOf = ({ ip = [], cidr = [] }: Found): readonly string[] => [...ip, ...cidr];

export const firewallList: readonly Frame[] = [
  {
    triggers: [
      ...list(
        "show list get give who who's what what's which is are how display check any see tell do have has whose did",
      ),
      ...phrases("how many|are there|pull up"),
    ],
    about: phrases(
      "blocked|firewall|firewalled|banned|blocklist|block list|blacklist|blacklisted|blocklisted|firewall rules|firewall rule|blocks|bans|waf|waf rules|ip blocks|ban list|banlist|denylist|blocking|keeping out|banning",
    ),
    also: [
      ...seeing,
      ...list(
        "already ip ips address addresses range ranges rules rule list entries active by being which who what whom",
      ),
      ...list("everyone anyone at the edge out banned blocked keeping"),
    ],
    slots: { zone: "zone", ip: "ip" },
    reads: ["cidr"],
    fill: (found) => ({ ip: single(addressesOf(found)) }),
  },
];

/** One address is `ip`, several are `ips`. */
function addresses(found: Found): Record<string, unknown> {
  const all = addressesOf(found);
  return all.length === 1 ? { ip: all[0] } : { ips: all.length > 0 ? all : undefined };
}

const also = [
  ...phrases("all traffic|all requests|all access|everything from"),
  ...list(
    "ip ips address addresses range ranges subnet subnets network networks traffic requests any at firewall the edge cloudflare waf access coming attacker attackers host hosts those both this that incoming inbound out off whole entire scraper bot crawler again in too there it zone these three two following both is an ip: make with",
  ),
];
const slots = { zone: "zone", duration: "duration", reason: "reason" } as const;
const reads = ["ip", "cidr", "everything"] as const;
const oneOf = ["ip", "ips"];

export const firewallBlock: readonly Frame[] = [
  {
    triggers: phrases(
      "block|ban|blacklist|blocklist|denylist|deny|blackhole|black-hole|null route|null-route|nullroute|firewall|firewall off|shut out|lock out|drop|reject|drop traffic|drop all traffic|drop everything|block all traffic|block traffic|kick out|cut off|put a block|add a block|add a firewall block|add a firewall rule|keep out|throw out|bar|shut the door on|slam the door on",
    ),
    also,
    alone: phrases("block|ban|blacklist|blocklist|blackhole"),
    slots,
    reads,
    requires: ["ip", "cidr"],
    fill: addresses,
    oneOf,
  },
  {
    triggers: list("add put stick throw"),
    about: phrases("blocklist|block list|blacklist|denylist|ban list|banlist|firewall|firewall block list"),
    also,
    slots,
    reads,
    requires: ["ip", "cidr"],
    fill: addresses,
    oneOf,
  },
  {
    triggers: list("keep shut lock kick throw cut"),
    about: list("out off"),
    also,
    slots,
    reads,
    requires: ["ip", "cidr"],
    fill: addresses,
    oneOf,
  },
];

const verbs = [
  "remove",
  "lift",
  "drop",
  "delete",
  "undo",
  "release",
  "clear",
  "take off",
  "take away",
  "cancel",
  "end",
];
const obstacles = ["block", "ban", "firewall block", "firewall rule", "blocks"];

export const firewallUnblock: readonly Frame[] = [
  {
    triggers: [
      ...phrases("unblock|un-block|unban|un-ban|unblacklist|unblocklist|whitelist|allowlist"),
      ...verbs.flatMap((verb) => obstacles.flatMap((what) => [`${verb} the ${what}`, `${verb} our ${what}`])),
    ],
    also: [...also, "again"],
    alone: phrases("unblock|unban|whitelist"),
    slots,
    reads,
    requires: ["ip", "cidr"],
    fill: addresses,
    oneOf,
  },
  {
    triggers: list("remove take delete let allow get"),
    about: phrases(
      "off the blocklist|off the block list|from the blocklist|from the block list|from the blacklist|off the blacklist|from the firewall|off the ban list|from the ban list|from the denylist|off the denylist|back in|through again|in again|through the firewall again|back through|back through the firewall|out of the blocklist|through|off the list|back on",
    ),
    also: [...also, "again", "back", "be"],
    slots,
    reads,
    requires: ["ip", "cidr"],
    fill: addresses,
    oneOf,
  },
];
