/**
 * The main job, from words in Slack to a line in a file on a host and back: the bot as its own process, unmodified Bolt,
 * a Slack that checks every call, and a real sshd where there is one.
 */
import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { startFakeSlack, type FakeSlack, type Message } from "../fakes/slack/index.ts";
import { describeWith } from "../servers/needs.ts";
import { startSshd, type Sshd } from "../servers/sshd.ts";
import { channel, ids, makeSite, run, startBot, type Site } from "./site.ts";

const playbook = `
name: sign
summary: Sign the guest book
aliases: [sign the guest book]
effect: write
parameters:
  trace: { type: string, from_host_var: trace, pattern: "/.*" }
  name: { type: string, default: signalbox, pattern: "[a-z]+" }
steps:
  - name: Write the name
    run: [sh, -c, 'sleep 0.2; echo "$1" >>"$2"; echo "$1 was here"', sh, "\${name}", "\${trace}"]
    retry: once
`;

/** Milliseconds: the command is started three times, and Slack takes one new message a second. */
const patience = 90_000;
/** Milliseconds for one message on a busy machine. */
const within = 15_000;

const cleaning: (() => Promise<unknown> | void)[] = [];
afterEach(async () => {
  for (const clean of cleaning.splice(0).toReversed()) await clean();
});

type Mode = "Socket Mode" | "HTTP";
const modes: readonly Mode[] = ["Socket Mode", "HTTP"];

async function openSite(mode: Mode, sshd?: Sshd): Promise<{ slack: FakeSlack; site: Site }> {
  const slack = await startFakeSlack();
  cleaning.push(() => slack.close());
  const port = mode === "HTTP" ? await freePort() : undefined;
  const site = makeSite({
    slack,
    playbook,
    host: sshd?.host() ?? { transport: "local" },
    ...(sshd ? { ssh: sshd.settings } : {}),
    ...(port === undefined ? {} : { port }),
  });
  cleaning.push(() => site.remove());
  if (port !== undefined) slack.sendTo(`http://127.0.0.1:${port}/slack/events`);
  return { slack, site };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const shows =
  (...parts: readonly string[]) =>
  ({ text }: Message): boolean =>
    parts.every((part) => text.includes(part));

/** What stands in the file on the host in the end. */
async function askApproveAndRun(mode: Mode, sshd?: Sshd): Promise<string[]> {
  const { slack, site } = await openSite(mode, sshd);
  const bot = startBot(site);
  cleaning.push(() => (bot.isAlive() ? bot.stop() : undefined));
  await bot.ready;
  const inThread = (ts: string) => slack.messages(channel).filter((message) => message.thread_ts === ts);

  // Ann asks, and a card appears in the thread of her words.
  const asked = slack.mention({ user: ids.ann, channel, text: "please sign the guest book on web-1" });
  const card = await slack.waitForMessage(shows("⏳", "web-1"), within);
  expect(card.thread_ts).toBe(asked.ts);
  expect((await asked.outcome).acknowledged).toBe(true);
  const press = (user: string, actionId: string) =>
    slack.click({ user, channel, messageTs: card.ts, actionId }).outcome;

  // Neither her own yes counts nor that of somebody who is no approver.
  await press(ids.ann, "signalbox.approve");
  await slack.waitForMessage(shows("You asked for this yourself", "Bob may answer"), within);
  await press(ids.dan, "signalbox.approve");
  await slack.waitForMessage(shows("Your answer does not count here", "Bob may answer"), within);
  expect(card.text).toContain("⏳");
  expect(site.traced()).toEqual([]);

  // Bob's double click is one yes and one run.
  const clicks = await Promise.all([press(ids.bob, "signalbox.approve"), press(ids.bob, "signalbox.approve")]);
  expect(clicks.every(({ acknowledged }) => acknowledged)).toBe(true);
  const receipt = await slack.waitForMessage(shows("✅"), within);
  expect(receipt.ts).toBe(card.ts);
  expect(receipt.thread_ts).toBe(asked.ts);
  expect(receipt.blocksJson).toContain("signalbox was here");
  expect(receipt.blocksJson).toContain("*Bob* said yes");
  expect(site.traced()).toEqual(["signalbox"]);

  // The same event once more is the same request: the next one to come is answered, and that one made nothing new.
  expect((await slack.again(asked).outcome).acknowledged).toBe(true);
  slack.mention({ user: ids.ann, channel, text: "playbook.run sign web-1 vars.name=ann" });
  const second = await slack.waitForMessage((message) => message.ts !== card.ts && shows("⏳")(message), within);
  expect(second.thread_ts).not.toBe(asked.ts);
  expect(inThread(asked.ts)).toHaveLength(3);

  expect(await bot.stop()).toBe(0);
  const listed = (await run(site, "requests", "--json")).output.trim().split("\n");
  const states = listed.map((line) => (JSON.parse(line) as { request: { state: string } }).request.state);
  expect(states).toEqual(["waiting", "done"]);
  expect(await run(site, "audit", "verify")).toMatchObject({ code: 0, output: expect.stringContaining("is whole") });
  expect(slack.violations).toEqual([]);
  return site.traced();
}

describe("from Slack to a file on this machine", () => {
  test.each(modes)(
    "a request is asked for, approved by somebody else and carried out once, over %s",
    async (mode) => {
      expect(await askApproveAndRun(mode)).toEqual(["signalbox"]);
    },
    patience,
  );
});

describeWith(["sshd", "ssh-keygen"], "from Slack to a file on a host behind SSH", () => {
  test.each(modes)(
    "a request is asked for, approved by somebody else and carried out once, over %s",
    async (mode) => {
      const sshd = await startSshd();
      cleaning.push(() => sshd.stop());
      expect(await askApproveAndRun(mode, sshd)).toEqual(["signalbox"]);
      expect(sshd.log()).toContain("Accepted publickey");
    },
    patience,
  );
});
