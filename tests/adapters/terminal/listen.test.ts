import { describe, expect, test } from "vitest";
import { readLine } from "../../../adapters/terminal/listen.ts";

const suggestions = [
  { label: "How full?", command: "metrics.query signal=disk" },
  { label: "Hosts", command: "host.list" },
];

const review = (verdict: string, request: string | null, reason: string | null) => ({
  kind: "review",
  verdict,
  request,
  reason,
});

describe("a typed line", () => {
  test.each([
    ["", { kind: "nothing" }],
    ["   ", { kind: "nothing" }],
    ["/quit", { kind: "quit" }],
    ["/as bob", { kind: "as", name: "bob" }],
    ["/approve", review("approve", null, null)],
    ["/approve r-8KQ2ZC7M", review("approve", "r-8KQ2ZC7M", null)],
    ["/deny", review("deny", null, null)],
    ["/deny not today, please", review("deny", null, "not today, please")],
    ["/deny r-8KQ2 not  today", review("deny", "r-8KQ2", "not  today")],
    ["/withdraw r-8kq2zc7m", review("withdraw", "r-8kq2zc7m", null)],
    ["/cancel", review("cancel", null, null)],
    ["2", { kind: "say", text: "host.list", picked: true }],
    ["3", { kind: "say", text: "3", picked: false }],
    ["0", { kind: "say", text: "0", picked: false }],
    ["/var is full", { kind: "say", text: "/var is full", picked: false }],
    ["/as", { kind: "say", text: "/as", picked: false }],
    ["/approved by bob", { kind: "say", text: "/approved by bob", picked: false }],
    ["  what is 2 ", { kind: "say", text: "what is 2", picked: false }],
  ])("%j is read", (line, read) => {
    expect(readLine(line, suggestions)).toEqual(read);
  });

  test("a number never means an aside, which may stand anywhere", () => {
    const why = { label: "Why?", command: "why", aside: true } as const;
    expect(readLine("1", [why])).toEqual({ kind: "say", text: "1", picked: false });
    expect(readLine("2", [why, ...suggestions])).toEqual({ kind: "say", text: "host.list", picked: true });
  });

  test("a number is only words where nothing was suggested", () => {
    expect(readLine("1", [])).toEqual({ kind: "say", text: "1", picked: false });
  });
});
