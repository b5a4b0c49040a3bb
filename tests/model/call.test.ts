import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createBreaker } from "../../src/model/breaker.ts";
import { createCall, type Call } from "../../src/model/call.ts";
import type { Why } from "../../src/model/fault.ts";
import { ollamaChat } from "../../src/model/ollama-chat.ts";
import { createTurnstile } from "../../src/model/turnstile.ts";
import type { Fault } from "../fakes/ollama/faults.ts";
import { fakeOllama, qwen, type FakeOllama } from "../fakes/ollama/server.ts";

const schema = z.strictObject({ a_act: z.enum(["command", "other"]), b_evidence: z.string() });
const { $schema: _, ...format } = z.toJSONSchema(schema);
const good = JSON.stringify({ a_act: "command", b_evidence: "run it" });
const prompt = { system: "label it", user: '"run it"' };
const deadline = 400;
/** What is allowed beyond the deadline. */
const grace = 500;

let server: FakeOllama;
let call: Call;
const callOf = (url: string, more: object = {}): Call =>
  createCall({ chat: ollamaChat({ url, model: qwen.name }), deadline, ...more });

beforeEach(async () => {
  server = await fakeOllama();
  server.reply = () => good;
  call = callOf(server.url);
});
afterEach(() => server.stop());

/** Nothing is left open at the server, some moments later. */
async function closed(): Promise<void> {
  for (let waited = 0; server.open() > 0 && waited < 500; waited += 10) await sleep(10);
  expect(server.open()).toBe(0);
}

const faults: readonly (readonly [name: string, fault: Fault, why: Why, attempts: number])[] = [
  ["hangs before its headers", { kind: "hang" }, "timeout", 1],
  ["stalls after its first words", { kind: "stall" }, "timeout", 1],
  ["drips for ever", { kind: "drip", every: 20 }, "timeout", 1],
  ["breaks off between lines", { kind: "cut" }, "cut", 1],
  ["breaks off in a line", { kind: "cut", half: true }, "cut", 1],
  ["never says that it is done", { kind: "unfinished" }, "cut", 1],
  ["says an error in the middle", { kind: "error-line", error: "llama runner crashed" }, "failed", 1],
  ["says nothing", { kind: "ends", text: "", reason: "stop" }, "empty", 1],
  ["runs out of tokens behind a whole answer", { kind: "ends", text: good, reason: "length" }, "truncated", 1],
  ["was unloaded meanwhile", { kind: "ends", text: good, reason: "unload" }, "truncated", 1],
  ["floods", { kind: "flood", bytes: 200_000 }, "too_large", 1],
  ["lacks the model", { kind: "status", status: 404, error: "model 'x' not found" }, "missing", 1],
  ["is full", { kind: "status", status: 503, error: "server busy, please try again" }, "busy", 1],
  ["refuses", { kind: "status", status: 400, error: "invalid format" }, "refused", 1],
  ["shows a page", { kind: "page", status: 200, html: "<html>sign in</html>" }, "failed", 1],
  ["shows a page with an error", { kind: "page", status: 502, html: "<html>bad gateway</html>" }, "refused", 1],
  ["sends us elsewhere", { kind: "redirect", to: "http://127.0.0.1:9/api/chat" }, "refused", 1],
  ["answers in prose", { kind: "ends", text: `Sure! ${good}`, reason: "stop" }, "not_json", 2],
  ["fences its answer", { kind: "ends", text: `\`\`\`json\n${good}\n\`\`\``, reason: "stop" }, "not_json", 2],
  ["invents a value", { kind: "ends", text: '{"a_act":"DROP","b_evidence":""}', reason: "stop" }, "schema", 2],
  ["adds a key", { kind: "ends", text: '{"a_act":"other","b_evidence":"","x":1}', reason: "stop" }, "schema", 2],
  ["leaves a key out", { kind: "ends", text: '{"a_act":"other"}', reason: "stop" }, "schema", 2],
];

