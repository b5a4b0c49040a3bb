/** The two bots that are measured, each a process of its own, on the same Slack. */
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { endpoint } from "../adapters/slack/http.ts";
import { signingSecret, tokens } from "../tests/fakes/slack/index.ts";
import { startChild, type Child } from "./child.ts";

export interface Bot extends Child {
  /** Where Slack sends events. */
  readonly url: string;
}

/** The Slack account of the person who speaks. */
export const speaker = "U0ANN";

const zone = `$ORIGIN example.test.
$TTL 300
@   IN SOA ns1.example.test. hostmaster.example.test. 2026112001 3600 600 604800 300
@   IN NS  ns1.example.test.
ns1 IN A   192.0.2.53
api IN A   192.0.2.10
`;

/** A small site in HTTP mode: the embedded database with every promise kept, and no log. JSON is YAML. */
const site = (apiUrl: string, port: number): string =>
  JSON.stringify({
    name: "Bench",
    people: {
      ann: { name: "Ann", roles: ["operator"], accounts: { slack: speaker } },
      bob: { name: "Bob", roles: ["approver"], accounts: { slack: "U0BOB" } },
    },
    folders: Object.fromEntries(
      Object.entries({ playbooks: "playbooks", policies: "policies", runbooks: "knowledge/runbooks" }).map(
        ([setting, folder]) => [setting, path.join(root, folder)],
      ),
    ),
    inventory: {
      environments: ["dev"],
      hosts: { localhost: { transport: "local", environment: "dev", vars: { scratch: "data:scratch" } } },
      zones: { "example.test": { provider: "file", file: "data:example.test.zone", environment: "dev" } },
    },
    slack: { bot_token: tokens.bot, signing_secret: signingSecret, api_url: apiUrl, port },
    seed: [
      { path: "data:example.test.zone", text: zone },
      { path: "data:scratch/old.tmp", size: 4096, age: "30d" },
    ],
    log: { level: "silent" },
  });

const root = path.join(import.meta.dirname, "..");

/** Starts Signalbox with its data in this folder; what is there already is used again. */
export async function startSignalbox(folder: string, apiUrl: string): Promise<Bot> {
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const config = path.join(folder, "signalbox.yml");
  writeFileSync(config, site(apiUrl, port));
  const child = await startChild(
    [path.join(root, "src/launcher.mjs"), "start", "--config", config, "--data", path.join(folder, "data")],
    // Compiled code is kept in the folder, so that the first start of a folder is a first start.
    { NODE_COMPILE_CACHE: path.join(folder, "compiled") },
    /is ready on slack/,
  );
  return { ...child, url: `http://127.0.0.1:${port}${endpoint}` };
}

/** Starts the Chat SDK's bot, which answers everything with this text. */
export async function startPeer(apiUrl: string, reply: string): Promise<Bot> {
  const child = await startChild(
    [path.join(import.meta.dirname, "peer/bot.js")],
    { PEER_API_URL: apiUrl, PEER_BOT_TOKEN: tokens.bot, PEER_SIGNING_SECRET: signingSecret, PEER_REPLY: reply },
    /^ready on \d+$/,
  );
  return { ...child, url: `http://127.0.0.1:${child.said.split(" ").at(-1)}/` };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
