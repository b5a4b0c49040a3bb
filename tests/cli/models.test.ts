import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { withChange } from "../../src/cli/config-file.ts";
import { loadConfig } from "../../src/load-config.ts";
import { ollamaAtHome, ollamaUrl, whyRefused } from "../../src/model-settings.ts";
import { fakeOllama, qwen, type FakeOllama } from "../fakes/ollama/server.ts";
import { failure, failureOf, lines, signalbox, site, small } from "./signalbox.ts";

let server: FakeOllama;
beforeEach(async () => {
  server = await fakeOllama();
});
afterEach(() => server.stop());

const withOllama = (more = ""): string =>
  site(
    `${small}\ninventory: { hosts: { localhost: { transport: local } } }\nmodel: { provider: ollama, url: "${server.url}"${more} }\n`,
  );
const home = () => ({ OLLAMA_HOST: server.url.replace("http://", "") });

describe("signalbox models", () => {
  test("list names what is installed, allowed and used", async () => {
    const config = withOllama(", allow: [qwen3:8b]");
    const { code, out } = await signalbox(["models", "list"], { config });
    expect(code).toBe(0);
    expect(out).toMatch(/qwen3:4b-instruct of ollama is used/);
    expect(out).toMatch(/qwen3:4b-instruct +2\.5 GB +completion, tools +used; in memory/);
    expect(out).toMatch(/qwen3:8b +may be pulled/);
    const [json] = lines(await signalbox(["models", "list", "--json"], { config }));
    expect(json).toMatchObject({
      provider: "ollama",
      name: qwen.name,
      allow: ["qwen3:8b"],
      installed: [{ name: qwen.name }],
    });
  });

  test("pull tells how far it is, and keeps to what is allowed", async () => {
    const pulled = await signalbox(["models", "pull", qwen.name], { env: home() });
    expect(pulled).toMatchObject({ code: 0, out: `Pulled ${qwen.name} to Ollama at ${server.url}.\n` });
    expect(pulled.err).toContain("pulling 3e4cb1417446 50 % of 2.5 GB");
    expect(failureOf(await signalbox(["models", "pull", "mistral:7b"], { env: home() }))).toEqual(
      failure(2, /^mistral:7b is none of the models that may be pulled here\./),
    );
    await server.stop();
    expect(failureOf(await signalbox(["models", "pull", qwen.name], { env: home() }))).toEqual(
      failure(1, /^The model server at \S+ cannot be reached: .*ECONNREFUSED/),
    );
  });

  test("use writes the choice into the site's own file and leaves everything else", async () => {
    const config = site(`# ours\nname: Hut # short\n${small}`);
    const before = readFileSync(config, "utf8");
    const used = await signalbox(["models", "use", qwen.name], { config, env: home() });
    expect(used).toMatchObject({ code: 0, err: "" });
    expect(used.out).toContain(`${qwen.name} is installed.`);
    const after = readFileSync(config, "utf8");
    expect(after.startsWith(before)).toBe(true);
    expect((await loadConfig({ env: {}, cwd: "/", config })).model).toMatchObject({
      provider: "ollama",
      name: qwen.name,
    });
    await signalbox(["models", "use", "qwen3:8b"], { config, env: home() });
    expect(readFileSync(config, "utf8")).toContain("name: Hut # short");
    expect((await loadConfig({ env: {}, cwd: "/", config })).model.name).toBe("qwen3:8b");
  });

  test("use refuses what does not pass, and leaves the example alone", async () => {
    expect(failureOf(await signalbox(["models", "use", "gpt-oss:20b"]))).toEqual(
      failure(2, /^The model gpt-oss:20b is not used for reading words: its thinking cannot be switched off/),
    );
    const { out } = await signalbox(["models", "use", "qwen3:8b"], { env: home() });
    expect(out).toMatch(/Write this into your signalbox\.yml;.*signalbox\.example\.yml is left as it is/);
  });

  test("tests count and ends with one line of JSON", async () => {
    const ended = await signalbox(["models", "test", qwen.name, "--times", "2"], { env: home() });
    expect(ended.err).toBe("");
    const last = JSON.parse(ended.out.trimEnd().split("\n").at(-1) ?? "") as Record<string, number>;
    expect(last).toMatchObject({ model: qwen.name, times: 2, failed: 0 });
    expect(last["sentences"]).toBeGreaterThan(300);
    expect(last["calls"]).toBe(server.chats.length);
    expect(last["accuracy"]).toBeGreaterThan(0.8);
    expect(last["pass_k"]).toBeGreaterThan(0.8);
    expect(last["p99_ms"]).toBeGreaterThanOrEqual(last["p50_ms"] ?? Number.NaN);
  });
});

