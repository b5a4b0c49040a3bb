import { expect, it } from "vitest";
import type { Message } from "../src/message.ts";
import type { Person } from "../src/people.ts";
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

it("remembers that it answered from the runbooks, until something else is done, whatever is said of the answer", () => {
  const threads = createThreads();
  const last = () => threads.before(said("x")).findLast(({ role }) => role === "bot");
  const reading = { stage: "frames" } as const;
  threads.remember(said("how do I …?"), { kind: "ask", question: "how do I …?", reading });
  expect(last()).toEqual({ role: "bot", answered: true });
  threads.remember(said("status of web-1"), act);
  threads.remember(said("everywhere"), { kind: "act", action: "ask", params: { everywhere: true }, reading });
  threads.remember(said("that helped"), { kind: "act", action: "answer.helped", params: {}, reading });
  expect(last()).toEqual({ role: "bot", answered: true });
  threads.remember(said("status of web-1"), act);
  expect(last()).toMatchObject({ done: { action: "host.status" } });
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

const ann: Person = { id: "ann", name: "Ann", roles: [], accounts: [{ platform: "test", id: "ann" }] };
const nothing = { kind: "none", reading: { stage: "fallback" } } as const;
const { place } = said("");

it("tells how the last message of a thread was read, to the one who said it", () => {
  const threads = createThreads();
  threads.remember(said("good morning"), nothing);
  threads.remember(said("status of web-1"), act);
  threads.remember(said("hello", "bob"), nothing);
  expect(threads.last(ann, place)).toEqual({
    text: "status of web-1",
    intent: act,
    follows: true,
    request: null,
    here: true,
  });
  expect(threads.last({ ...ann, accounts: [{ platform: "else", id: "ann" }] }, place)).toBeNull();
  expect(threads.last({ ...ann, accounts: [] }, place)).toBeNull();
});

it("takes the last message of the channel where nothing was said in the thread, and none of another channel", () => {
  const threads = createThreads();
  threads.remember(said("status of web-1"), act);
  threads.remember(said("good morning", "ann", "2"), nothing);
  threads.remember(said("hello", "bob", "3"), nothing);
  expect(threads.last(ann, { ...place, thread: "3" })).toMatchObject({
    text: "good morning",
    here: false,
    follows: false,
  });
  expect(threads.last(ann, { ...place, thread: "1" })).toMatchObject({ text: "status of web-1", here: true });
  expect(threads.last(ann, { platform: "test", channel: "ops", direct: false })).toMatchObject({ here: false });
  expect(threads.last(ann, { ...place, channel: "other" })).toBeNull();
  expect(threads.last(ann, { ...place, workspace: "T2" })).toBeNull();
});

it("knows the accounts of one person as one person", () => {
  const threads = createThreads();
  threads.remember(said("status of web-1", "ann-2"), act);
  const two = { ...ann, accounts: [...ann.accounts, { platform: "test", id: "ann-2" }] };
  expect(threads.last(two, place)).toMatchObject({ text: "status of web-1" });
});

it("knows the request that came of the last message, and forgets it with the message", () => {
  let now = 0;
  const threads = createThreads(() => now);
  const message = said("status of web-1");
  threads.remember(message, act);
  threads.led(message, "r-1");
  expect(threads.last(ann, place)).toMatchObject({ request: "r-1" });
  threads.remember(said("good morning"), nothing);
  threads.led(message, "r-2");
  expect(threads.last(ann, place)).toMatchObject({ text: "good morning", request: null });
  now = 600_000;
  expect(threads.last(ann, place)).toBeNull();
});

it("takes why for no turn: it explains the message before it, and a question stays open", () => {
  const threads = createThreads();
  threads.remember(said("status of web-1"), act);
  threads.remember(said("why?"), { kind: "act", action: "why", params: {}, reading: { stage: "grammar" } });
  expect(threads.before(said("again"))).toHaveLength(2);
  expect(threads.last(ann, place)).toMatchObject({ text: "status of web-1" });
});
