/**
 * An Ollama for tests: the paths that Signalbox uses, as the server of about version 0.33 answers them, with answers
 * that a test writes and faults that a test plants. The unmodified npm packages drive it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { embed, type EmbedRequest } from "./embed.ts";
import type { Fault } from "./faults.ts";

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly format?: unknown;
  readonly stream?: boolean;
  readonly think?: unknown;
  readonly tools?: unknown;
  readonly truncate?: unknown;
  readonly shift?: unknown;
  readonly keep_alive?: unknown;
  readonly options?: Readonly<Record<string, unknown>>;
}

/** The model's words, or what goes wrong. */
export type Reply = (request: ChatRequest, number: number) => string | Fault;

export interface FakeModel {
  readonly name: string;
  readonly size: number;
  readonly capabilities: readonly string[];
  /** Set for models that run somewhere else. */
  readonly remote?: string;
}

/** A line of a pull, or an error in the middle of it. */
export type PullLine =
  | { readonly status: string; readonly digest?: string; readonly total?: number; readonly completed?: number }
  | { readonly error: string };

export interface FakeOllama {
  readonly url: string;
  readonly port: number;
  readonly models: FakeModel[];
  /** Names of what is in memory. */
  readonly loaded: Set<string>;
  readonly chats: ChatRequest[];
  readonly embeds: EmbedRequest[];
  /** Of the vectors that it gives. */
  dimension: number;
  /** The most words of a text that the embedding model reads. */
  context: number;
  /** Milliseconds until vectors come. */
  loading: number;
  readonly pulls: string[];
  /** Method and path of everything that was asked. */
  readonly calls: string[];
  /** Chats whose connection is open at this moment. */
  open(): number;
  reply: Reply;
  /** What the next pulls say; they end with `success` unless they say an error. */
  pull: readonly PullLine[];
  /** Milliseconds between the lines of a pull. */
  pace: number;
  /** Pulls whose connection is open. */
  pulling(): number;
  /** Nothing is answered. */
  deaf: boolean;
  /** As before version 0.30: `tags` says nothing of capabilities. */
  old: boolean;
  stop(): Promise<void>;
}

export const qwen: FakeModel = {
  name: "qwen3:4b-instruct",
  size: 2_500_000_000,
  capabilities: ["completion", "tools"],
};

const layer = "sha256:3e4cb14174460404e7a233e531675303b2fbf7749c02f91864fe311ab6344e4f";
const goodPull: readonly PullLine[] = [
  { status: "pulling manifest" },
  { status: "pulling 3e4cb1417446", digest: layer, total: 2_500_000_000 },
  { status: "pulling 3e4cb1417446", digest: layer, total: 2_500_000_000, completed: 1_250_000_000 },
  { status: "pulling 3e4cb1417446", digest: layer, total: 2_500_000_000, completed: 2_500_000_000 },
  { status: "verifying sha256 digest" },
  { status: "writing manifest" },
  { status: "success" },
];

/** A model that wants nothing: every key of the form, and nothing in it. */
const wantsNothing: Reply = ({ format }) => {
  const { properties = {} } = (format ?? {}) as { properties?: object };
  const blank = Object.fromEntries(Object.keys(properties).map((key) => [key, ""]));
  return JSON.stringify({ ...blank, a_act: "other", c_action: "none" });
};
const details = { parent_model: "", format: "gguf", family: "qwen3", families: ["qwen3"], parameter_size: "4.0B" };

