/** A small site for the tests of actions: the example's zones, a real zone file, a fake Cloudflare, the real parser. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Action, ApplyContext, ReadContext, SideEffect } from "../../../src/action.ts";
import { readInput } from "../../../src/catalog.ts";
import type { Host, Inventory } from "../../../src/inventory.ts";
import type { Plan } from "../../../src/plan.ts";
import { createCache } from "../../../src/providers/cache.ts";
import { createDns } from "../../../src/providers/dns.ts";
import type { Providers } from "../../../src/providers/index.ts";
import type { Outcome } from "../../../src/receipt.ts";
import type { Reply } from "../../../src/reply.ts";
import { Secret } from "../../../src/secret.ts";
import { fakeCloudflare, type FakeCloudflare } from "../../fakes/cloudflare/server.ts";

export const zoneText = `$ORIGIN example.test.
$TTL 300
@    IN SOA ns1.example.test. hostmaster.example.test. 2026112001 3600 600 604800 300
@    IN NS  ns1.example.test.
ns1  IN A   192.0.2.53
www  IN A   192.0.2.80
     IN A   192.0.2.81
api  IN A   192.0.2.10
docs IN CNAME docs.example.net.
@    IN MX  10 mail.example.test.
mail IN A   192.0.2.25
`;

export const host = (name: string, more: Partial<Host> = {}): Host => ({
  name,
  transport: "local",
  address: name,
  port: 22,
  aliases: [],
  labels: [],
  vars: {},
  ...more,
});

export interface Site {
  readonly inventory: Inventory;
  readonly cloudflare: FakeCloudflare;
  /** The master file of example.test. */
  readonly file: string;
  readonly text: () => string;
  readonly plan: (action: Action, params: Record<string, unknown>) => Promise<Plan>;
  readonly answer: (action: Action, params: Record<string, unknown>) => Promise<Reply>;
  /** Carries a plan out as the kernel would on a first attempt. */
  readonly apply: (action: Action, plan: Plan) => Promise<Outcome>;
  /** The effects that the last `apply` asked for. */
  readonly effects: () => readonly SideEffect<unknown>[];
  readonly close: () => Promise<void>;
}

function deed(action: Action) {
  if (action.kind !== "deed") throw new Error(`${action.name} is no deed`);
  return action;
}

/** `providers` replaces what a test brings itself. */
export async function openSite(providers: Partial<Providers> = {}): Promise<Site> {
  const folder = mkdtempSync(path.join(tmpdir(), "actions-"));
  const file = path.join(folder, "example.test.zone");
  writeFileSync(file, zoneText);
  const cloudflare = await fakeCloudflare(["shop.example.test"]);
  const inventory: Inventory = {
    environments: ["dev", "prod"],
    hosts: [host("localhost", { environment: "dev" })],
    groups: { all: ["localhost"], web: ["localhost"] },
    services: [{ name: "shop", environment: "prod", hosts: ["localhost"], aliases: [] }],
    zones: [
      { name: "example.test", provider: "file", file, environment: "dev" },
      { name: "shop.example.test", provider: "cloudflare", environment: "prod" },
    ],
    playbooks: [],
  };
  const config = { cloudflare: { token: new Secret(cloudflare.token, "test"), api_url: cloudflare.url } };
  const context: ReadContext = {
    person: { id: "ann", name: "Ann", roles: ["operator"], accounts: [] },
    place: { platform: "terminal", channel: "terminal", direct: true },
    inventory,
    // The actions under test touch these two, and what the test brings.
    providers: { dns: createDns(config, inventory), cache: createCache(config, inventory), ...providers } as Providers,
    signal: AbortSignal.timeout(20_000),
  };
  let effects: SideEffect<unknown>[] = [];
  const applying: ApplyContext = {
    ...context,
    request: "r-TEST",
    progress: () => undefined,
    effect: (effect) => {
      effects.push(effect);
      return effect.run();
    },
  };
  return {
    inventory,
    cloudflare,
    file,
    text: () => readFileSync(file, "utf8"),
    plan: async (action, params) => {
      return deed(action).plan(readInput(action, params), context);
    },
    answer: async (action, params) => {
      if (action.kind !== "read") throw new Error(`${action.name} is no read`);
      return action.answer(readInput(action, params), { ...context, message: "m-1" });
    },
    apply: async (action, plan) => {
      effects = [];
      // What was approved comes back from the database as JSON.
      return deed(action).apply(JSON.parse(JSON.stringify(plan)) as Plan, applying);
    },
    effects: () => effects,
    close: async () => {
      await cloudflare.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
