import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Arrival } from "../../../src/message.ts";
import { problem } from "../../../src/problem.ts";
import { say } from "../../../src/reply.ts";
import { cleanWeb1, replies } from "./characters.ts";
import { openRoom, threadOf, transports, type Room } from "./room.ts";

const notKept = problem("INBOX_UNAVAILABLE", {}).sentence;
const ann = { user: "UANN", channel: "C0PS" };

const textsOf = (arrivals: readonly Arrival[]): string[] =>
  arrivals.map((arrival) => (arrival.kind === "message" ? arrival.message.text : arrival.click.verdict));

/** S-47: both transports keep the same promises. */
describe.each(transports)("people in Slack, over %s", (transport) => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom(transport);
  });
  afterEach(() => room.close());

  /** Ann's card, in the thread of her message. */
  const postCard = async (): Promise<{ ts: string; root: string }> => {
    const root = room.slack.world.ts();
    const ref = await room.deliver({ reply: "card", card: cleanWeb1("waiting") }, { place: threadOf(root) });
    return { ts: ref?.["ts"] ?? "", root };
  };

  test("P-5 a mention is written down before it is acknowledged, and answered in its thread", async () => {
    const { slack, house } = room;
    house.stall = 200;
    house.answer = async (arrival) => {
      if (arrival.kind !== "message") return;
      await room.deliver(say("Hello Ann"), { place: arrival.message.place });
    };
    const { ts, outcome } = slack.mention({ ...ann, text: "hello" });
    const { acknowledged, ms, attempts } = await outcome;
    expect({ acknowledged, attempts }).toEqual({ acknowledged: true, attempts: 1 });
    expect(ms).toBeGreaterThanOrEqual(199);
    const reply = await slack.waitForMessage(({ text }) => text === "Hello Ann");
    expect(reply).toMatchObject({ channel: "C0PS", thread_ts: ts });
    expect(house.kept).toEqual([
      {
        kind: "message",
        message: {
          id: `T0SIGNAL:C0PS:${ts}`,
          account: { platform: "slack", id: "UANN" },
          place: { platform: "slack", workspace: "T0SIGNAL", channel: "C0PS", thread: ts, direct: false },
          text: "hello",
          at: new Date(Number(ts) * 1000).toISOString(),
        },
      },
    ]);
  });

  test("S-04 an event is acknowledged while it is still being attended to", async () => {
    const { slack, house } = room;
    const thought = Promise.withResolvers<void>();
    house.answer = () => thought.promise;
    const { acknowledged, ms, attempts } = await slack.mention({ ...ann, text: "think hard" }).outcome;
    expect({ acknowledged, attempts }).toEqual({ acknowledged: true, attempts: 1 });
    expect(ms).toBeLessThan(1000);
    thought.resolve();
  });

  test("S-01 a command that cannot be written down in time is acknowledged within a second, and its sender told", async () => {
    const { slack, house } = room;
    house.stall = 10_000;
    const { acknowledged, ms } = await slack.command({ ...ann, text: "hosts" }).outcome;
    expect(acknowledged).toBe(true);
    expect(ms).toBeLessThan(1000);
    const told = await slack.waitForEphemeral(({ text }) => text.includes(notKept));
    expect(told).toMatchObject({ user: "UANN", via: "ack" });
    expect(house.attended).toEqual([]);
  });

  test("S-02 so is a pressed button", async () => {
    const { slack, house } = room;
    const { ts } = await postCard();
    house.stall = 10_000;
    const { acknowledged, ms } = await slack.click({
      user: "UBO",
      channel: "C0PS",
      messageTs: ts,
      actionId: "signalbox.approve",
    }).outcome;
    expect(acknowledged).toBe(true);
    expect(ms).toBeLessThan(1000);
    const told = await slack.waitForEphemeral(({ text }) => text.includes(notKept));
    expect(told).toMatchObject({ user: "UBO", via: "response_url" });
    expect(house.attended).toEqual([]);
  });

  test("S-04 so is a mention, which only its sender hears of", async () => {
    const { slack, house } = room;
    house.stall = 10_000;
    const { acknowledged, ms, attempts } = await slack.mention({ ...ann, text: "hosts" }).outcome;
    expect({ acknowledged, attempts }).toEqual({ acknowledged: true, attempts: 1 });
    expect(ms).toBeLessThan(1000);
    const told = await slack.waitForEphemeral(({ text }) => text.includes(notKept));
    expect(told).toMatchObject({ user: "UANN", channel: "C0PS", via: "chat.postEphemeral" });
  });

  test("and words to the bot alone, answered there; if Slack fails just then, a little later", async () => {
    const { slack, house } = room;
    house.stall = 10_000;
    slack.faults.plant("chat.postMessage", { kind: "status", status: 503 });
    await slack.direct({ user: "UANN", channel: "D0ANN", text: "hosts" }).outcome;
    const told = await slack.waitForMessage(({ text }) => text.includes(notKept));
    expect(told).toMatchObject({ channel: "D0ANN", user: "U0BOT" });
  });

  test("S-05 a fault of ours is owned up to, and acknowledged", async () => {
    const { slack, house } = room;
    const { ts } = await postCard();
    house.broken = new TypeError("a bug");
    const sent = [
      slack.mention({ ...ann, text: "hosts" }),
      slack.command({ ...ann, text: "hosts" }),
      slack.click({ user: "UBO", channel: "C0PS", messageTs: ts, actionId: "signalbox.deny" }),
    ];
    for (const { outcome } of sent) expect((await outcome).acknowledged).toBe(true);
    for (const via of ["chat.postEphemeral", "ack", "response_url"] as const) {
      const { text } = await slack.waitForEphemeral((one) => one.via === via);
      expect(text).toContain(notKept);
      expect(text).not.toContain("a bug");
    }
  });

  test("S-06 a button of an older version is answered: out of date", async () => {
    const { slack, house } = room;
    const { ts } = await postCard();
    const click = { user: "UBO", channel: "C0PS", messageTs: ts };
    const odd = [
      { ...click, actionId: "approve_v0", value: "r-8KQ2ZC7M:9d3e01abf00d5eed" },
      { ...click, actionId: "signalbox.explode", value: "r-8KQ2ZC7M:9d3e01abf00d5eed" },
      { ...click, actionId: "signalbox.approve", value: "r-8KQ2ZC7M" },
      { ...click, actionId: "signalbox.approve", value: '{"request":"r-8KQ2ZC7M"}' },
    ];
    for (const one of odd) expect((await slack.click(one).outcome).acknowledged).toBe(true);
    await expect.poll(() => slack.ephemerals().filter(({ text }) => text.includes("out of date")).length).toBe(4);
    expect(house.kept).toEqual([]);
  });

  test("S-06 shortcuts and views of an older app configuration are acknowledged", async () => {
    const { slack } = room;
    const common = {
      team: { id: "T0SIGNAL" },
      user: { id: "UANN", team_id: "T0SIGNAL" },
      is_enterprise_install: false,
    };
    const bodies = [
      { ...common, type: "shortcut", callback_id: "old", trigger_id: "1" },
      { ...common, type: "view_submission", view: { callback_id: "old", id: "V1" } },
      { ...common, type: "block_suggestion", action_id: "old", value: "x" },
    ];
    for (const body of bodies) {
      const { acknowledged } = await slack.again({ kind: "interactive", body, outcome: Promise.resolve(neverSent) })
        .outcome;
      expect(acknowledged).toBe(true);
    }
  });

  test("S-07 S-43 what comes twice is kept once: an event, a command, a press", async () => {
    const { slack, house } = room;
    const { ts } = await postCard();
    const sent = [
      slack.mention({ ...ann, text: "hosts" }),
      slack.command({ ...ann, text: "help" }),
      slack.click({ user: "UBO", channel: "C0PS", messageTs: ts, actionId: "signalbox.deny" }),
    ];
    for (const one of sent) {
      await one.outcome;
      for (let time = 0; time < 3; time++) expect((await slack.again(one).outcome).acknowledged).toBe(true);
    }
    expect(textsOf(house.attended).toSorted()).toEqual(["deny", "help", "hosts"]);
  });

  test("S-09 a message that mentions the bot arrives as two events and is answered once", async () => {
    const { slack, house } = room;
    const { ts, body } = slack.mention({ ...ann, text: "hosts" });
    const { event } = body as unknown as { event: object };
    await slack.event({ ...event, type: "message", channel_type: "channel" }).outcome;
    await house.until((arrival) => arrival.kind === "message" && arrival.message.id.endsWith(ts));
    expect(textsOf(house.kept)).toEqual(["hosts"]);
  });

  test.each([
    ["another bot's words", { bot_id: "B1", user: "U1" }],
    ["its own words", { user: "U0BOT" }],
    ["an edit", { subtype: "message_changed", message: { text: "hosts" } }],
    ["a deletion", { subtype: "message_deleted" }],
    ["an integration", { subtype: "bot_message", bot_id: "B1" }],
    ["an edited mention", { user: "UANN", edited: { user: "UANN", ts: "1" } }],
    ["talk among people", { user: "UANN", channel_type: "channel", text: "lunch?" }],
    ["an event without a person", {}],
  ])("S-10 %s is acknowledged and left alone", async (_, odd) => {
    const { slack, house } = room;
    const ts = slack.world.ts();
    const event = { type: "message", channel: "C0PS", channel_type: "im", text: "hosts", ts, ...odd };
    expect((await slack.event(event).outcome).acknowledged).toBe(true);
    expect(house.kept).toEqual([]);
  });

  test("S-15 two presses are two answers of one person, told apart from one press that came twice", async () => {
    const { slack, house } = room;
    const { ts } = await postCard();
    const click = { user: "UBO", channel: "C0PS", messageTs: ts, actionId: "signalbox.approve" };
    await Promise.all([slack.click(click).outcome, slack.click(click).outcome]);
    expect(new Set(house.kept.map((arrival) => arrival.kind === "click" && arrival.click.id)).size).toBe(2);
  });

  test("S-107 a press is its presser's, bound to the request and digest the card showed, in the card's thread", async () => {
    const { slack, house } = room;
    const { ts, root } = await postCard();
    await slack.click({ user: "UBO", channel: "C0PS", messageTs: ts, actionId: "signalbox.approve" }).outcome;
    expect(house.kept).toMatchObject([
      {
        kind: "click",
        click: {
          account: { platform: "slack", id: "UBO" },
          request: "r-8KQ2ZC7M",
          digest: "9d3e01abf00d5eed",
          verdict: "approve",
          place: { channel: "C0PS", thread: root, direct: false },
        },
      },
    ]);
  });

  test("a suggestion is said by whoever presses it, as a message of theirs", async () => {
    const { slack, house } = room;
    const root = slack.world.ts();
    const ref = await room.deliver(replies["bot-asks-which-host"] ?? say(""), { place: threadOf(root) });
    await slack.click({ user: "UBO", channel: "C0PS", messageTs: ref?.["ts"] ?? "", actionId: "signalbox.say.1" })
      .outcome;
    expect(house.kept).toMatchObject([
      {
        kind: "message",
        message: {
          account: { id: "UBO" },
          text: "playbook.run playbook=clean-temp targets=web-2",
          place: { thread: root },
        },
      },
    ]);
  });

  test("S-83 S-84 a mention within a thread stays there: its root, never a reply", async () => {
    const { slack, house } = room;
    const root = slack.world.ts();
    await slack.mention({ ...ann, text: "hosts", thread: root }).outcome;
    expect(house.kept).toMatchObject([{ message: { place: { thread: root } } }]);
  });

  test("words to the bot alone need no mention, and nobody else reads them", async () => {
    const { slack, house } = room;
    const { ts, outcome } = slack.direct({ user: "UANN", channel: "D0ANN", text: "hosts" });
    await outcome;
    expect(house.kept).toMatchObject([{ message: { text: "hosts", place: { thread: ts, direct: true } } }]);
  });

  test("S-85 a command is its words, the id of who used it, and no name; everybody sees what was asked", async () => {
    const { slack, house } = room;
    const { outcome, body } = slack.command({
      ...ann,
      text: "clean &lt;tmp&gt; on <http://web-1.example.com|web-1.example.com>",
    });
    expect((await outcome).body).toEqual({ response_type: "in_channel" });
    expect(house.kept).toMatchObject([
      {
        message: {
          id: body["trigger_id"],
          account: { id: "UANN" },
          text: "clean <tmp> on web-1.example.com",
          place: { channel: "C0PS", direct: false },
        },
      },
    ]);
    expect(JSON.stringify(house.kept)).not.toContain("somebody");
  });

  test("S-46 what comes from another workspace is turned away", async () => {
    const { slack, house } = room;
    const { body } = slack.mention({ ...ann, text: "hosts" });
    const { event } = body as unknown as { event: Record<string, unknown> };
    const { status = 401, attempts } = await slack.event({ ...event, ts: slack.world.ts() }, "T0THER").outcome;
    expect({ status, attempts }).toEqual({ status: 401, attempts: 1 });
    await slack.command({ ...ann, text: "hosts", teamId: "T0THER" }).outcome;
    expect(house.kept).toHaveLength(1);
  });

  test("S-29 whose words could not be kept while the adapter stops is told so", async () => {
    const { slack, house, adapter } = room;
    house.stall = 10_000;
    const { outcome } = slack.mention({ ...ann, text: "hosts" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await adapter.stop();
    expect((await outcome).acknowledged).toBe(true);
    expect(slack.ephemerals()).toMatchObject([{ user: "UANN", text: expect.stringContaining(notKept) }]);
  });

  test("S-29 what has arrived is finished before the adapter has stopped", async () => {
    const { slack, house, adapter } = room;
    house.stall = 300;
    let finished = false;
    house.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      finished = true;
    };
    const { outcome } = slack.mention({ ...ann, text: "hosts" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    await adapter.stop();
    expect(finished).toBe(true);
    expect((await outcome).acknowledged).toBe(true);
    await expect.poll(() => slack.sockets.connections()).toBe(0);
  });
});

const neverSent = { acknowledged: false, ms: 0, body: null, attempts: 0 };
