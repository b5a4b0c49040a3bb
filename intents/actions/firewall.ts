/** firewall.list · block · unblock: who is kept out. Changes are carried out by the team's own playbooks. */
import { z } from "zod";
import { defineDeed, defineRead, type Frame } from "../../src/action.ts";
import { zoneNamed, type Inventory } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { problem } from "../../src/problem.ts";
import { canonicalName } from "../../src/providers/dns-value.ts";
import type { Provider } from "../../src/providers/playbooks.ts";
import { blockable, range } from "../addresses.ts";
import { applyProvided, planProvided, providerOf } from "../provided.ts";
import { atLeastOne, atMostOne, duration, list, name, words, secondsIn } from "../values.ts";
import * as wording from "../wording/firewall.ts";

const most = 100;
const zone = name.transform(canonicalName);

/** The zone whose firewall it is, or the site's own. Throws Problem UNKNOWN_ZONE. */
function resourcesOf(asked: { zone?: string | undefined }, inventory: Inventory): readonly Resource[] {
  if (asked.zone === undefined) return [{ kind: "site", id: "firewall" }];
  const found = zoneNamed(inventory, asked.zone);
  if (!found) throw problem("UNKNOWN_ZONE", { name: asked.zone });
  return [{ kind: "zone", id: found.name, ...(found.environment ? { environment: found.environment } : {}) }];
}

export const firewallList = defineRead({
  name: "firewall.list",
  summary: "List what the firewall blocks",
  input: z.strictObject({ zone: zone.optional(), ip: range.optional() }),
  positional: ["zone"],
  examples: ["firewall.list", "firewall.list zone=example.test", "firewall.list ip=203.0.113.7"],
  frames: wording.firewallList,
  resources: resourcesOf,
  answer: () => {
    const how = "This version reads no firewall's rules; a playbook that only looks can show them.";
    throw problem("NOT_PROVIDED", { does: "can list what a firewall blocks", how });
  },
});

const inputOf = (address: typeof range) =>
  z
    .strictObject({
      ip: address.optional(),
      ips: list(address, most).optional(),
      zone: zone.optional(),
      duration: duration("1m", "30d").optional(),
      reason: words.optional(),
    })
    .check(atLeastOne("ip", "ips"), atMostOne("ip", "ips"));
type Input = z.output<ReturnType<typeof inputOf>>;

/** `ip` is a list of one: a playbook takes either. */
function addressesFor({ parameters }: Provider, all: readonly string[]) {
  const [only, ...more] = all;
  return more.length === 0 && parameters.includes("ip") ? { ip: only } : { ips: all };
}

const shown = 5;

function wordAddresses(all: readonly string[]): string {
  const rest = all.length - shown;
  return rest > 0 ? `${all.length} addresses (${all.slice(0, shown).join(", ")} and ${rest} more)` : all.join(", ");
}

const change = (
  action: "firewall.block" | "firewall.unblock",
  verb: string,
  summary: string,
  address: typeof range,
  frames: readonly Frame[],
) =>
  defineDeed({
    name: action,
    summary,
    effect: "write",
    effects: ["write", "destructive"],
    input: inputOf(address),
    positional: ["ip"],
    examples: [`${action} ip=203.0.113.7`, `${action} ips=203.0.113.7,198.51.100.0/24 zone=example.test`],
    frames,
    resources: resourcesOf,
    plan: (asked: Input, context) => {
      const provider = providerOf(action, context.providers);
      const all = asked.ips ?? (asked.ip === undefined ? [] : [asked.ip]);
      const where = asked.zone === undefined ? "" : ` in the zone ${asked.zone}`;
      const long = asked.duration === undefined ? "" : ` for ${asked.duration}`;
      const why = asked.reason === undefined ? "" : ` (“${asked.reason}”)`;
      const wish = {
        action,
        provider,
        words: `${verb} ${wordAddresses(all)}${where}${long}${why}`,
        resources: resourcesOf(asked, context.inventory),
        said: {
          ...addressesFor(provider, all),
          zone: asked.zone,
          duration: asked.duration,
          reason: asked.reason,
        },
        count: all.length,
        lasts: asked.duration === undefined ? undefined : secondsIn(asked.duration),
      };
      return planProvided(wish, context);
    },
    apply: applyProvided,
  });

export const firewallBlock = change(
  "firewall.block",
  "Block",
  "Keep an address or a range out",
  blockable,
  wording.firewallBlock,
);
export const firewallUnblock = change(
  "firewall.unblock",
  "Unblock",
  "Let an address or a range in again",
  range,
  wording.firewallUnblock,
);
