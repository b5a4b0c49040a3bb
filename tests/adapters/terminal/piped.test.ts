import { PassThrough } from "node:stream";
import { text as readAll } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { terminalAdapter, type TerminalOptions } from "../../../adapters/terminal/index.ts";
import type { Arrival, Message } from "../../../src/message.ts";
import { problem } from "../../../src/problem.ts";
import { say } from "../../../src/reply.ts";
import { cleanLocalhost } from "./characters.ts";
import { openHouse, people, type TestHouse } from "./house.ts";

/** Pipes these lines in and gives back what came out and what reached the house. */
async function pipe(
  lines: string,
  answer: (arrival: Arrival, house: TestHouse) => Promise<void> | void,
  options: Partial<TerminalOptions> = {},
) {
  const input = new PassThrough();
  const output = new PassThrough();
  const all = readAll(output);
  const adapter = terminalAdapter({ input, output, account: "ann", demo: true, people, site: "Test", ...options });
  const house = openHouse(() => adapter, answer);
  // A house opens slowly: everything has been piped in long before.
  input.end(lines);
  await sleep(20);
  await adapter.start(house);
  await adapter.finished;
  await adapter.stop();
  output.end();
  return { output: await all, arrivals: house.arrivals };
}

const echo = (arrival: Arrival, house: TestHouse): Promise<void> =>
  house.say(say(arrival.kind === "message" ? `heard: ${arrival.message.text}` : `click: ${arrival.click.verdict}`));

const messages = (arrivals: readonly Arrival[]): Message[] =>
  arrivals.flatMap((arrival) => (arrival.kind === "message" ? [arrival.message] : []));

describe("piped input", () => {
  test("becomes messages with ids of their own, in a direct place", async () => {
    const { arrivals, output } = await pipe("help\n\n  host.list \nlast without line break", echo);
    const heard = messages(arrivals);
    expect(heard.map(({ text }) => text)).toEqual(["help", "host.list", "last without line break"]);
    expect(new Set(heard.map(({ id }) => id)).size).toBe(3);
    expect(heard[0]?.place).toEqual({ platform: "terminal", channel: "terminal", direct: true });
    expect(heard[0]?.account).toEqual({ platform: "terminal", id: "ann" });
    expect(output).toBe("heard: help\n\nheard: host.list\n\nheard: last without line break\n");
  });

  test("waits for the reply to one line before it takes the next", async () => {
    let underWay = 0;
    await pipe("one\ntwo\nthree\n", async (arrival, house) => {
      underWay += 1;
      expect(underWay).toBe(1);
      // The reply may come after attend has ended, as from an outbox.
      void sleep(20).then(() => {
        underWay -= 1;
        return echo(arrival, house);
      });
    });
    expect(underWay).toBe(0);
  });

  test("waits until a request rests: Ann asks, Bob approves, it runs, then the next line is heard", async () => {
    const order: string[] = [];
    const { output, arrivals } = await pipe(
      "clean temp files\n/as bob\n/approve\nwhat happened?\n",
      async (arrival, house) => {
        if (arrival.kind === "click") {
          await house.say({ reply: "card", card: cleanLocalhost("queued") });
          void (async () => {
            await sleep(40);
            await house.say({ reply: "card", card: cleanLocalhost("running") });
            await sleep(80);
            order.push("done");
            await house.say({ reply: "card", card: cleanLocalhost("done") });
          })();
        } else if (arrival.message.text === "clean temp files") {
          await house.say({ reply: "card", card: cleanLocalhost("waiting") });
        } else {
          order.push("next line");
          await echo(arrival, house);
        }
      },
    );
    expect(order).toEqual(["done", "next line"]);
    expect(arrivals[1]).toMatchObject({
      kind: "click",
      click: {
        account: { id: "bob" },
        request: "r-8KQ2ZC7M",
        digest: cleanLocalhost("waiting").digest,
        verdict: "approve",
      },
    });
    expect(output).toContain("/as bob and then /approve");
    expect(output).toContain("✔ playbook.run r-8KQ2ZC7M: Deleted 3 files");
    expect(output.match(/╭/g)).toHaveLength(1);
  });

  test("ends only when what was asked last has rested", async () => {
    const { output } = await pipe("go\n", async (_, house) => {
      await house.say({ reply: "card", card: cleanLocalhost("running") });
      void sleep(60).then(() => house.say({ reply: "card", card: cleanLocalhost("failed") }));
    });
    expect(output).toContain("Step 2 of 3 ended with exit code 1");
  });

  test("says so when no answer comes, and goes on", async () => {
    const { output } = await pipe(
      "lost\nfound\n",
      (arrival, house) =>
        arrival.kind === "message" && arrival.message.text === "lost" ? undefined : echo(arrival, house),
      { patience: 50 },
    );
    expect(output).toContain("No answer came within 0.05 s.");
    expect(output).toContain("heard: found");
  });

  test("tells that a message could not be written down", async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const adapter = terminalAdapter({ input, output, account: "ann", demo: false, people, site: "Test" });
    await adapter.start({
      receive: () => Promise.reject(problem("INBOX_UNAVAILABLE", {})),
      attend: () => Promise.reject(new Error("never called")),
    });
    input.end("help\n");
    await adapter.finished;
    expect(String(output.read())).toContain("I could not write your message down");
  });

  test("a bug is not swallowed", async () => {
    await expect(pipe("help\n", () => Promise.reject(new RangeError("a bug")))).rejects.toThrow("a bug");
  });

  test("ends when nobody reads any more, as in `| head`", async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const adapter = terminalAdapter({ input, output, account: "ann", demo: true, people, site: "Test" });
    const house = openHouse(
      () => adapter,
      // The outbox keeps what could not be said.
      (arrival, at) => echo(arrival, at).catch(() => {}),
    );
    await adapter.start(house);
    output.destroy(new Error("EPIPE"));
    input.write("help\n");
    await adapter.finished;
    expect(house.arrivals.length).toBeLessThanOrEqual(1);
  });

  test("/quit leaves the rest unread", async () => {
    const { arrivals } = await pipe("one\n/quit\ntwo\n", echo);
    expect(messages(arrivals).map(({ text }) => text)).toEqual(["one"]);
  });
});

