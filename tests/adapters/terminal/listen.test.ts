import { describe, expect, test } from "vitest";
import { commandAbout, readLine } from "../../../adapters/terminal/listen.ts";

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
    ["/retract r-8KQ2ZC7M", review("retract", "r-8KQ2ZC7M", null)],
    ["/approve OPS-311, agreed", review("approve", null, "OPS-311, agreed")],
    ["/reason the disk is full", { kind: "about", action: "job.reason", request: null, text: "the disk is full" }],
    ["/reason r-8KQ2 it is full", { kind: "about", action: "job.reason", request: "r-8KQ2", text: "it is full" }],
    ["/reason", { kind: "about", action: "job.reason", request: null, text: "" }],
    ["/narrow targets=web-1", { kind: "about", action: "job.narrow", request: null, text: "targets=web-1" }],
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

  test.each([
    ["job.reason", "the disk is full", 'job.reason job=r-1 reason="the disk is full"'],
    ["job.reason", 'x" job=r-2 "', String.raw`job.reason job=r-1 reason="x\" job=r-2 \""`],
    ["job.reason", "", "job.reason job=r-1"],
    ["job.narrow", "targets=web-1,web-2 days=3", "job.narrow job=r-1 set.targets=web-1,web-2 set.days=3"],
    ["job.narrow", 'note="a b=c" set.days=3', 'job.narrow job=r-1 set.note="a b=c" set.days=3'],
    ["job.narrow", "web-1", "job.narrow job=r-1 web-1"],
    ["job.narrow", "", "job.narrow job=r-1"],
  ] as const)("AP-7 %s %j is the command %s", (action, text, command) => {
    expect(commandAbout(action, "r-1", text)).toBe(command);
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
