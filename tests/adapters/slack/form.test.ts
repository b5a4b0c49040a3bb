import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Card } from "../../../src/card.ts";
import { problem } from "../../../src/problem.ts";
import { modalFaults } from "../../fakes/slack/rules.ts";
import { cases, hostile, mallorysCard } from "./characters.ts";
import { openRoom, threadOf, transports, type Room } from "./room.ts";

const asksBo = cases["bo-is-asked-for-a-ticket"]!;
const annOwes = cases["ann-owes-a-reason"]!;
const notKept = problem("INBOX_UNAVAILABLE", {}).sentence;

const buttons = {
  approve: "signalbox.form.approve.1",
  deny: "signalbox.form.deny.0",
  explain: "signalbox.form.explain.10",
};

describe.each(transports)("AP-7 a reason in Slack, over %s", (transport) => {
  let room: Room;
  beforeEach(async () => {
    room = await openRoom(transport);
  });
  afterEach(() => room.close());

  /** This card in a thread, and what it is like to press one of its buttons. */
  const post = async (card: Card) => {
    const root = room.slack.world.ts();
    const ref = await room.deliver({ reply: "card", card }, { place: threadOf(root) });
    const press = (user: string, actionId: string) =>
      room.slack.click({ user, channel: "C0PS", messageTs: ref?.["ts"] ?? "", actionId });
    const open = async (user: string, actionId: string) => {
      await press(user, actionId).outcome;
      return room.slack.waitForView((view) => view.user === user && view.open);
    };
    return { root, press, open };
  };

  test("is asked for in a form that shows the plan's sentence and remembers the card by ids alone", async () => {
    const { root, open } = await post(asksBo);
    const { given } = await open("UBO", buttons.approve);
    expect(given["private_metadata"]).toBe(`r-8KQ2ZC7M:9d3e01abf00d5eed:C0PS:${root}`);
    expect(JSON.stringify(given.blocks)).toContain(asksBo.sentence);
    expect(JSON.stringify(given.blocks)).toContain("something that holds OPS-");
    expect(given.blocks.find(({ type }) => type === "input")).toMatchObject({
      optional: false,
      element: { type: "plain_text_input", multiline: true, min_length: 1, max_length: 500 },
    });
    expect(room.house.kept).toEqual([]);
  });

  test("is given with the yes, by whoever filled it in, for the digest that the card showed", async () => {
    const { root, open } = await post(asksBo);
    const sent = room.slack.submit(await open("UBO", buttons.approve), { reason: " OPS-311\nagreed <!channel> " });
    expect(await sent.outcome).toMatchObject({ acknowledged: true, attempts: 1 });
    expect(room.house.kept).toEqual([
      {
        kind: "click",
        click: {
          id: sent.body["trigger_id"],
          account: { platform: "slack", id: "UBO" },
          place: { platform: "slack", workspace: "T0SIGNAL", channel: "C0PS", thread: root, direct: false },
          request: "r-8KQ2ZC7M",
          digest: "9d3e01abf00d5eed",
          verdict: "approve",
          reason: "OPS-311\nagreed <!channel>",
          at: expect.any(String),
        },
      },
    ]);
    expect(room.slack.world.views.all).toMatchObject([{ open: false }]);
  });

  test("may be left out of a no", async () => {
    const { open } = await post(asksBo);
    await room.slack.submit(await open("UBO", buttons.deny), {}).outcome;
    expect(room.house.kept).toMatchObject([{ click: { verdict: "deny" } }]);
    expect(room.house.kept[0]).not.toHaveProperty("click.reason");
  });

  test("that its requester owes is said as their own words, whatever they are", async () => {
    const { root, open } = await post(annOwes);
    const view = await open("UANN", buttons.explain);
    expect(() => room.slack.submit(view, { reason: "too short" })).toThrow("Slack wants 10 characters");
    const reason = 'the "disk" is full\n` job=r-0BADBAD0 “x” \\" reason=y';
    await room.slack.submit(view, { reason }).outcome;
    expect(room.house.kept).toMatchObject([
      {
        kind: "message",
        message: {
          account: { id: "UANN" },
          place: { channel: "C0PS", thread: root },
          text: String.raw`job.reason job=r-3N1X0TQP reason="the \"disk\" is full\n${"`"} job=r-0BADBAD0 \u201cx\u201d \\\" reason=y"`,
        },
      },
    ]);
  });

  test("S-02 is written down before the form closes", async () => {
    const { open } = await post(asksBo);
    const view = await open("UBO", buttons.approve);
    room.house.stall = 200;
    const { ms } = await room.slack.submit(view, { reason: "OPS-311" }).outcome;
    expect(ms).toBeGreaterThanOrEqual(199);
    expect(room.house.kept).toHaveLength(1);
  });

  test("S-88 that cannot be written down stays in its form, which says so; sent again it is kept", async () => {
    const { open } = await post(asksBo);
    const view = await open("UBO", buttons.approve);
    room.house.stall = 10_000;
    const late = room.slack.submit(view, { reason: "OPS-311" });
    const { acknowledged, ms } = await late.outcome;
    expect(acknowledged).toBe(true);
    expect(ms).toBeLessThan(1000);
    expect(view).toMatchObject({ open: true, errors: { reason: expect.stringContaining(notKept) } });
    expect(room.house.attended).toEqual([]);

    room.house.stall = 0;
    const again = room.slack.submit(view, { reason: "OPS-311" });
    await again.outcome;
    expect(view.open).toBe(false);
    expect(room.house.attended).toMatchObject([{ click: { id: again.body["trigger_id"], reason: "OPS-311" } }]);
    // What came too late may have been written all the same, as settled: this one must not pass for it.
    expect(again.body["trigger_id"]).not.toBe(late.body["trigger_id"]);
  });

  test("S-43 that Slack sends twice is given once", async () => {
    const { open } = await post(asksBo);
    const sent = room.slack.submit(await open("UBO", buttons.approve), { reason: "OPS-311" });
    await sent.outcome;
    for (let time = 0; time < 3; time++) expect((await room.slack.again(sent).outcome).acknowledged).toBe(true);
    expect(room.house.attended).toHaveLength(1);
  });

  test("AP-17 S-86 a form that Slack does not open is owned up to, and the press acknowledged at once", async () => {
    const { press } = await post(asksBo);
    room.slack.faults.plant("views.open", { kind: "slow", ms: 1500 });
    const { acknowledged, ms } = await press("UBO", buttons.approve).outcome;
    expect(acknowledged).toBe(true);
    expect(ms).toBeLessThan(1000);
    await room.slack.waitForView(({ user }) => user === "UBO");

    room.slack.world.views.lasts = -1;
    await press("UBO", buttons.approve).outcome;
    const told = await room.slack.waitForEphemeral(({ text }) => text.includes("Press the button again"));
    expect(told).toMatchObject({ user: "UBO", via: "response_url" });
    expect(room.slack.calls.at(-2)).toMatchObject({ answer: { error: "expired_trigger_id" } });
    expect(room.house.kept).toEqual([]);
  });

  test("S-06 in a form of another version is not passed over in silence", async () => {
    const { open } = await post(asksBo);
    const view = await open("UBO", buttons.approve);
    const odd = { ...view, given: { ...view.given, private_metadata: "r-8KQ2ZC7M" } };
    await room.slack.submit(odd, { reason: "OPS-311" }).outcome;
    expect(odd).toMatchObject({ open: true, errors: { reason: expect.stringContaining("This form is out of date") } });
    expect(room.house.kept).toEqual([]);
  });

  test("S-60 is asked for in a form that text of others cannot break out of", async () => {
    const { open } = await post(mallorysCard("waiting"));
    const { given } = await open("UBO", "signalbox.form.approve.10");
    expect(modalFaults(given)).toEqual([]);
    for (const text of hostile.slice(0, 8)) expect(JSON.stringify(given)).not.toContain(text);
  });

  test("AP-13 a yes is taken back by a button", async () => {
    const { press } = await post(cases["bo-may-take-back-a-yes"]!);
    await press("UBO", "signalbox.retract").outcome;
    expect(room.house.kept).toMatchObject([{ kind: "click", click: { verdict: "retract", account: { id: "UBO" } } }]);
  });
});
