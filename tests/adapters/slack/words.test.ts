import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wordsOf } from "../../../adapters/slack/words.ts";

describe("what somebody wrote in Slack, as plain words", () => {
  test.each([
    ["<@U0BOT> clean temp files on web-1", "clean temp files on web-1"],
    ["<@U0BOT|signalbox>: clean up", "clean up"],
    ["  <@U0BOT>   ", "help"],
    ["", "help"],
    ["ask <@U0BOT> and <@U1> in <#C1|ops>", "ask @U0BOT and @U1 in #C1"],
    ["<@U1> look", "@U1 look"],
    ["point <http://api.example.com|api.example.com> at 203.0.113.10", "point api.example.com at 203.0.113.10"],
    ["purge <https://shop.example.com/*>", "purge https://shop.example.com/*"],
    [
      "mail <mailto:ann@example.com|ann@example.com> or <mailto:bo@example.com>",
      "mail ann@example.com or bo@example.com",
    ],
    ["<!here> <!subteam^S1|@sre> at <!date^1^{time}|noon>", "@here @S1 at noon"],
    ["if a &lt; b &amp;&amp; b &gt; c", "if a < b && b > c"],
    ["&amp;lt;!channel&amp;gt;", "&lt;!channel&gt;"],
  ])("%s", (written, words) => {
    expect(wordsOf(written, "U0BOT")).toBe(words);
  });

  test("takes whatever is written in time that grows no faster than its length", () => {
    const long = ["<".repeat(40_000), "<@U0BOT" + "|x".repeat(20_000), " ".repeat(40_000), "<a".repeat(20_000)];
    const before = performance.now();
    for (const text of long) wordsOf(text, "U0BOT");
    expect(performance.now() - before).toBeLessThan(500);
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => wordsOf(text, "U0BOT") !== ""));
  });
});