describe("signalbox parse --model", () => {
  const input = JSON.stringify({ id: 1, text: "mull localhost over for me" });

  test("asks the named model, or the configured one, or none", async () => {
    server.reply = ({ format }) => {
      const { properties } = format as { properties: Record<string, { enum?: string[] }> };
      const chosen = Object.fromEntries(
        Object.entries(properties).flatMap(([key, { enum: handles }]) =>
          key.startsWith("d_") ? [[key, key === "d_target" ? (handles?.[1] ?? "") : ""]] : [],
        ),
      );
      return JSON.stringify({
        a_act: "command",
        b_evidence: "mull localhost over",
        c_action: "host.status",
        ...chosen,
      });
    };
    const wanted = { id: 1, kind: "act", action: "host.status", params: { host: "localhost" } };
    expect(lines(await signalbox(["parse", "--model", qwen.name], { env: home(), input }))).toEqual([wanted]);
    expect(lines(await signalbox(["parse"], { config: withOllama(), input }))).toEqual([wanted]);
    expect(server.chats).toHaveLength(2);
    const [without] = lines(await signalbox(["parse", "--model", "none"], { config: withOllama(), input }));
    expect(without?.["kind"]).not.toBe("act");
    expect(server.chats).toHaveLength(2);
  });

  test("reads without it where it cannot be reached, and says so", async () => {
    await server.stop();
    const ended = await signalbox(["parse", "--model", qwen.name], { env: home(), input });
    expect(ended.code).toBe(0);
    expect(lines(ended)).toMatchObject([{ id: 1 }]);
    expect(ended.err).toBe("1 sentence was read without the model: its server cannot be reached.\n");
    expect(failureOf(await signalbox(["parse", "--model", "llama3.2"], { input }))).toEqual(
      failure(2, /^The model llama3\.2 is not used for reading words/),
    );
  });
});

describe("the bot", () => {
  test("says that the model could not be asked, beside the answer", async () => {
    server.reply = () => ({ kind: "status", status: 503, error: "server busy" });
    const config = withOllama();
    const { out } = await signalbox(["chat", "--once", "mull localhost over for me", "--json"], { config });
    const words = (JSON.parse(out) as { text: string }).text;
    expect(words).toMatch(/without the language model: it is busy/);
    const [doctor] = lines(await signalbox(["doctor", "--json"], { config }));
    expect(doctor?.["checks"]).toContainEqual({
      name: "model",
      ok: true,
      detail: `${qwen.name}, in memory; Ollama 0.33.1 at ${server.url}`,
    });
  });
});

const load = async (yaml: string) =>
  (await loadConfig({ env: { OLLAMA_HOST: "gpu-1" }, cwd: "/", config: site(yaml) })).model;

describe("the settings of the model", () => {
  test.each([
    [undefined, ollamaAtHome],
    ["", ollamaAtHome],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:9000", "http://127.0.0.1:9000"],
    ["[::]:9000", "http://127.0.0.1:9000"],
    [":9000", "http://127.0.0.1:9000"],
    ["gpu-1", "http://gpu-1:11434"],
    ["http://gpu-1", "http://gpu-1"],
    ["https://gpu-1.example.test/ollama/", "https://gpu-1.example.test/ollama"],
    ["no host at all", ollamaAtHome],
  ])("OLLAMA_HOST=%s means %s", (host, url) => {
    expect(ollamaUrl(host)).toBe(url);
  });

  test.each([
    "qwen3:4b",
    "qwen3",
    "qwen3:4b-thinking-2507-q4_K_M",
    "gpt-oss",
    "gpt-oss:20b",
    "llama3.2",
    "llama3.2:3b",
    "gemma3:4b-it-qat",
    "gemma3",
    "kimi-k2:1t-cloud",
    "qwen3-coder:480b-cloud",
    "glm-4.6:cloud",
  ])("%s is refused, with a reason", async (name) => {
    expect(whyRefused(name)).toMatch(/\w/);
    const config = site(`model: { provider: ollama, name: "${name}" }`);
    await expect(loadConfig({ env: {}, cwd: "/", config })).rejects.toThrow(
      /model\.name: .* is not used for reading words/,
    );
  });

  test.each([
    "qwen3:4b-instruct",
    "qwen3:4b-instruct-2507-q4_K_M",
    "qwen3:8b",
    "mistral:7b",
    "gemma3:12b",
    "llama3.1:8b",
  ])("%s is taken", (name) => {
    expect(whyRefused(name)).toBeNull();
  });

  test("follow OLLAMA_HOST, unless they say otherwise or are another provider's", async () => {
    expect(await load("")).toMatchObject({ provider: "none", url: "http://gpu-1:11434", allow: [qwen.name] });
    expect((await load('model: { url: "http://gpu-2:80/" }')).url).toBe("http://gpu-2:80");
    expect(await load('model: { provider: openai, name: gpt-5-mini, key: "${env:KEY}" }')).toMatchObject({
      url: null,
      key: null,
    });
  });

  test("are written without touching the rest", () => {
    const choice = { section: "model", set: { provider: "ollama", name: "a:b" } };
    expect(withChange("", choice)).toBe("model:\n  provider: ollama\n  name: a:b\n");
    expect(withChange("a: 1 # one", choice)).toBe("a: 1 # one\n\nmodel:\n  provider: ollama\n  name: a:b\n");
    expect(withChange("model:\n  # ours\n  name: x\n  allow: [y] # both\nb: 2\n", choice)).toBe(
      "model:\n  # ours\n  name: a:b\n  allow: [ y ] # both\n  provider: ollama\nb: 2\n",
    );
    expect(withChange("- no map", choice)).toBeNull();
    expect(withChange("a: [", choice)).toBeNull();
    const source = { section: "knowledge", add: { sources: { name: "team", folder: "./docs" } } };
    expect(withChange("knowledge:\n  sources:\n    # ours\n    - { name: a, folder: b }\n", source)).toBe(
      "knowledge:\n  sources:\n    # ours\n    - { name: a, folder: b }\n    - name: team\n      folder: ./docs\n",
    );
  });
});