describe("speaking as somebody else", () => {
  test("is for demonstrations only", async () => {
    const { output, arrivals } = await pipe("/as bob\nhelp\n", echo, { demo: false });
    expect(output).toContain("Speaking as somebody else is switched off here.");
    expect(messages(arrivals)[0]?.account.id).toBe("ann");
  });

  test("is for people who exist", async () => {
    const { output } = await pipe("/as mallory\n", echo);
    expect(output).toContain("I know nobody called mallory.");
  });

  test("lends nobody an account they do not have: Carol's is on Slack", async () => {
    const { arrivals } = await pipe("/as carol\nhelp\n", echo);
    expect(people.of(messages(arrivals)[0]!.account)).toBeNull();
  });
});

describe("an answer to a card", () => {
  test("needs a card that was shown here", async () => {
    const { output, arrivals } = await pipe("/approve\n/deny r-NOTHERE1 no\n", echo);
    expect(arrivals).toEqual([]);
    expect(output).toContain("No card has been shown in this terminal.");
    expect(output).toContain("No card r-NOTHERE1 has been shown in this terminal.");
  });

  test("finds the card by the beginning of its id and carries the reason", async () => {
    const { arrivals } = await pipe("go\n/deny r-8kq not today\n", (arrival, house) =>
      arrival.kind === "click" ? echo(arrival, house) : house.say({ reply: "card", card: cleanLocalhost("waiting") }),
    );
    expect(arrivals[1]).toMatchObject({ click: { request: "r-8KQ2ZC7M", verdict: "deny", reason: "not today" } });
  });
});

