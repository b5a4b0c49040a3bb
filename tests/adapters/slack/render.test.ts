import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { render } from "../../../adapters/slack/render.ts";
import type { Card } from "../../../src/card.ts";
import type { Reply } from "../../../src/reply.ts";
import { breaks } from "../../fakes/slack/rules.ts";
import { cases, cleanWeb1, hostile, mallorysCard, mallorysReply, pointApi, replies, states } from "./characters.ts";

const golden = (name: string): string => path.join(import.meta.dirname, "../../golden/slack", `${name}.json`);

/** What the rules find in this reply, sent as the adapter sends it. */
const brokenBy = (reply: Reply): string[] =>
  breaks("chat.postMessage", {
    ...render(reply),
    channel: "C0PS",
    unfurl_links: false,
    unfurl_media: false,
  });

/** Everything in it that Slack shows as text. */
function texts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(texts);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "text" && typeof inner === "string" ? [inner] : texts(inner),
  );
}

/** The ids of the buttons of a card, row by row. */
const rows = (card: Card): string[][] =>
  render({ reply: "card", card }).blocks.flatMap((block) =>
    block.type === "actions"
      ? [block.elements.map((element) => ("action_id" in element && element.action_id) || "")]
      : [],
  );

describe("a card", () => {
  test.each(states)("looks like its golden file when %s", async (state) => {
    const reply: Reply = { reply: "card", card: cleanWeb1(state) };
    expect(brokenBy(reply)).toEqual([]);
    const text = JSON.stringify(render(reply), null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(golden(`ann-asks-to-clean-web-1.${state}`));
  });

  test("shows what is changed, who has said yes and the way back", async () => {
    const text = JSON.stringify(render({ reply: "card", card: pointApi }), null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(golden("ann-points-api-elsewhere.waiting"));
  });

  test.each(Object.entries(cases))("AP-11 looks like its golden file: %s", async (name, card) => {
    expect(brokenBy({ reply: "card", card })).toEqual([]);
    await expect(`${JSON.stringify(render({ reply: "card", card }), null, 2)}\n`).toMatchFileSnapshot(golden(name));
  });

  test("AP-13 never has a yes taken back where Approve was", () => {
    for (const card of [cleanWeb1("queued"), cases["bo-may-take-back-a-yes"]!]) {
      const [first = [], second] = rows(card);
      expect(first).not.toContain("signalbox.retract");
      expect(second).toEqual(["signalbox.retract"]);
    }
  });

  test("AP-14 under a broken glass says so before anything else, also in notifications", () => {
    const { text, blocks } = render({ reply: "card", card: cases["mallory-breaks-the-glass"]! });
    expect(text).toMatch(/^🚨 BROKEN GLASS/);
    expect(JSON.stringify(blocks[0])).toContain("🚨 *BROKEN GLASS* `g-4F7Q2M1X`");
  });

  test("shows the last output while it runs", async () => {
    const text = JSON.stringify(render({ reply: "card", card: cleanWeb1("running") }, ["removing a", "removing b"]));
    expect(text).toContain("removing a\\nremoving b");
  });

  test("S-59 its buttons name the request and the digest that was read, and nothing else", () => {
    const { blocks } = render({ reply: "card", card: cleanWeb1("waiting") });
    const values = [...JSON.stringify(blocks).matchAll(/"value":"([^"]*)"/g)].map(([, value]) => value);
    expect(values).toEqual(Array.from({ length: 3 }, () => "r-8KQ2ZC7M:9d3e01abf00d5eed"));
  });

  test("asks once more before something destructive is approved", () => {
    expect(JSON.stringify(render({ reply: "card", card: cleanWeb1("waiting") }))).toContain('"confirm":{');
    expect(JSON.stringify(render({ reply: "card", card: pointApi }))).not.toContain('"confirm":{');
  });
});

describe("a reply", () => {
  test.each(Object.entries(replies))("%s looks like its golden file", async (name, reply) => {
    expect(brokenBy(reply)).toEqual([]);
    await expect(`${JSON.stringify(render(reply), null, 2)}\n`).toMatchFileSnapshot(golden(name));
  });

  test("S-51 S-52 S-53 that is endless fits, and says that it was cut", () => {
    const endless: Reply[] = [
      { reply: "text", text: "word ".repeat(100_000) },
      { reply: "text", text: "x".repeat(100_000) },
      { reply: "text", text: "&".repeat(100_000) },
      { reply: "text", text: "log", blocks: [{ kind: "code", text: "<line> & more\n".repeat(50_000) }] },
      { reply: "text", text: "log", blocks: [{ kind: "code", text: "`".repeat(100_000) }] },
      {
        reply: "text",
        text: "many",
        blocks: Array.from({ length: 99 }, () => ({ kind: "text", text: "one" }) as const),
      },
      { reply: "text", text: "😀".repeat(20_000) },
    ];
    for (const reply of endless) {
      expect(brokenBy(reply)).toEqual([]);
      expect(JSON.stringify(render(reply).blocks)).toContain("… there is more than fits");
    }
  });

  test("S-54 suggestions that no button can hold are not shown as buttons", () => {
    const suggestions = Array.from({ length: 40 }, (_, index) => ({
      label: "long ".repeat(100),
      command: index === 0 ? "x".repeat(2001) : "help",
    }));
    const reply: Reply = { reply: "text", text: "Which one?", suggestions };
    expect(brokenBy(reply)).toEqual([]);
    expect(JSON.stringify(render(reply))).not.toContain("xxx");
  });
});

describe("S-60 S-62 text that others wrote", () => {
  const hostiles: Reply[] = [
    mallorysReply,
    ...states.map((state) => ({ reply: "card", card: mallorysCard(state) }) as const),
  ];

  test("mentions nobody, links nowhere and stays in its code block", async () => {
    for (const reply of hostiles) {
      const rendered = render(reply);
      expect(brokenBy(reply)).toEqual([]);
      const shown = texts(rendered).join("\n");
      for (const text of hostile.slice(0, 8)) expect(shown).not.toContain(text);
      expect(shown).not.toMatch(/(?!\n)\p{Cc}|\u202E/u);
    }
    const text = JSON.stringify(render({ reply: "card", card: mallorysCard("waiting") }), null, 2);
    await expect(`${text}\n`).toMatchFileSnapshot(golden("mallory-asks-in-disguise.waiting"));
  });

  test("whatever it is, Slack takes it and shows it as text", () => {
    const piece = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...hostile), fc.constantFrom("`", "\n", "<"));
    const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const card = { ...mallorysCard("failed"), sentence: one, because: other, requester: one };
        const blocks = [
          { kind: "code", text: one },
          { kind: "text", text: other },
        ] as const;
        expect(brokenBy({ reply: "card", card })).toEqual([]);
        expect(brokenBy({ reply: "text", text: `x${one}`, blocks })).toEqual([]);
      }),
    );
  });
});

/** How the source of an answer that says this is shown. */
const cited = (source: object, text = "Said."): string => {
  const reply = {
    reply: "answer",
    text,
    abstained: false,
    confidence: 1,
    blocks: [],
    sources: [{ doc: "team:a.md", section: "Steps#steps", quote: "q", score: 1, ...source }],
    suggestions: [],
  } as const;
  expect(brokenBy(reply)).toEqual([]);
  return texts(render(reply).blocks).find((one) => one.startsWith("📖")) ?? "";
};

describe("the source of an answer", () => {
  test("leads to where it can be read, and bears the number that the answer cites it by", () => {
    const link = "https://git.example/ops/blob/main/a.md#steps";
    expect(cited({ link })).toContain(`📖 \`team:a.md\` › *Steps*\n${link}`);
    expect(cited({}, "Turn it off. [1]")).toMatch(/^📖 \[1\] `team:a\.md`/);
  });

  test("is text throughout, whatever it calls itself", () => {
    const said = cited({ link: "https://wiki.example/<!here>", doc: "x|https://evil.example> <!channel>" });
    expect(said).not.toMatch(/<(?!U\+)/);
  });
});
