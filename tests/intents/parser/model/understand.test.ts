import { describe, expect, it } from "vitest";
import type { Call } from "../../../../src/model/call.ts";
import type { Why } from "../../../../src/model/fault.ts";
import { createProposer, type Proposed } from "../../../../intents/parser/model/index.ts";
import { createUnderstanding } from "../../../../intents/parser/understand.ts";
import type { Intent, Turn } from "../../../../src/intent.ts";
import { actions, names } from "../catalog.ts";
import { handlesIn, look, parse } from "./proposer.ts";

/** An understanding whose proposals a test makes, and how often it was asked for one. */
function understanding(propose: (text: string) => Promise<Proposed> | Proposed, most?: number) {
  const asked: string[] = [];
  let version = "1";
  const made = createUnderstanding({
    parse,
    propose: async (text) => {
      asked.push(text);
      return propose(text);
    },
    look,
    tenant: "here",
    version: () => version,
    ...(most === undefined ? {} : { most }),
  });
  return {
    ...made,
    asked,
    newVersion: () => {
      version += "1";
    },
  };
}

const status: Intent = { kind: "act", action: "host.status", params: { host: "web-1" }, reading: { stage: "model" } };
const found = (): Proposed => ({ asked: true, intent: status });
/** Words that the deterministic stages leave open. */
const open = "mull web-1 over for me";

describe("understanding", () => {
  it("leaves to the model only what the parser left open and nothing forbade", async () => {
    const { parse: read, asked } = understanding(found);
    for (const text of [
      "run clean-temp on web-1",
      "don't restart nginx",
      "how do I purge the cache?",
      "host.status",
      "playbook.run clean-temp",
    ]) {
      expect(await read(text)).toEqual(parse(text));
    }
    expect(asked).toEqual([]);
    expect(await read(open)).toEqual(status);
    expect(asked).toEqual([open]);
  });

  it("asks once for the same words in the same thread, however they are typed", async () => {
    const { parse: read, asked, forget, newVersion } = understanding(found);
    const thread: Turn[] = [{ role: "bot", done: { action: "host.status", params: { host: "web-2" } } }];
    const elsewhere: Turn[] = [{ role: "bot", done: { action: "host.status", params: { host: "db-1" } } }];
    await read(open);
    await read(`  ${open} `);
    await read(open, [{ role: "user", text: "what I said before is nothing to it" }]);
    await Promise.all([read(open), read(open)]);
    expect(asked).toHaveLength(1);
    await read(open, thread);
    await read(open, elsewhere);
    await read(open, thread);
    expect(asked).toHaveLength(3);
    newVersion();
    await read(open);
    expect(asked).toHaveLength(4);
    forget();
    await read(open);
    expect(asked).toHaveLength(5);
  });

  it("asks once where two ask at the same time, and remembers so many and no more", async () => {
    const { parse: read, asked } = understanding(found, 2);
    await Promise.all([read(open), read(open), read(open)]);
    expect(asked).toHaveLength(1);
    await read(`${open} one`);
    await read(open);
    await read(`${open} two`);
    await read(open);
    expect(asked).toHaveLength(3);
    await read(`${open} one`);
    expect(asked).toHaveLength(4);
  });

  it("says so where the model could not be asked and the words were of the trade, and asks again next time", async () => {
    const { parse: read, asked } = understanding(() => ({ asked: false, why: "timeout" }));
    expect(await read(open)).toEqual({
      ...parse(open),
      reading: { ...parse(open).reading, unasked: "it did not answer in time" },
    });
    expect(await read("lovely weather today")).toEqual(parse("lovely weather today"));
    await read(open);
    expect(asked).toHaveLength(3);
  });
});

const propose = (call: Call, redact = (text: string): string => text) =>
  createProposer({ call, actions, names, look, redact });
const failing =
  (why: Why): Call =>
  async () => ({ ok: false, why, detail: "", ms: 1 });

describe("the proposer", () => {
  it("does not ask about what is nobody's business", async () => {
    let asked = 0;
    const call: Call = async () => {
      asked++;
      return { ok: false, why: "down", detail: "", ms: 0 };
    };
    for (const text of ["good morning", "my sister sings", "see you at lunch", ""]) {
      expect(await propose(call)(text, [], parse(text))).toEqual({ asked: true, intent: null });
    }
    expect(asked).toBe(0);
  });

  it("passes on why the model could not be asked", async () => {
    expect(await propose(failing("resting"))(open, [], parse(open))).toEqual({ asked: false, why: "resting" });
  });

  it("sends no secret", async () => {
    const sent: string[] = [];
    const call: Call = async ({ system, user }) => {
      sent.push(system, user);
      return { ok: false, why: "down", detail: "", ms: 0 };
    };
    const text = `${open} with hunter2-hunter2`;
    await propose(call, (one) => one.replaceAll("hunter2-hunter2", "[redacted]"))(text, [], parse(text));
    expect(sent.join("\n")).toContain("[redacted]");
    expect(sent.join("\n")).not.toContain("hunter2");
  });

  it("keeps the parser's own question where the model only has another", async () => {
    const text = "restart payments fixes it";
    const sure = parse(text);
    const call: Call = async (_prompt, schema, format) => {
      const chosen = Object.fromEntries(Object.entries(handlesIn(format)).map(([key, [, first = ""]]) => [key, first]));
      const said = { a_act: "command", b_evidence: text, c_action: "service.restart", ...chosen };
      return { ok: true, value: schema.parse(said), ms: 1 };
    };
    const proposed = await propose(call)(text, [], sure);
    expect(proposed.asked && proposed.intent?.kind).not.toBe("act");
    expect(sure.kind === "clarify" ? proposed : { asked: true, intent: null }).toEqual({ asked: true, intent: null });
  });
});
