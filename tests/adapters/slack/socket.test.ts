import { afterEach, describe, expect, test } from "vitest";
import { slackAdapter } from "../../../adapters/slack/index.ts";
import { say } from "../../../src/reply.ts";
import { startFakeSlack, type FakeSlack } from "../../fakes/slack/index.ts";
import { openHouse } from "./house.ts";
import { adapterFor, log, openRoom, secret, type Room } from "./room.ts";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const ann = { user: "UANN", channel: "C0PS" };
const opens = (slack: FakeSlack) => slack.calls.filter(({ method }) => method === "apps.connections.open");

describe("Socket Mode", () => {
  let room: Room;
  afterEach(() => room.close());

  test("S-20 asks for connections with the app-level token, in the header", async () => {
    room = await openRoom("Socket Mode");
    expect(opens(room.slack)).toHaveLength(2);
    expect(opens(room.slack).every(({ token }) => token === "header")).toBe(true);
  });

  test("S-21 hears on every connection", async () => {
    room = await openRoom("Socket Mode");
    await Promise.all(
      Array.from({ length: 6 }, (_, index) => room.slack.command({ ...ann, text: `c${index}` }).outcome),
    );
    expect(room.house.kept).toHaveLength(6);
  });

  test("S-22 loses no command while Slack moves its connections, one after the other", async () => {
    room = await openRoom("Socket Mode");
    const { slack } = room;
    const refreshed = new AbortController();
    const refresh = (async () => {
      for (const reason of ["warning", "refresh_requested", "warning", "refresh_requested"] as const) {
        await sleep(300);
        await slack.sockets.untilConnected(2);
        slack.sockets.disconnect(reason);
      }
      refreshed.abort();
    })();
    const outcomes = [];
    while (!refreshed.signal.aborted) {
      outcomes.push(slack.command({ ...ann, text: "hosts" }).outcome);
      await sleep(5);
    }
    await refresh;
    const lost = (await Promise.all(outcomes)).filter(({ acknowledged }) => !acknowledged);
    expect(outcomes.length).toBeGreaterThan(100);
    expect(lost.length).toBe(0);
    await slack.sockets.untilConnected(2);
  });

  test("S-23 leaves Slack in peace where Socket Mode has been switched off", async () => {
    room = await openRoom("Socket Mode");
    room.slack.sockets.disconnect("link_disabled", 0);
    room.slack.sockets.disconnect("link_disabled", 1);
    await sleep(1500);
    expect(opens(room.slack)).toHaveLength(2);
  });

  test("S-24 is back after its connection was cut", async () => {
    room = await openRoom("Socket Mode");
    const { slack, house } = room;
    slack.sockets.cut(0);
    slack.sockets.cut(0);
    expect(slack.sockets.connections()).toBe(0);
    await slack.sockets.untilConnected(2);
    expect((await slack.mention({ ...ann, text: "hosts" }).outcome).acknowledged).toBe(true);
    expect(house.kept).toHaveLength(1);
  });

  test("S-24 does not hammer Slack while it opens no connections", async () => {
    room = await openRoom("Socket Mode");
    room.slack.faults.plant("apps.connections.open", { kind: "status", status: 500 }, 1000);
    room.slack.sockets.cut(0);
    room.slack.sockets.cut(0);
    await sleep(3500);
    // Two connections, each at once and after about 1 and 2 seconds more.
    expect(opens(room.slack).length).toBeLessThanOrEqual(2 + 2 * 4);
    room.slack.faults.clear();
    await expect.poll(() => room.slack.sockets.connections(), { timeout: 10_000 }).toBe(2);
  });

  test.each(["invalid_auth", "not_authed", "account_inactive", "user_removed_from_team", "team_disabled"])(
    "S-25 lives on when Slack answers %s to a reconnection",
    async (error) => {
      room = await openRoom("Socket Mode");
      const { slack } = room;
      slack.faults.plant("apps.connections.open", { kind: "error", error }, 1);
      slack.sockets.cut(0);
      await expect.poll(() => opens(slack).length, { timeout: 4000 }).toBe(3);
      await sleep(100);
      // The other connection still serves.
      expect((await slack.command({ ...ann, text: "hosts" }).outcome).acknowledged).toBe(true);
    },
  );

  test("S-29 leaves no connection behind that was being dialled when it stopped", async () => {
    room = await openRoom("Socket Mode");
    const { slack, adapter } = room;
    slack.faults.plant("apps.connections.open", { kind: "slow", ms: 500 }, 2);
    slack.sockets.cut(0);
    await expect.poll(() => opens(slack).length, { timeout: 4000 }).toBe(3);
    await adapter.stop();
    await sleep(800);
    expect(slack.sockets.connections()).toBe(0);
  });

  test("S-27 what was kept is answered in the channel, though its acknowledgement found the connection gone", async () => {
    room = await openRoom("Socket Mode", { patience: { ackWithin: 1500 } });
    const { slack, house } = room;
    house.stall = 400;
    house.answer = async (arrival) => {
      if (arrival.kind === "message") await room.deliver(say("here they are"), { place: arrival.message.place });
    };
    const { outcome } = slack.command({ ...ann, text: "hosts" });
    await sleep(100);
    slack.sockets.cut(0);
    slack.sockets.cut(0);
    await slack.waitForMessage(({ text }) => text === "here they are");
    expect((await outcome).acknowledged).toBe(false);
    expect(house.kept).toHaveLength(1);
  });

  test("S-28 an event whose acknowledgement was lost comes again and is recognised", async () => {
    room = await openRoom("Socket Mode", { patience: { ackWithin: 1000 } });
    const { slack, house } = room;
    house.stall = 400;
    const { outcome } = slack.mention({ ...ann, text: "hosts" });
    await sleep(100);
    slack.sockets.cut(0);
    slack.sockets.cut(0);
    const { acknowledged, attempts } = await outcome;
    expect(acknowledged).toBe(true);
    expect(attempts).toBeGreaterThan(1);
    expect(house.attended).toHaveLength(1);
  });
});

