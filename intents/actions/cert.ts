/** cert.status: until when certificates are good, and whether they are trusted. Only of what the inventory names. */
import { z } from "zod";
import { defineRead } from "../../src/action.ts";
import { hostNamed, zoneNamed, zoneOf, type Inventory } from "../../src/inventory.ts";
import type { Resource } from "../../src/plan.ts";
import { isProblem, problem } from "../../src/problem.ts";
import type { Certificate } from "../../src/providers/certificates.ts";
import { canonicalName } from "../../src/providers/dns-value.ts";
import { say } from "../../src/reply.ts";
import { askAll } from "../ask-all.ts";
import { isHostname } from "../dns/fields.ts";
import { hostResource, knownHost } from "../services.ts";
import { name, whole } from "../values.ts";
import * as wording from "../wording/cert.ts";

/** Servers that are asked at the same time. */
const atOnce = 8;
const day = 86_400_000;

const input = z.strictObject({
  domain: name
    .transform(canonicalName)
    .refine((domain) => isHostname(domain, 1), "must be a host name like shop.example.test")
    .optional(),
  host: name.optional(),
  /** Only those that end within so many days. */
  within_days: whole(0, 3650).optional(),
});
type Asked = z.output<typeof input>;

interface Server {
  readonly name: string;
  readonly address: string;
  readonly resources: readonly Resource[];
}

/**
 * Which servers to look at: nobody's words lead anywhere that the inventory does not name. Throws Problem UNKNOWN_HOST
 * or UNKNOWN_ZONE.
 */
function serversOf({ domain, host }: Asked, inventory: Inventory): readonly Server[] {
  const machine = host === undefined ? undefined : knownHost(inventory, host);
  const at = machine && { address: machine.address, resources: [hostResource(machine)] };
  if (domain !== undefined) {
    const own = serverCalled(domain, inventory);
    return [at ? { ...own, address: at.address, resources: [...own.resources, ...at.resources] } : own];
  }
  if (at) return [{ ...at, name: at.address }];
  return inventory.zones.map((zone) => serverCalled(zone.name, inventory));
}

function serverCalled(domain: string, inventory: Inventory): Server {
  const host = hostNamed(inventory, domain) ?? inventory.hosts.find((one) => one.address === domain);
  if (host) return { name: domain, address: host.address, resources: [hostResource(host)] };
  const zones = inventory.zones.map((zone) => zone.name);
  const zone = zoneNamed(inventory, zoneOf(zones, domain) ?? "");
  if (!zone) throw problem("UNKNOWN_ZONE", { name: domain });
  const environment = zone.environment === undefined ? {} : { environment: zone.environment };
  return { name: domain, address: domain, resources: [{ kind: "zone", id: zone.name, ...environment }] };
}

type Seen = { readonly server: Server } & ({ readonly certificate: Certificate } | { readonly why: string });

export const certStatus = defineRead({
  name: "cert.status",
  summary: "Show until when a certificate is valid, who issued it and whether it is trusted",
  input,
  positional: ["domain"],
  examples: ["cert.status domain=shop.example.test", "cert.status host=localhost", "cert.status within_days=14"],
  frames: wording.certStatus,
  resources: (asked, inventory) => {
    const servers = serversOf(asked, inventory);
    return servers.length > 0 ? servers.flatMap(({ resources }) => resources) : [{ kind: "site", id: "certificates" }];
  },
  answer: async (asked, { inventory, providers, signal }) => {
    const servers = serversOf(asked, inventory);
    if (servers.length === 0) return say("There is no zone in the inventory, so there is no certificate to look at.");
    const now = Date.now();
    const seen = await askAll(servers, atOnce, async (server): Promise<Seen> => {
      try {
        return { server, certificate: await providers.certificates.read(server, signal) };
      } catch (error) {
        if (!isProblem(error)) throw error;
        return { server, why: error.sentence };
      }
    });
    const [only, ...more] = seen;
    if (only && more.length === 0) return say(wordOne(only, now, asked.within_days));
    return say(wordAll(seen, now, asked.within_days), {
      blocks: [
        { kind: "table", columns: ["name", "valid until", "left", "issuer", "trusted"], rows: rowsOf(seen, now) },
      ],
    });
  },
});

const daysLeft = ({ validTo }: Certificate, now: number): number => Math.floor((validTo - now) / day);
const wordDate = ({ validTo }: Certificate): string => new Date(validTo).toISOString().slice(0, 10);
const wordDays = (days: number): string => `${days} day${days === 1 ? "" : "s"}`;
const wordLeft = (days: number): string => (days < 0 ? `ended ${wordDays(-days)} ago` : `${wordDays(days)} left`);

const endsWithin = (one: Seen, now: number, days: number): boolean =>
  "certificate" in one && daysLeft(one.certificate, now) <= days;

function wordOne(one: Seen, now: number, within: number | undefined): string {
  if ("why" in one) return `The certificate of ${one.server.name} cannot be read. ${one.why}`;
  const { subject, issuer, fault } = one.certificate;
  const left = daysLeft(one.certificate, now);
  const asked = within === undefined ? "" : ` That is ${left <= within ? "" : "not "}within ${wordDays(within)}.`;
  const trust = fault === null ? "The chain verifies." : `It is not trusted: ${fault}.`;
  return `The certificate of ${one.server.name} is valid until ${wordDate(one.certificate)}, ${wordLeft(left)}; for ${subject}, issued by ${issuer}. ${trust}${asked}`;
}

function wordAll(seen: readonly Seen[], now: number, within: number | undefined): string {
  const unread = seen.filter((one) => "why" in one).map((one) => one.server.name);
  const faulty = seen.filter((one) => "certificate" in one && one.certificate.fault !== null);
  const parts = [`${seen.length} certificates looked at`];
  if (within !== undefined) {
    const ending = seen.filter((one) => endsWithin(one, now, within)).map((one) => one.server.name);
    parts.push(
      `${ending.length} ${ending.length === 1 ? "ends" : "end"} within ${wordDays(within)}${ending.length > 0 ? `: ${ending.join(", ")}` : ""}`,
    );
  }
  if (faulty.length > 0) parts.push(`${faulty.length} not trusted: ${faulty.map((one) => one.server.name).join(", ")}`);
  if (unread.length > 0) parts.push(`${unread.length} could not be read: ${unread.join(", ")}`);
  return `${parts.join("; ")}.`;
}

/** What ends first stands first; what could not be read stands last. */
const rowsOf = (seen: readonly Seen[], now: number): string[][] =>
  seen
    .toSorted((a, b) => endOf(a) - endOf(b))
    .map((one) =>
      "why" in one
        ? [one.server.name, "unknown", "", "", one.why]
        : [
            one.server.name,
            wordDate(one.certificate),
            wordLeft(daysLeft(one.certificate, now)),
            one.certificate.issuer,
            one.certificate.fault ?? "yes",
          ],
    );

const endOf = (one: Seen): number => ("certificate" in one ? one.certificate.validTo : Infinity);
