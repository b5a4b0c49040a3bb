/** The same against a real Ollama with no model in it, where one is on PATH: `npm run test:ollama`. */
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { answerTokens, createWriter } from "../../knowledge/written/write.ts";
import { createCall } from "../../src/model/call.ts";
import { ollamaChat } from "../../src/model/ollama-chat.ts";
import { ollama } from "../../src/providers/ollama.ts";
import { ollamaUrl } from "../../src/model-settings.ts";
import { dice } from "../fakes/ollama/writers.ts";
import { objections } from "../knowledge/written/oracle.ts";
import { everyPage, pagesFor, questions } from "../knowledge/written/pages.ts";
import { describeWithData, find } from "../servers/needs.ts";
import { temporaryFolder } from "../support/database.ts";

const program = find("ollama");
const forever = new AbortController().signal;

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

describeWithData(program ?? "the program ollama, which is not on PATH", "a real Ollama", () => {
  let served: ChildProcess;
  let url = "";
  const models = () => ollama({ url, allow: ["no-such-model-at-all:1b"] });

  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const home = temporaryFolder();
    served = spawn(program ?? "", ["serve"], {
      env: { PATH: process.env["PATH"], HOME: home, OLLAMA_MODELS: home, OLLAMA_HOST: `127.0.0.1:${port}` },
      stdio: "ignore",
    });
    for (let waited = 0; waited < 20_000; waited += 100) {
      if (
        await models()
          .version(forever)
          .then(
            () => true,
            () => false,
          )
      )
        return;
      await sleep(100);
    }
    throw new Error("ollama serve did not answer");
  });
  afterAll(() => void served.kill());

  it("says its version and lists nothing", async () => {
    expect(await models().version(forever)).toMatch(/^\d+\.\d+/);
    expect(await models().list(forever)).toEqual([]);
  });

  it("names a model that is missing", async () => {
    await expect(models().load("no-such-model-at-all:1b", forever)).rejects.toMatchObject({ code: "MODEL_MISSING" });
    const call = createCall({ chat: ollamaChat({ url, model: "no-such-model-at-all:1b" }), deadline: 5000 });
    const schema = z.strictObject({ a_act: z.string() });
    expect(await call({ system: "s", user: "u" }, schema, z.toJSONSchema(schema))).toMatchObject({
      ok: false,
      why: "missing",
    });
  });

  it("lacks the model that should write an answer, and none is written", async () => {
    const chat = ollamaChat({ url, model: "no-such-model-at-all:1b", longest: answerTokens });
    const reasons: string[] = [];
    const write = createWriter({
      call: createCall({ chat, deadline: 5000 }),
      redact: (text) => text,
      onNone: (why) => void reasons.push(why),
    });
    expect(await write({ question: "what fills the disk?", sections: everyPage.slice(0, 5) })).toBeNull();
    expect(reasons).toEqual(["missing"]);
  });

  it("is given up at once", async () => {
    const call = createCall({ chat: ollamaChat({ url, model: "no-such-model-at-all:1b" }), deadline: 1 });
    const schema = z.strictObject({ a_act: z.string() });
    expect((await call({ system: "s", user: "u" }, schema, z.toJSONSchema(schema))).ms).toBeLessThan(500);
    const stop = AbortSignal.timeout(50);
    await expect(models().pull("no-such-model-at-all:1b", () => undefined, stop)).rejects.toMatchObject({
      name: "Problem",
    });
  });
});

/** Set to a model that the user's own Ollama has, to see what it writes: the one thing that no fake can show. */
const own = process.env["SIGNALBOX_TEST_MODEL"];

describeWithData(
  own ? (program ?? "the program ollama, which is not on PATH") : "SIGNALBOX_TEST_MODEL",
  "a real model",
  () => {
    it("writes nothing that its sections do not say", { timeout: 600_000 }, async () => {
      const chat = ollamaChat({ url: ollamaUrl(process.env["OLLAMA_HOST"]), model: own ?? "", longest: answerTokens });
      const write = createWriter({ call: createCall({ chat, deadline: 120_000 }), redact: (text) => text });
      const random = dice(1);
      let written = 0;
      for (const [question, runbook] of questions.filter((_, i) => i % 12 === 0)) {
        const pages = pagesFor(runbook, random).slice(0, 6);
        const answer = await write({ question, sections: pages });
        const { sentences = [], dropped = [] } = answer ?? {};
        written += sentences.length;
        console.log(question, { shown: sentences.map(({ text }) => text), dropped });
        for (const { text, cites } of sentences) {
          for (const n of cites) expect(objections(text, pages.find((page) => page.n === n)?.raw ?? "")).toEqual([]);
        }
      }
      expect(written).toBeGreaterThan(0);
    });
  },
);