describe("at the start", () => {
  test("S-26 P-7 Slack may be out of reach: the adapter is there as soon as Slack is", async () => {
    const slack = await startFakeSlack();
    slack.faults.plant("*", { kind: "cut" }, 1);
    const adapter = adapterFor(slack, "Socket Mode");
    const house = openHouse();
    await adapter.start(house);
    expect(slack.sockets.connections()).toBe(0);
    await slack.sockets.untilConnected(2);
    expect((await slack.mention({ ...ann, text: "hosts" }).outcome).acknowledged).toBe(true);
    await adapter.stop();
    await slack.close();
    expect(house.kept).toHaveLength(1);
  });

  test.each(["auth.test", "apps.connections.open"])(
    "P-7 a token that %s refuses is said so, at once",
    async (method) => {
      const slack = await startFakeSlack();
      slack.faults.plant(method, { kind: "error", error: "invalid_auth" }, 10);
      const adapter = adapterFor(slack, "Socket Mode");
      await expect(adapter.start(openHouse())).rejects.toMatchObject({ code: "SLACK_REFUSED" });
      await adapter.stop();
      await slack.close();
    },
  );

  const nothing = { bot_token: null, app_token: null, signing_secret: null, host: "127.0.0.1", connections: 2 };
  test.each([
    ["slack.bot_token", nothing],
    ["slack.app_token", { ...nothing, bot_token: secret("xoxb") }],
    ["slack.port", { ...nothing, bot_token: secret("xoxb"), signing_secret: secret("s") }],
  ])("a missing %s is named", async (setting, config) => {
    const starting = slackAdapter({ config, log }).start(openHouse());
    await expect(starting).rejects.toMatchObject({ code: "NOT_CONFIGURED", message: expect.stringContaining(setting) });
  });
});