describe("a call of the model", () => {
  it("sends the form and everything that keeps a server honest", async () => {
    expect(await call(prompt, schema, format)).toMatchObject({
      ok: true,
      value: { a_act: "command", b_evidence: "run it" },
    });
    const [sent] = server.chats;
    expect(sent).toMatchObject({
      model: qwen.name,
      format,
      think: false,
      truncate: false,
      shift: false,
      options: { temperature: 0, num_ctx: 8192, num_predict: 400 },
      messages: [
        { role: "system", content: "label it" },
        { role: "user", content: '"run it"' },
      ],
    });
    expect(sent?.tools).toBeUndefined();
    expect(server.pulls).toEqual([]);
    await closed();
  });

  it.each(faults)(
    "whose server %s comes to a reason in time, with the socket closed",
    async (_name, fault, why, attempts) => {
      server.reply = () => fault;
      const started = performance.now();
      const answer = await call(prompt, schema, format);
      expect(answer).toMatchObject({ ok: false, why });
      expect(performance.now() - started).toBeLessThan(deadline + grace);
      expect(server.chats).toHaveLength(attempts);
      await closed();
    },
  );

  it("whose server is not there says so at once", async () => {
    await server.stop();
    expect(await call(prompt, schema, format)).toMatchObject({ ok: false, why: "down" });
  });

  it("mends a wrong form with one more attempt", async () => {
    server.reply = (_request, number) => (number === 1 ? "Sure!" : good);
    expect(await call(prompt, schema, format)).toMatchObject({ ok: true });
    expect(server.chats).toHaveLength(2);
  });

  it("prints nothing, whatever the server writes", async () => {
    const printed: unknown[] = [];
    const { log, warn, error } = console;
    Object.assign(console, {
      log: (...all: unknown[]) => printed.push(all),
      warn: (...all: unknown[]) => printed.push(all),
      error: (...all: unknown[]) => printed.push(all),
    });
    try {
      for (const [, fault] of faults.filter(([, , why]) => why !== "timeout")) {
        server.reply = () => fault;
        await call(prompt, schema, format);
      }
    } finally {
      Object.assign(console, { log, warn, error });
    }
    expect(printed).toEqual([]);
  });

  it("that is given up leaves the others alone", async () => {
    const two = callOf(server.url, { turnstile: createTurnstile(2, 8) });
    server.reply = (_request, number) => (number === 1 ? { kind: "hang" } : { kind: "late", ms: 150, text: good });
    const hung = two(prompt, schema, format);
    await sleep(deadline - 100);
    const other = two(prompt, schema, format);
    expect(await hung).toMatchObject({ ok: false, why: "timeout" });
    expect(await other).toMatchObject({ ok: true });
    await closed();
  });
});

/** What a call comes to, and what was told of it; then nothing more is told. */
const told = async (fault: Fault | string) => {
  server.reply = () => fault;
  const pieces: string[] = [];
  const listening = callOf(server.url);
  const answer = await listening(prompt, schema, format, (piece) => void pieces.push(piece));
  const then = pieces.length;
  await closed();
  await sleep(30);
  expect(pieces).toHaveLength(then);
  return { answer, pieces };
};

describe("a call whose words are told as they come", () => {
  it("tells them piece by piece, and returns the same words whole", async () => {
    const { answer, pieces } = await told(good);
    expect(answer).toMatchObject({ ok: true, value: JSON.parse(good) as object });
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join("")).toBe(good);
  });

  it("tells them before the answer is over", async () => {
    server.reply = () => ({ kind: "drip", every: 20 });
    const times: number[] = [];
    const started = performance.now();
    await call(prompt, schema, format, () => void times.push(performance.now() - started));
    expect(times[0]).toBeLessThan(deadline / 2);
    expect(times.at(-1)).toBeLessThan(deadline + grace);
  });

  it.each(faults)(
    "whose server %s comes to the same reason, and nothing is told afterwards",
    async (_name, fault, why, attempts) => {
      const { answer, pieces } = await told(fault);
      expect(answer).toMatchObject({ ok: false, why });
      // What was told cannot be taken back, so it is not said twice in different words.
      expect(server.chats).toHaveLength(pieces.length > 0 ? 1 : attempts);
    },
  );

  it("gets as much room as it may be long", async () => {
    const text = JSON.stringify({ a_act: "other", b_evidence: "é".repeat(40_000) });
    server.reply = () => text;
    const asked = async (longest: number) => {
      const chat = ollamaChat({ url: server.url, model: qwen.name, longest });
      return (await createCall({ chat, deadline })(prompt, schema, format)).ok;
    };
    expect([await asked(400), await asked(800)]).toEqual([false, true]);
    expect(server.chats.map(({ options }) => options?.["num_predict"])).toEqual([400, 800]);
  });
});

describe("many calls", () => {
  it("wait for one another; who finds no seat or waits too long goes without", async () => {
    server.reply = () => ({ kind: "late", ms: 150, text: good });
    const answers = await Promise.all(Array.from({ length: 12 }, () => call(prompt, schema, format)));
    const served = answers.filter((one) => one.ok).length;
    expect(served).toBeGreaterThanOrEqual(1);
    expect(answers.filter((one) => !one.ok && one.why === "busy").length).toBeGreaterThanOrEqual(12 - 1 - 8);
    for (const { ms } of answers) expect(ms).toBeLessThan(deadline + grace);
    await closed();
  });

  it("after two time-outs spare the server, and one more attempt later decides", async () => {
    let now = 0;
    const spared = callOf(server.url, { breaker: createBreaker(30_000, () => now), deadline: 100 });
    server.reply = () => ({ kind: "hang" });
    const why = async () => {
      const answer = await spared(prompt, schema, format);
      return answer.ok ? "ok" : answer.why;
    };
    expect([await why(), await why(), await why()]).toEqual(["timeout", "timeout", "resting"]);
    expect(server.chats).toHaveLength(2);
    now = 30_001;
    expect([await why(), await why()]).toEqual(["timeout", "resting"]);
    now = 60_002;
    server.reply = () => good;
    expect([await why(), await why()]).toEqual(["ok", "ok"]);
  });
});
