/**
 * The peer: the smallest bot that the Chat SDK's documentation makes. It answers every mention in its thread with one
 * fixed text and keeps its state in memory. https://chat-sdk.dev/docs/usage
 */
import { createServer } from "node:http";
import { createSlackAdapter } from "@chat-adapter/slack";
import { createMemoryState } from "@chat-adapter/state-memory";
import { Chat, ConsoleLogger } from "chat";

const { PEER_API_URL, PEER_BOT_TOKEN, PEER_SIGNING_SECRET, PEER_REPLY = "ready" } = process.env;

const bot = new Chat({
  userName: "peer",
  logger: "silent",
  state: createMemoryState(),
  adapters: {
    slack: createSlackAdapter({
      apiUrl: PEER_API_URL,
      botToken: PEER_BOT_TOKEN,
      signingSecret: PEER_SIGNING_SECRET,
      logger: new ConsoleLogger("silent"),
    }),
  },
});
bot.onNewMention((thread) => thread.post(PEER_REPLY));
await bot.initialize();

async function answer(incoming, outgoing) {
  const parts = [];
  for await (const part of incoming) parts.push(part);
  const { method, headers, url } = incoming;
  const request = new Request(new URL(url, "http://127.0.0.1"), { method, headers, body: Buffer.concat(parts) });
  const response = await bot.webhooks.slack(request, { waitUntil: (work) => void work.catch(() => {}) });
  outgoing.writeHead(response.status, Object.fromEntries(response.headers)).end(await response.text());
}

const server = createServer((incoming, outgoing) => {
  answer(incoming, outgoing).catch(() => outgoing.writeHead(500).end());
});
server.listen(0, "127.0.0.1", () => console.error(`ready on ${server.address().port}`));
process.once("SIGTERM", () => process.exit(0));