export async function fakeOllama(models: readonly FakeModel[] = [qwen], port = 0): Promise<FakeOllama> {
  const chatting = new Set<Socket>();
  const pulling = new Set<Socket>();
  const fake: Omit<FakeOllama, "url" | "port" | "stop"> = {
    models: [...models],
    loaded: new Set(models.map((model) => model.name)),
    chats: [],
    embeds: [],
    dimension: 64,
    context: 1000,
    loading: 0,
    pulls: [],
    calls: [],
    open: () => chatting.size,
    reply: wantsNothing,
    pull: goodPull,
    pace: 0,
    pulling: () => pulling.size,
    deaf: false,
    old: false,
  };
  const find = (name: string): FakeModel | undefined =>
    fake.models.find((model) => model.name === name || model.name === `${name}:latest`);
  const listed = (model: FakeModel): object => ({
    name: model.name,
    model: model.name,
    ...(model.remote ? { remote_model: model.name, remote_host: model.remote } : {}),
    modified_at: "2026-11-20T10:00:00.000000000Z",
    size: model.size,
    digest: layer.slice("sha256:".length),
    details: { ...details, quantization_level: "Q4_K_M" },
    ...(fake.old ? {} : { capabilities: model.capabilities }),
  });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    const path = request.url ?? "/";
    fake.calls.push(`${request.method} ${path}`);
    if (fake.deaf) return;
    const missing = (name: string): void => json(response, 404, { error: `model '${name}' not found` });
    switch (`${request.method} ${path}`) {
      case "GET /api/version":
        return json(response, 200, { version: "0.33.1" });
      case "GET /api/tags":
        return json(response, 200, { models: fake.models.map(listed) });
      case "GET /api/ps":
        return json(response, 200, {
          models: fake.models
            .filter((model) => fake.loaded.has(model.name))
            .map((model) => ({
              ...listed(model),
              expires_at: "2026-11-20T11:00:00Z",
              size_vram: 0,
              context_length: 8192,
            })),
        });
      case "POST /api/show": {
        const model = nameIn(text);
        const found = find(model);
        if (!found) return missing(model);
        return json(response, 200, { modelfile: "", details, model_info: {}, capabilities: found.capabilities });
      }
      case "POST /api/chat": {
        const chat = JSON.parse(text) as ChatRequest;
        fake.chats.push(chat);
        const { socket } = request;
        chatting.add(socket);
        response.once("close", () => chatting.delete(socket));
        if (!find(chat.model)) return missing(chat.model);
        return answer(response, chat, fake.reply, fake.chats.length, fake.loaded);
      }
      case "POST /api/embed": {
        const asked = JSON.parse(text) as EmbedRequest;
        fake.embeds.push(asked);
        if (!find(asked.model)) return missing(asked.model);
        if (fake.loading > 0) await sleep(fake.loading);
        return json(response, ...embed(asked, fake.dimension, fake.context));
      }
      case "POST /api/pull": {
        const model = nameIn(text);
        fake.pulls.push(model);
        pulling.add(request.socket);
        response.once("close", () => pulling.delete(request.socket));
        response.writeHead(200, { "content-type": "application/x-ndjson" });
        for (const line of fake.pull) {
          if (response.destroyed) return;
          response.write(`${JSON.stringify(line)}\n`);
          if (fake.pace > 0) await sleep(fake.pace);
        }
        if (fake.pull.some((line) => "status" in line && line.status === "success")) {
          fake.models.push({ ...qwen, name: model });
        }
        response.end();
        return;
      }
      default:
        return json(response, 404, { error: "404 page not found" });
    }
  };

  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => {
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address() as AddressInfo;
  return Object.assign(fake, {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** `name` is the older key; the npm package still sends it. */
function nameIn(text: string): string {
  const { model, name } = JSON.parse(text) as { model?: string; name?: string };
  return model ?? name ?? "";
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

async function answer(
  response: ServerResponse,
  chat: ChatRequest,
  reply: Reply,
  number: number,
  loaded: Set<string>,
): Promise<void> {
  const { model, messages } = chat;
  const created_at = "2026-11-20T10:00:00.000000000Z";
  const line = (content: string, more: object = { done: false }): string =>
    `${JSON.stringify({ model, created_at, message: { role: "assistant", content }, ...more })}\n`;
  const end = (reason: string): string =>
    line("", {
      done: true,
      done_reason: reason,
      total_duration: 900_000_000,
      load_duration: 1_000_000,
      prompt_eval_count: 1200,
      prompt_eval_duration: 300_000_000,
      eval_count: 60,
      eval_duration: 500_000_000,
    });
  const begin = (): void => void response.writeHead(200, { "content-type": "application/x-ndjson" });
  // An empty chat loads the model and says so.
  if (messages.length === 0) {
    loaded.add(model);
    return json(response, 200, {
      model,
      created_at,
      message: { role: "assistant", content: "" },
      done: true,
      done_reason: "load",
    });
  }
  const said = reply(chat, number);
  const fault: Fault = typeof said === "string" ? { kind: "ends", text: said, reason: "stop" } : said;
  switch (fault.kind) {
    case "hang":
      return;
    case "stall":
      begin();
      response.write(line('{"a_act":'));
      return;
    case "drip":
      begin();
      while (!response.destroyed) {
        response.write(line("a"));
        await sleep(fault.every);
      }
      return;
    case "cut":
      begin();
      response.write(line('{"a_act":'));
      if (fault.half) response.write(line('"command"').slice(0, 20));
      await sleep(20);
      response.destroy();
      return;
    case "unfinished":
      begin();
      response.end(line('{"a_act":'));
      return;
    case "error-line":
      begin();
      response.write(line('{"a_act":'));
      response.end(`${JSON.stringify({ error: fault.error })}\n`);
      return;
    case "flood":
      begin();
      for (let sent = 0; sent < fault.bytes && !response.destroyed; sent += 1000) {
        response.write(line("x".repeat(900)));
        await sleep(0);
      }
      response.end(end("stop"));
      return;
    case "status":
      return json(response, fault.status, { error: fault.error });
    case "page":
      response.writeHead(fault.status, { "content-type": "text/html" });
      response.end(fault.html);
      return;
    case "redirect":
      response.writeHead(307, { location: fault.to });
      response.end();
      return;
    case "slow":
      begin();
      for (const piece of fault.text.match(/.{1,12}/gsu) ?? []) {
        if (response.destroyed) return;
        response.write(line(piece));
        await sleep(fault.every);
      }
      response.end(end("stop"));
      return;
    case "breaks":
      begin();
      for (const piece of fault.text.match(/.{1,12}/gsu) ?? []) response.write(line(piece));
      await sleep(20);
      response.destroy();
      return;
    case "late":
      await sleep(fault.ms);
      begin();
      response.end(line(fault.text) + end("stop"));
      return;
    case "ends": {
      begin();
      const third = Math.ceil(fault.text.length / 3);
      for (let at = 0; at < fault.text.length; at += third) response.write(line(fault.text.slice(at, at + third)));
      response.end(end(fault.reason));
      return;
    }
  }
}