describe("AP-7 words about a card", () => {
  const given = { ...cleanLocalhost("done"), request: "r-AS1DE000", params: { job: "r-8KQ2ZC7M" } };

  test("are a command of whoever says them, for the card shown last or the one named", async () => {
    const { arrivals } = await pipe(
      "/reason too early\ngo\n/reason the “disk” is full\n/narrow targets=web-1\n/reason r-ELSEWHER why\n",
      (arrival, house) =>
        arrival.kind === "message" && arrival.message.text === "go"
          ? house.say({ reply: "card", card: cleanLocalhost("waiting") })
          : echo(arrival, house),
    );
    expect(messages(arrivals).map(({ text }) => text)).toEqual([
      "go",
      String.raw`job.reason job=r-8KQ2ZC7M reason="the \u201cdisk\u201d is full"`,
      "job.narrow job=r-8KQ2ZC7M set.targets=web-1",
      "job.reason job=r-ELSEWHER reason=why",
    ]);
  });

  test("take nobody's eyes off it: /approve still means that card", async () => {
    const { arrivals } = await pipe("go\n/reason the disk is full\n/as bob\n/approve\n", (arrival, house) => {
      if (arrival.kind === "click") return echo(arrival, house);
      if (arrival.message.text === "go") return house.say({ reply: "card", card: cleanLocalhost("waiting") });
      return house.say({ reply: "card", card: given });
    });
    expect(arrivals[2]).toMatchObject({ click: { verdict: "approve", request: "r-8KQ2ZC7M" } });
  });

  test("that have to be agreed to themselves do", async () => {
    const { arrivals } = await pipe("go\n/narrow targets=web-1\n/as bob\n/approve\n", (arrival, house) => {
      if (arrival.kind === "click") return echo(arrival, house);
      const card = cleanLocalhost("waiting");
      if (arrival.message.text === "go") return house.say({ reply: "card", card });
      return house.say({ reply: "card", card: { ...card, request: "r-NARR0W00", params: { job: card.request } } });
    });
    expect(arrivals[2]).toMatchObject({ click: { verdict: "approve", request: "r-NARR0W00" } });
  });
});

const offer = (arrival: Arrival, house: TestHouse): Promise<void> =>
  arrival.kind === "message" && arrival.message.text === "offer"
    ? house.say(say("Choose.", { suggestions: [{ label: "Hosts", command: "host.list" }] }))
    : echo(arrival, house);

describe("suggestions", () => {
  test("are said by their number, once something else was not said since", async () => {
    const { arrivals } = await pipe("offer\n1\n1\n", offer);
    expect(messages(arrivals).map(({ text }) => text)).toEqual(["offer", "host.list", "1"]);
  });
});

describe("JSON", () => {
  test("is one object a line for every reply and nothing else", async () => {
    const { output } = await pipe(
      "offer\u001b[31m\ngo\n/as bob\n/approve\n/as mallory\n",
      async (arrival, house) => {
        if (arrival.kind === "click") {
          await house.say({ reply: "card", card: cleanLocalhost("queued") });
          await house.say({ reply: "card", card: cleanLocalhost("done") });
        } else if (arrival.message.text === "go") {
          await house.say({ reply: "card", card: cleanLocalhost("waiting") });
        } else await echo(arrival, house);
      },
      { json: true },
    );
    const replies = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(replies.map(({ reply, request }) => request?.state ?? reply)).toEqual([
      "text",
      "waiting",
      "queued",
      "done",
      "text",
    ]);
    expect(replies[0]).toEqual({ reply: "text", text: "heard: offer\u001b[31m" });
    expect(replies[1].request).toEqual({
      id: "r-8KQ2ZC7M",
      action: "playbook.run",
      params: { playbook: "clean-temp", targets: ["localhost"] },
      state: "waiting",
      digest: cleanLocalhost("waiting").digest,
    });
    expect(replies[3].request.receipt.summary).toBe("Deleted 3 files on localhost; 5.0 MB are free again.");
  });

  test("keeps foreign text whole but harmless to a terminal", async () => {
    const nasty = "a\u009b2J \u202Eb \u{E0041}c";
    const { output } = await pipe(
      "x\n",
      (_, house) =>
        house.say({
          reply: "answer",
          text: nasty,
          abstained: false,
          confidence: 0.5,
          blocks: [],
          sources: [],
          suggestions: [],
        }),
      { json: true },
    );
    expect(output).toContain(String.raw`a\u009b2J \u202eb \udb40\udc41c`);
    expect(JSON.parse(output)).toEqual({
      reply: "answer",
      text: nasty,
      abstained: false,
      confidence: 0.5,
      sources: [],
      suggestions: [],
    });
  });
});
