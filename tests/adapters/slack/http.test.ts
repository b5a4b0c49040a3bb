import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHttpSender } from "../../fakes/slack/http-sender.ts";
import { eventBody, mentionEvent } from "../../fakes/slack/payloads.ts";
import { openRoom, type Room } from "./room.ts";

const json = { "content-type": "application/json" };
const form = { "content-type": "application/x-www-form-urlencoded" };
const now = (): number => Math.floor(Date.now() / 1000);

describe("HTTP", () => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom("HTTP");
  });
  afterEach(() => room.close());

  const event = (): string =>
    JSON.stringify(
      eventBody(mentionEvent({ user: "UANN", text: "<@U0BOT> hosts", channel: "C0PS", ts: room.slack.world.ts() })),
    );

  test("S-40 the known answer of Slack's documentation is ours", () => {
    const raw =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar" +
      "&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=" +
      "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
      "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    const slack = createHttpSender(() => "", "8f742231b10e8888abcd99yyyzzz85a5", { ackWithin: 0, again: [] });
    expect(slack.sign(raw, 1_531_420_618)["x-slack-signature"]).toBe(
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    );
  });

  test("S-40 a signed request is taken", async () => {
    const { http } = room.slack;
    const raw = event();
    expect((await http.post(raw, { ...json, ...http.sign(raw) })).status).toBe(200);
    expect(room.house.kept).toHaveLength(1);
  });

  test.each([
    ["S-41 signed for other words", (raw: string) => room.slack.http.sign(`${raw} `)],
    ["S-41 not signed at all", () => ({})],
    ["S-41 without a time", (raw: string) => ({ ...room.slack.http.sign(raw), "x-slack-request-timestamp": "" })],
    ["S-41 more than five minutes old", (raw: string) => room.slack.http.sign(raw, now() - 301)],
    ["S-42 more than five minutes in the future", (raw: string) => room.slack.http.sign(raw, now() + 310)],
    [
      "S-42 with a time that is no number",
      (raw: string) => ({ ...room.slack.http.sign(raw), "x-slack-request-timestamp": "soon" }),
    ],
  ])("%s is turned away, unread", async (_, headers) => {
    const raw = event();
    const { status } = await room.slack.http.post(raw, { ...json, ...headers(raw) });
    expect(status).toBe(401);
    expect(room.house.kept).toEqual([]);
  });

  test("S-42 four minutes in the future is a clock that is a little off", async () => {
    const raw = event();
    const { status } = await room.slack.http.post(raw, { ...json, ...room.slack.http.sign(raw, now() + 240) });
    expect(status).toBe(200);
  });

  test("S-43 a signed request sent once more is taken once", async () => {
    const { http } = room.slack;
    const raw = event();
    const headers = { ...json, ...http.sign(raw) };
    for (let time = 0; time < 3; time++) expect((await http.post(raw, headers)).status).toBe(200);
    expect(room.house.attended).toHaveLength(1);
  });

  test("S-44 Slack may ask whether we are here", async () => {
    const { http } = room.slack;
    const raw = JSON.stringify({ type: "url_verification", challenge: "abc", token: "x" });
    const { status, body } = await http.post(raw, { ...json, ...http.sign(raw) });
    expect({ status, body: JSON.parse(body) as unknown }).toEqual({ status: 200, body: { challenge: "abc" } });
    expect((await http.post(raw, json)).status).toBe(401);
    const smuggled = `ssl_check=1&command=%2Fsignalbox&text=hosts&team_id=T0SIGNAL&trigger_id=1`;
    expect((await http.post(smuggled, form)).status).toBe(200);
    expect(room.house.kept).toEqual([]);
  });

  test("S-45 more than four megabytes are too many", async () => {
    const { http } = room.slack;
    const raw = JSON.stringify({ type: "event_callback", filler: "x".repeat(4_300_000) });
    expect((await http.post(raw, { ...json, ...http.sign(raw) })).status).toBe(413);
  });

  test("S-12 Slack's complaint about too many events is acknowledged", async () => {
    const { http } = room.slack;
    const raw = JSON.stringify({ type: "app_rate_limited", team_id: "T0SIGNAL", minute_rate_limited: 1_518_467_820 });
    expect((await http.post(raw, { ...json, ...http.sign(raw) })).status).toBe(200);
  });

  test("S-14 a refusal that will stay one says so", async () => {
    const { http } = room.slack;
    const raw = JSON.stringify(eventBody(mentionEvent({ user: "U1", text: "x", channel: "C1", ts: "1.2" }), "T0THER"));
    const { status, headers } = await http.post(raw, { ...json, ...http.sign(raw) });
    expect({ status, again: headers["x-slack-no-retry"] }).toEqual({ status: 401, again: "1" });
  });

  test("nothing else is served", async () => {
    const { status } = await fetch(`http://127.0.0.1:${room.adapter.port()}/`);
    expect(status).toBe(404);
  });
});
