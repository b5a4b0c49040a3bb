import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Ref } from "../../../src/adapter.ts";
import { say } from "../../../src/reply.ts";
import { cleanWeb1 } from "./characters.ts";
import { openRoom, threadOf, type Room } from "./room.ts";

/** The bot's own messages, in order. */
const said = (room: Room, channel = "C0PS") => room.slack.messages(channel).filter(({ user }) => user === "U0BOT");
const called = (room: Room, method: string) => room.slack.calls.filter((call) => call.method === method);
/** A line of the output of Ann's request. */
const progress = (line: string): void => room.adapter.progress?.(threadOf(root), "r-8KQ2ZC7M", null, line);
const delivery = (uncertain: boolean) => ({ key: "card:r-8KQ2ZC7M", place: threadOf(root), uncertain });
const inChannel = (channel: string) => ({ place: threadOf(root, channel) });
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let room: Room;
let root: string;
beforeEach(async () => {
  room = await openRoom("HTTP");
  room.slack.scopes.add("channels:history");
  root = room.slack.mention({ user: "UANN", channel: "C0PS", text: "clean up" }).ts;
});
afterEach(() => room.close());

describe("a reply", () => {
  test("S-83 is posted in its thread, with the delivery's key as metadata", async () => {
    const ref = await room.deliver(say("Hello"), { key: "reply:1", place: threadOf(root) });
    const [message] = said(room);
    expect(message).toMatchObject({ ts: ref?.["ts"], thread_ts: root, text: "Hello" });
    expect(JSON.parse(message?.metadataJson ?? "")).toEqual({
      event_type: "signalbox_reply",
      event_payload: { key: "reply:1" },
    });
  });

  test("is redrawn in place when there is one already", async () => {
    const key = "card:r-8KQ2ZC7M";
    const place = threadOf(root);
    const ref = await room.deliver({ reply: "card", card: cleanWeb1("waiting") }, { key, place });
    const again = await room.deliver({ reply: "card", card: cleanWeb1("done") }, { key, place, ref });
    expect(again).toEqual(ref);
    expect(said(room)).toHaveLength(1);
    expect(said(room)[0]?.text).toContain("Deleted 3 files");
  });

  test("is posted anew when somebody has deleted it", async () => {
    const key = "card:r-8KQ2ZC7M";
    const ref = await room.deliver({ reply: "card", card: cleanWeb1("waiting") }, { key, place: threadOf(root) });
    room.slack.world.remove("C0PS", ref?.["ts"] ?? "");
    await room.deliver({ reply: "card", card: cleanWeb1("done") }, { key, place: threadOf(root), ref });
    expect(said(room)).toHaveLength(1);
  });

  test("S-53 that Slack will not draw is said in words alone", async () => {
    room.slack.faults.plant("chat.postMessage", { kind: "error", error: "msg_blocks_too_long" });
    await room.deliver({ reply: "card", card: cleanWeb1("waiting") }, { place: threadOf(root) });
    expect(said(room)).toMatchObject([
      { text: expect.stringContaining("Run the playbook clean-temp on web-1"), blocksJson: "[]" },
    ]);
  });
});

describe("P-4 after a failure", () => {
  const card = { reply: "card", card: cleanWeb1("waiting") } as const;

  test.each([
    ["that leaves open whether it is there", { kind: "cut-after" }, 1],
    ["before anything has happened", { kind: "cut" }, 1],
    ["of Slack's own", { kind: "status", status: 500 }, 1],
  ] as const)("%s no card is posted twice", async (_, fault, times) => {
    room.slack.faults.plant("chat.postMessage", fault, times);
    await expect(room.deliver(card, delivery(false))).rejects.toThrow(/fetch failed|500/);
    expect(called(room, "chat.postMessage")).toHaveLength(1);
    const ref = await room.deliver(card, delivery(true));
    expect(said(room)).toMatchObject([{ ts: ref?.["ts"], thread_ts: root }]);
  });

  test("a card is found however long its thread is", async () => {
    for (let index = 0; index < 450; index++) {
      room.slack.world.add({
        channel: "C0PS",
        ts: room.slack.world.ts(),
        thread_ts: root,
        user: "UANN",
        text: "…",
        blocksJson: null,
        metadataJson: null,
      });
    }
    room.slack.faults.plant("chat.postMessage", { kind: "cut-after" });
    await expect(room.deliver(card, delivery(false))).rejects.toThrow(/fetch failed|500/);
    await room.deliver(card, delivery(true));
    expect(said(room)).toHaveLength(1);
  });

  test("a reply to a command, which has no thread, is found in the channel", async () => {
    const { thread: _, ...place } = threadOf(root);
    room.slack.faults.plant("chat.postMessage", { kind: "cut-after" });
    await expect(room.deliver(say("Hello"), { key: "reply:9", place })).rejects.toThrow(/fetch failed|500/);
    await room.deliver(say("Hello"), { key: "reply:9", place, uncertain: true });
    expect(said(room)).toHaveLength(1);
  });

  test("where the app may not look it is posted again rather than not at all", async () => {
    room.slack.scopes.delete("channels:history");
    room.slack.faults.plant("chat.postMessage", { kind: "cut" });
    await expect(room.deliver(card, delivery(false))).rejects.toThrow(/fetch failed|500/);
    await room.deliver(card, delivery(true));
    expect(said(room)).toHaveLength(1);
  });

  test("where looking fails nothing is posted blindly", async () => {
    room.slack.faults.plant("chat.postMessage", { kind: "cut-after" });
    await expect(room.deliver(card, delivery(false))).rejects.toThrow(/fetch failed|500/);
    room.slack.faults.plant("conversations.replies", { kind: "status", status: 503 });
    await expect(room.deliver(card, delivery(true))).rejects.toThrow(/503/);
    expect(called(room, "chat.postMessage")).toHaveLength(1);
  });

  test("S-109 the scope that is missing is named", async () => {
    room.slack.scopes.delete("chat:write");
    await expect(room.deliver(card, delivery(false))).rejects.toThrow("needs the scope chat:write");
  });
});

