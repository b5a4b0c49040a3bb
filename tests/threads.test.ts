import { expect, it } from "vitest";
import type { Message } from "../src/message.ts";
import { createThreads } from "../src/threads.ts";

const said = (text: string, by = "ann", thread = "1"): Message => ({
  id: text,
  account: { platform: "test", id: by },
  place: { platform: "test", channel: "ops", thread, direct: false },
  text,
  at: "2026-11-20T14:00:00.000Z",
});
const act = { kind: "act", action: "host.status", params: { host: "web-1" }, reading: { stage: "frames" } } as const;

it("remembers what one person said in one thread, and nobody else's words", () => {
  const threads = createThreads();
  threads.remember(said("status of web-1"), act);
  expect(threads.before(said("same on web-2"))).toEqual([
    { role: "user", text: "status of web-1" },
    { role: "bot", done: { action: "host.status", params: { host: "web-1" } } },
  ]);
  expect(threads.before(said("same on web-2", "bob"))).toEqual([]);
  expect(threads.before(said("same on web-2", "ann", "2"))).toEqual([]);
});

it("forgets after ten minutes of silence", () => {
  let now = 0;
  const threads = createThreads(() => now);
  threads.remember(said("status of web-1"), act);
  now = 599_999;
  expect(threads.before(said("again"))).toHaveLength(2);
  now = 600_000;
  expect(threads.before(said("again"))).toEqual([]);
});

it("keeps a bounded number of threads and turns", () => {
  const threads = createThreads();
  for (let number = 0; number < 1001; number++) threads.remember(said("x", "ann", String(number)), act);
  expect(threads.before(said("x", "ann", "0"))).toEqual([]);
  for (let turn = 0; turn < 20; turn++) threads.remember(said("x", "ann", "7"), act);
  expect(threads.before(said("x", "ann", "7"))).toHaveLength(6);
});

it("keeps a pending question, so that its answer can be read", () => {
  const threads = createThreads();
  const clarify = {
    kind: "clarify",
    question: "Which host?",
    action: "host.status",
    params: {},
    missing: ["host"],
    candidates: ["web-1", "web-2"],
    reading: { stage: "frames" },
  } as const;
  threads.remember(said("status"), clarify);
  expect(threads.before(said("the second one")).at(-1)).toEqual({
    role: "bot",
    clarify: { intent: "host.status", missing: ["host"], params: {}, candidates: ["web-1", "web-2"] },
  });
});
