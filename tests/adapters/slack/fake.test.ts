/** The pretended Slack itself: what it promises to the tests that lean on it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { slackAdapter } from "../../../adapters/slack/index.ts";
import { say } from "../../../src/reply.ts";
import { startFakeSlack, tokens } from "../../fakes/slack/index.ts";
import { listed, misnamed } from "../../fakes/slack/arguments.ts";
import { breaks } from "../../fakes/slack/rules.ts";
import { openHouse } from "./house.ts";
import { log, secret } from "./room.ts";

const good = { channel: "C1", text: "hello", unfurl_links: false, unfurl_media: false };
const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
const section = (text: string) => ({ type: "section", text: mrkdwn(text) });
const button = (more: object) => ({
  type: "button",
  text: { type: "plain_text", text: "Approve" },
  action_id: "signalbox.approve",
  value: "r-1:0123456789abcdef",
  ...more,
});
const actions = (...elements: object[]) => ({ type: "actions", elements });

describe("the rules", () => {
  test("let a good message pass", () => {
    const blocks = [section("*hello* &amp; `x`"), section("```\nx\n```"), actions(button({}))];
    expect(breaks("chat.postMessage", { ...good, blocks })).toEqual([]);
    expect(breaks("chat.update", { ...good, blocks, parse: "none" })).toEqual([]);
  });

  test.each([
    ["S-50", { blocks: Array.from({ length: 51 }, () => section("x")) }],
    ["S-50", { blocks: [{ type: "carousel" }] }],
    ["S-50", { blocks: "[" }],
    ["S-51", { text: "x".repeat(4001) }],
    ["S-52", { blocks: [section("x".repeat(3001))] }],
    ["S-52", { blocks: [section("")] }],
    ["S-52", { blocks: [{ type: "section" }] }],
    ["S-52", { blocks: [{ type: "section", fields: Array.from({ length: 11 }, () => mrkdwn("x")) }] }],
    ["S-52", { blocks: [{ type: "section", fields: [mrkdwn("x".repeat(2001))] }] }],
    ["S-52", { blocks: [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }] }],
    ["S-52", { blocks: [{ type: "context", elements: Array.from({ length: 11 }, () => mrkdwn("x")) }] }],
    ["S-52", { blocks: [{ type: "markdown", text: "x".repeat(12_001) }] }],
    ["S-53", { blocks: Array.from({ length: 5 }, () => section("x".repeat(2900))) }],
    ["S-54", { blocks: [actions(...Array.from({ length: 26 }, (_, id) => button({ action_id: `a${id}` })))] }],
    ["S-52", { blocks: [actions(button({ text: { type: "plain_text", text: "x".repeat(76) } }))] }],
    ["S-54", { blocks: [actions(button({ value: "x".repeat(2001), action_id: "signalbox.say.0" }))] }],
    ["S-54", { blocks: [actions(button({}), button({}))] }],
    ["S-54", { blocks: [actions(button({ style: "purple" }))] }],
    ["S-52", { blocks: [actions(button({ confirm: { title: { type: "plain_text", text: "x".repeat(101) } } }))] }],
    ["S-55", { blocks: [actions({ type: "overflow", action_id: "a", options: [1, 2, 3, 4, 5, 6] })] }],
    ["S-56", { blocks: [{ type: "table", rows: Array.from({ length: 101 }, () => []) }] }],
    ["S-57", { metadata: { event_type: "Not This", event_payload: {} } }],
    ["S-58", { text: "", blocks: [section("x")] }],
    ["S-59", { blocks: [actions(button({ value: '{"rm":"-rf"}' }))] }],
    ["S-60", { text: "<!channel>" }],
    ["S-60", { text: "a & b" }],
    ["S-60", { blocks: [section("<!here>")] }],
    ["S-60", { blocks: [section("<https://evil|https://bank>")] }],
    ["S-60", { blocks: [{ type: "section", text: { type: "mrkdwn", text: "#general" } }] }],
    ["S-61", { link_names: true }],
    ["S-61", { parse: "full" }],
    ["S-62", { blocks: [section("```\na\n```\nb\n```")] }],
    ["S-63", { unfurl_links: true }],
    ["S-64", { blocks: [section("this is **important**")] }],
    ["S-83", { thread_ts: 1_700_000_000.1 }],
  ])("%s is found broken in %j", (rule, odd) => {
    expect(breaks("chat.postMessage", { ...good, ...odd }).join()).toContain(rule);
  });

  test(`know the names of arguments${listed ? "" : " [the list is not here]"}`, () => {
    expect(misnamed("chat.postMessage", { channel: "C1", txet: "x" })).toEqual(
      listed ? ["chat.postMessage has no txet"] : [],
    );
    expect(misnamed("chat.update", { channel: "C1" })).toEqual(listed ? ["chat.update needs ts"] : []);
  });
});

const call = async (url: string, method: string, args: object, token: string = tokens.bot): Promise<unknown> => {
  const headers = { "content-type": "application/json", authorization: `Bearer ${token}` };
  const response = await fetch(`${url}${method}`, { method: "POST", headers, body: JSON.stringify(args) });
  return response.status === 200
    ? response.json()
    : { status: response.status, wait: response.headers.get("retry-after") };
};

describe("the Web API", () => {
  test("refuses what Slack refuses", async () => {
    const slack = await startFakeSlack({ validate: false, limits: true });
    const { url } = slack;
    slack.world.channel("C0FAR").joined = false;
    expect(await call(url, "chat.explode", {})).toMatchObject({ ok: false, error: "unknown_method" });
    expect(await call(url, "chat.postMessage", good, "xoxb-other")).toMatchObject({ error: "invalid_auth" });
    expect(await call(url, "users.info", { user: "U1" })).toMatchObject({
      error: "missing_scope",
      needed: "users:read",
    });
    expect(await call(url, "chat.postMessage", { ...good, channel: "ops" })).toMatchObject({
      error: "channel_not_found",
    });
    expect(await call(url, "chat.postMessage", { ...good, channel: "C0FAR" })).toMatchObject({
      error: "not_in_channel",
    });
    expect(await call(url, "chat.update", { ...good, ts: "1.1" })).toMatchObject({ error: "message_not_found" });
    expect(await call(url, "apps.connections.open", {}, tokens.bot)).toMatchObject({ error: "not_allowed_token_type" });
    const answers = [];
    for (let time = 0; time < 6; time++) answers.push(await call(url, "chat.postMessage", { ...good, channel: "C2" }));
    expect(answers.at(-1)).toEqual({ status: 429, wait: "1" });
    await slack.close();
  });

  test("a ticket for a connection is good once", async () => {
    const slack = await startFakeSlack();
    const { url } = (await call(slack.url, "apps.connections.open", {}, tokens.app)) as { url: string };
    const first = new WebSocket(url);
    await once(first, "message");
    const second = new WebSocket(url);
    await once(second, "error");
    first.close();
    await slack.close();
    expect(slack.sockets.connections()).toBe(0);
  });
});

describe("as a process of its own", () => {
  test("says where it is, and is driven from outside", async () => {
    const main = path.join(import.meta.dirname, "../../fakes/slack/main.ts");
    const child = spawn(process.execPath, [main], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { url, port } = JSON.parse(line) as { url: string; port: number };
    const control = async (what: string, body?: object): Promise<unknown> => {
      const init = body
        ? { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } }
        : {};
      return (await fetch(`http://127.0.0.1:${port}/_control/${what}`, init)).json();
    };
    const house = openHouse();
    const adapter = slackAdapter({
      log,
      config: {
        bot_token: secret(tokens.bot),
        app_token: secret(tokens.app),
        signing_secret: null,
        host: "127.0.0.1",
        connections: 2,
        api_url: url,
      },
    });
    house.answer = async (arrival) => {
      if (arrival.kind !== "message") return;
      const { place } = arrival.message;
      await adapter.deliver({ key: "reply:1", place, reply: say("Hello Ann"), ref: null, uncertain: false });
    };
    await adapter.start(house);
    const sent = await control("mention", { user: "UANN", channel: "C0PS", text: "hello" });
    expect(sent).toMatchObject({ kind: "events_api", outcome: { acknowledged: true } });
    await expect.poll(() => control("messages?channel=C0PS")).toMatchObject([{ user: "UANN" }, { text: "Hello Ann" }]);
    expect(await control("violations")).toEqual([]);
    expect(await control("state")).toMatchObject({ messages: 2, unacknowledged: 0 });
    expect(await control("nonsense")).toMatchObject({ error: expect.stringContaining("nonsense") });
    await adapter.stop();
    child.kill();
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).toBe(0);
  });
});
