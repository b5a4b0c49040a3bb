/** Run by desk.test.ts in a real terminal: Ann's desk, with a house that answers a few fixed lines. */
import { setTimeout as sleep } from "node:timers/promises";
import { terminalAdapter } from "../../../adapters/terminal/index.ts";
import { say } from "../../../src/reply.ts";
import { cleanLocalhost, replies } from "./characters.ts";
import { openHouse, people } from "./house.ts";

const adapter = terminalAdapter({
  input: process.stdin,
  output: process.stdout,
  account: "ann",
  demo: true,
  people,
  site: "Example site",
  examples: [
    "how full is localhost?",
    "clean temp files on localhost",
    "point api.example.test at 203.0.113.10",
    "never shown",
  ],
});

const house = openHouse(
  () => adapter,
  async (arrival) => {
    if (arrival.kind === "click") {
      await house.say({ reply: "card", card: cleanLocalhost("queued") });
      await house.say({ reply: "card", card: cleanLocalhost("running") });
      for (const file of ["build-1841.tmp", "build-1842.tmp", "session-7f3a.tmp"]) {
        adapter.progress?.(arrival.click.place, arrival.click.request, null, `removed ${file}`);
        await sleep(20);
      }
      return house.say({ reply: "card", card: cleanLocalhost("done") });
    }
    const { text } = arrival.message;
    if (text.startsWith("clean")) return house.say({ reply: "card", card: cleanLocalhost("waiting") });
    if (text.startsWith("how")) return house.say(replies["bot-answers-from-a-runbook"]!);
    if (text === "later") {
      await sleep(600);
      return house.say(say("this comes while you type"));
    }
    return house.say(say(`heard ${arrival.message.account.id}: ${text}`));
  },
);

await adapter.start(house);
await adapter.finished;
await adapter.stop();