describe("when Slack wants quiet", () => {
  test("S-71 S-72 it is not called again there in that time, and everything else goes on", async () => {
    room.slack.faults.plant("chat.postMessage", { kind: "status", status: 429, retryAfter: 20 });
    await expect(room.deliver(say("one"), inChannel("C0PS"))).rejects.toMatchObject({ name: "NotNow", seconds: 20 });
    await expect(room.deliver(say("two"), inChannel("C0PS"))).rejects.toMatchObject({
      name: "NotNow",
      seconds: expect.closeTo(20, 0),
    });
    expect(called(room, "chat.postMessage")).toHaveLength(1);
    await room.deliver(say("three"), inChannel("C0THER"));
    expect(said(room, "C0THER")).toHaveLength(1);
  });

  test("S-71 a short quiet is waited out, and then they go one by one", async () => {
    room.slack.faults.plant("chat.postMessage", { kind: "status", status: 429, retryAfter: 1 });
    await expect(room.deliver(say("one"), inChannel("C0PS"))).rejects.toThrow("rate");
    const before = performance.now();
    await Promise.all(["two", "three", "four"].map((text) => room.deliver(say(text), inChannel("C0PS"))));
    expect(performance.now() - before).toBeGreaterThan(900);
    expect(said(room).map(({ text }) => text)).toEqual(["two", "three", "four"]);
  });

  test.each([
    ["S-73 an answer that says so without a time", { kind: "error", error: "ratelimited" }],
    ["a 429 without a time", { kind: "status", status: 429 }],
  ] as const)("%s counts as well", async (_, fault) => {
    room.slack.faults.plant("chat.postMessage", fault);
    await expect(room.deliver(say("one"), inChannel("C0PS"))).rejects.toThrow(/limit|Retry header/);
    await expect(room.deliver(say("two"), inChannel("C0PS"))).rejects.toThrow("quiet");
    expect(called(room, "chat.postMessage")).toHaveLength(1);
  });
});

describe("the output of a running request", () => {
  const key = "card:r-8KQ2ZC7M";
  let ref: Ref | null;
  beforeEach(async () => {
    ref = await room.deliver({ reply: "card", card: cleanWeb1("running") }, { key, place: threadOf(root) });
  });

  test("S-70 fifty lines in five seconds are at most two drawings, of the last lines", async () => {
    for (let index = 1; index <= 50; index++) {
      progress(`removing ${index}`);
      await sleep(100);
    }
    await expect.poll(() => called(room, "chat.update").length, { timeout: 4000 }).toBe(2);
    const [first, second] = called(room, "chat.update").map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(2900);
    expect(JSON.stringify(called(room, "chat.update").at(-1)?.args)).toContain("removing 50");
    expect(called(room, "chat.postMessage")).toHaveLength(1);
  });

  test("never covers what came of it, even if it was due just then", async () => {
    progress("removing 1");
    await expect.poll(() => called(room, "chat.update").length, { timeout: 4000 }).toBe(1);
    progress("removing 2");
    await sleep(2000);
    // The next drawing is due in one second, while Slack still works on this one.
    room.slack.faults.plant("chat.update", { kind: "slow", ms: 2000 });
    await room.deliver({ reply: "card", card: cleanWeb1("done") }, { key, place: threadOf(root), ref });
    progress("removing 3");
    await sleep(500);
    expect(said(room)[0]?.text).toContain("Deleted 3 files");
    expect(called(room, "chat.update")).toHaveLength(2);
  });

  test("is dropped silently where Slack is in the way", async () => {
    room.slack.faults.plant("chat.update", { kind: "status", status: 500 });
    progress("removing 1");
    await expect.poll(() => called(room, "chat.update").length, { timeout: 4000 }).toBe(1);
    await room.deliver({ reply: "card", card: cleanWeb1("done") }, { key, place: threadOf(root), ref });
    expect(said(room)[0]?.text).toContain("Deleted 3 files");
  });
});

describe("in a channel where the bot is not", () => {
  test("S-81 whoever used a command there is told how to mend that, not what the reply is", async () => {
    const { slack } = room;
    slack.world.channel("C0FAR").joined = false;
    await slack.command({ user: "UANN", channel: "C0FAR", text: "hosts" }).outcome;
    const { thread: _, ...place } = threadOf("", "C0FAR");
    await expect(room.deliver(say("a secret"), { place })).rejects.toThrow("not_in_channel");
    const told = await slack.waitForEphemeral(({ user }) => user === "UANN");
    expect(told.text).toContain("/invite");
    expect(JSON.stringify(slack.ephemerals())).not.toContain("secret");
    await expect(room.deliver(say("a secret"), { place })).rejects.toThrow("not_in_channel");
    expect(slack.ephemerals()).toHaveLength(1);
  });
});
