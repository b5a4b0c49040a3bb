import { afterEach, beforeEach, expect, test } from "vitest";
import { slackConversation } from "../../../adapters/slack/conversation.ts";
import type { Said } from "../../../src/conversation.ts";
import { startFakeSlack, tokens, type FakeSlack } from "../../fakes/slack/index.ts";
import { botUser } from "../../fakes/slack/world.ts";
import { log, secret, threadOf } from "./room.ts";

let slack: FakeSlack;
beforeEach(async () => {
  slack = await startFakeSlack();
  slack.scopes.add("channels:history");
});
afterEach(async () => {
  await slack.close();
  if (slack.violations.length > 0) throw new Error(slack.violations.join("\n"));
});

const source = () => {
  const config = { bot_token: secret(tokens.bot), app_token: null, signing_secret: null, host: "", connections: 2 };
  return slackConversation({ ...config, api_url: slack.url }, log);
};
const said = (thread: string): Promise<readonly Said[]> => source().said(threadOf(thread), AbortSignal.timeout(5000));

/** Begins a thread, or adds to it. */
function write(user: string, text: string, thread?: string, more: object = {}): string {
  const ts = slack.world.ts();
  const within = thread === undefined ? {} : { thread_ts: thread };
  slack.world.add({ channel: "C0PS", ts, ...within, user, text, blocksJson: null, metadataJson: null, ...more });
  return ts;
}

test("a thread is read in its order, as plain words, with whom they mention, and without our own", async () => {
  const root = write("", "", undefined, {
    bot_id: "B0ALERTS",
    subtype: "bot_message",
    attachments: [{ text: "[FIRING] HighErrorRate &lt;checkout&gt;", fallback: "HighErrorRate" }],
  });
  write("U0ANN", "<@U0BOB|bob> look at <http://shop.example.test|shop.example.test>, it is `502`", root);
  write("U0EVE", "elsewhere");
  write("U0BOB", "```\nkubectl get pods\n```", root);
  write(botUser, "an answer of ours", root);
  write("U0CAT", "<@U0CAT> has joined", root, { subtype: "channel_join" });
  write("U0ANN", `<@${botUser}> propose a runbook from this thread`, root);
  write("U0BOB", `ask <@${botUser}>, Ann`, root);
  expect((await said(root)).map(({ text, mentions }) => [text, mentions])).toEqual([
    ["[FIRING] HighErrorRate <checkout>", []],
    ["@U0BOB look at shop.example.test, it is `502`", ["U0BOB"]],
    ["```\nkubectl get pods\n```", []],
    ["propose a runbook from this thread", []],
    ["ask the bot, Ann", []],
  ]);
});

test("a long thread is read page by page", async () => {
  const root = write("U0ANN", "one");
  for (let number = 0; number < 450; number++) write("U0BOB", `number ${number}`, root);
  const all = await said(root);
  expect(all).toHaveLength(451);
  expect(all.at(-1)?.text).toBe("number 449");
  expect(slack.calls.filter(({ method }) => method === "conversations.replies")).toHaveLength(3);
});

test("where there is no thread nothing is asked; a missing scope is named, and the token is not", async () => {
  expect(await source().said({ platform: "slack", channel: "C0PS", direct: false }, AbortSignal.timeout(1000))).toEqual(
    [],
  );
  expect(slack.calls).toEqual([]);
  const root = write("U0ANN", "one");
  slack.scopes.delete("channels:history");
  const error = await said(root).catch((thrown: unknown) => String(thrown));
  expect(error).toContain("needs the scope channels:history");
  expect(error).not.toContain(tokens.bot);
});

test("after Slack was out of reach it is asked again", async () => {
  const root = write("U0ANN", "one two three");
  const again = source();
  slack.faults.plant("auth.test", { kind: "cut" });
  const ask = () => again.said(threadOf(root), AbortSignal.timeout(5000));
  await expect(ask()).rejects.toThrow("A request error occurred");
  expect(await ask()).toHaveLength(1);
});
