import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { say } from "../../../src/reply.ts";
import { openRoom, transports, type Room } from "./room.ts";

describe.each(transports)("people in Slack, over %s", (transport) => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom(transport);
  });
  afterEach(() => room.close());

  test("P-5 a mention is written down before it is acknowledged, and answered in its thread", async () => {
    const { slack, house } = room;
    house.stall = 200;
    house.answer = async (arrival) => {
      if (arrival.kind !== "message") return;
      await room.deliver(say("Hello Ann"), { place: arrival.message.place });
    };
    const { ts, outcome } = slack.mention({ user: "UANN", text: "hello", channel: "C0PS" });
    const { acknowledged, ms, attempts } = await outcome;
    expect({ acknowledged, attempts }).toEqual({ acknowledged: true, attempts: 1 });
    expect(ms).toBeGreaterThanOrEqual(200);
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
});
