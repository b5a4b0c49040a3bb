/**
 * One answer of a model behind Ollama, through LangChain's ChatOllama. A client for each call, because its `abort` ends
 * every call of the client; and `_generate` rather than `invoke`, because the latter reports what people say to a
 * tracing service, and prints it, if some variable of the environment says so.
 */
import { boundedFetch } from "./bounded-fetch.ts";
import { longestAnswer, type Chat, type Heard } from "./call.ts";
import { ModelFault } from "./fault.ts";

export interface OllamaSettings {
  readonly url: string;
  readonly model: string;
  /** Tokens of one answer. */
  readonly longest?: number;
}

/** Tokens: room for the prompt and for one answer. */
const contextLength = 8192;

export function ollamaChat({ url, model, longest = longestAnswer }: OllamaSettings): Chat {
  const ready = Promise.all([import("@langchain/ollama"), import("@langchain/core/messages")]);
  const say: Chat["say"] = async ({ system, user }, format, signal, heard) => {
    const [{ ChatOllama }, { HumanMessage, SystemMessage }] = await ready;
    const chat = new ChatOllama({
      baseUrl: url,
      model,
      // Left out, it means yes, and then the form applies only after the thinking, if at all.
      think: false,
      temperature: 0,
      seed: 7,
      numCtx: contextLength,
      numPredict: longest,
      keepAlive: "30m",
      maxRetries: 0,
      // A prompt that is too long must fail, and not lose its beginning without a word.
      fetch: checked(
        boundedFetch({
          signal,
          longest,
          extra: { truncate: false, shift: false },
          ...(heard ? { heard: wordsTo(heard) } : {}),
        }),
      ),
    });
    // oxlint-disable-next-line no-underscore-dangle -- the method that every chat model implements, without the reporting
    const { generations } = await chat._generate([new SystemMessage(system), new HumanMessage(user)], { format });
    const message = generations[0]?.message;
    const { done, done_reason: reason } = message?.response_metadata ?? {};
    if (done !== true) throw new ModelFault("cut", "no end of the answer");
    if (reason !== "stop") throw new ModelFault("truncated", `it ended for ${String(reason)}`);
    return typeof message?.content === "string" ? message.content : "";
  };
  return { ready, say };
}

/** The words in whole lines of JSON, as they come. What else there is, and what is broken, is looked at in the end. */
function wordsTo(heard: Heard): (part: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (part) => {
    const lines = (rest + decoder.decode(part, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const words = parse(line)?.message?.content;
      if (typeof words === "string" && words !== "") heard(words);
    }
  };
}

/** The answer is lines of JSON, none of which is an error: the client would print the one and hide the other. */
const checked =
  (get: typeof fetch): typeof fetch =>
  async (url, init) => {
    const response = await get(url, init);
    const text = await response.text();
    const lines = text.split("\n").filter((line) => line !== "");
    const parts = lines.map((line) => parse(line));
    const broken = parts.findIndex((part) => part === null);
    if (broken === 0) throw new ModelFault("failed", `this is not Ollama's API: ${text}`);
    if (broken > 0) throw new ModelFault("cut", "half a line");
    const error = parts.find((part) => part?.error !== undefined)?.error;
    if (error !== undefined) throw new ModelFault("failed", JSON.stringify(error));
    if (parts.at(-1)?.done !== true) throw new ModelFault("cut", "no end of the answer");
    return new Response(text, { headers: response.headers });
  };

interface Line {
  readonly error?: unknown;
  readonly done?: unknown;
  readonly message?: { readonly content?: unknown } | null;
}

function parse(line: string): Line | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? value : null;
  } catch {
    return null;
  }
}
