/** A whole site in this process, put together as it is when it serves: its people speak and click on a platform of the test. */
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Adapter, Delivery, House } from "../../src/adapter.ts";
import type { Card } from "../../src/card.ts";
import type { GroupSource } from "../../src/group-source.ts";
import { loadConfig } from "../../src/load-config.ts";
import { compose, type Signalbox } from "../../src/main.ts";
import type { Arrival, Place, Verdict } from "../../src/message.ts";
import { get } from "../../src/store/requests.ts";
import { dataFolder } from "../support/database.ts";

const root = path.join(import.meta.dirname, "../..");

/** Whoever has a role may look, and change what one approver agrees to. */
const policies = `
@id("look")
permit (principal in Role::"operator", action in Action::"read", resource);
@id("change")
@approve("1 of approver")
permit (principal in Role::"operator", action in [Action::"write", Action::"destructive"], resource);
`;

export interface Site {
  readonly box: Signalbox;
  /** Says something by this account, in a channel unless `direct`; the newest reply to it. A card counts as its sentence. */
  says(account: string, text: string, direct?: boolean): Promise<string>;
  /** How the card of the last request that somebody made looks now. */
  card(): Card;
  /** Answers it, whether that counts or not; the card as it is when nothing moves any more. */
  clicks(account: string, verdict: Verdict, card?: Card): Promise<Card>;
  close(): Promise<void>;
}

export interface Wanted {
  readonly people: Readonly<Record<string, readonly string[]>>;
  readonly roles?: object;
  readonly groups?: GroupSource;
}

const placeOf = (account: string, direct: boolean): Place => ({
  platform: "slack",
  channel: direct ? `D${account}` : "C0PS",
  thread: crypto.randomUUID(),
  direct,
});

/** What this finds, as soon as it finds something. */
const until = async <T>(look: () => T | null | Promise<T | null>): Promise<T> => {
  for (let tries = 0; tries < 1000; tries++) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("nothing of that kind was said");
};

/** Everybody's account on the platform "slack" is U and their name in capitals. */
export async function openSite({ people, roles = {}, groups }: Wanted): Promise<Site> {
  const data = dataFolder();
  const file = path.join(data, "signalbox.yml");
  const config = {
    people: Object.fromEntries(
      Object.entries(people).map(([id, own]) => [id, { roles: own, accounts: { slack: `U${id.toUpperCase()}` } }]),
    ),
    roles,
    folders: { policies: "./policies", playbooks: path.join(root, "playbooks") },
    log: { level: "silent" },
  };
  // JSON is YAML.
  writeFileSync(file, JSON.stringify(config));
  mkdirSync(path.join(data, "policies"));
  cpSync(path.join(root, "policies/schema.cedarschema"), path.join(data, "policies/schema.cedarschema"));
  writeFileSync(path.join(data, "policies/all.cedar"), policies);
  const delivered: Delivery[] = [];
  let house: House | null = null;
  const adapter: Adapter = {
    platform: "slack",
    ...(groups ? { groups } : {}),
    start: async (given) => {
      house = given;
    },
    deliver: async (delivery) => {
      delivered.push(delivery);
      return { key: delivery.key };
    },
    stop: async () => {},
  };
  const box = await compose(await loadConfig({ env: {}, cwd: data, config: file, data }), [adapter], () => {});
  await box.start();

  const arrive = async (arrival: Arrival): Promise<void> => {
    if (!house) throw new Error("nobody listens");
    const { id, fresh } = await house.receive(arrival);
    if (fresh) await house.attend(id);
  };
  const newest = (request: string): Card | null =>
    delivered
      .flatMap(({ reply }) => (reply.reply === "card" ? [reply.card] : []))
      .findLast((card) => card.request === request) ?? null;

  let current: string | null = null;
  const site: Site = {
    box,
    says: async (account, text, direct = false) => {
      const place = placeOf(account, direct);
      const at = new Date().toISOString();
      const id = crypto.randomUUID();
      await arrive({ kind: "message", message: { id, account: { platform: "slack", id: account }, place, text, at } });
      const { reply } = await until(() => delivered.findLast((one) => one.place.thread === place.thread) ?? null);
      if (reply.reply !== "card") return reply.text;
      current = reply.card.request;
      return reply.card.sentence;
    },
    card: () => {
      const card = current && newest(current);
      if (!card) throw new Error("no card was drawn");
      return card;
    },
    clicks: async (account, verdict, card = site.card()) => {
      const place = placeOf(account, false);
      const { request, digest } = card;
      await arrive({
        kind: "click",
        click: {
          id: crypto.randomUUID(),
          account: { platform: "slack", id: account },
          place,
          request,
          digest: digest.slice(0, 16),
          verdict,
          at: new Date().toISOString(),
        },
      });
      return until(async () => {
        const state = (await get(box.db, request))?.state;
        const now = newest(request);
        return now?.state === state && !["queued", "running"].includes(now?.state ?? "") ? now : null;
      });
    },
    close: () => box.stop(),
  };
  return site;
}
