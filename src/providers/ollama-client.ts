/**
 * The npm package `ollama` behind one fetch of ours. By itself it has no time limits, sets no bound to what it reads,
 * follows redirects, and writes what it does not understand to the console.
 */
import type { Ollama } from "ollama";
import { isProblem, problem, type Problem } from "../problem.ts";
import { excerpt } from "./excerpt.ts";
import { readAtMost } from "./read-at-most.ts";

/** The server knows no model of that name. */
export class Missing extends Error {
  override readonly name = "Missing";
}

export interface OllamaClient {
  /** One question and its whole answer. Throws Missing, or Problem MODEL_UNREACHABLE or PROVIDER_FAILED. */
  ask<T>(question: (api: Ollama) => Promise<T>, signal: AbortSignal): Promise<T>;
  /** The lines of a long answer. Throws the same. */
  stream<T>(question: (api: Ollama) => Promise<AsyncIterable<T>>, signal: AbortSignal): AsyncIterable<T>;
}

const largestAnswer = 2_000_000;

const failed = (why: string): Problem => problem("PROVIDER_FAILED", { provider: "Ollama", why: excerpt(why, 300) });

const whole = async (response: Response): Promise<Response> =>
  new Response(await readAtMost(response, largestAnswer), { headers: response.headers });

export function ollamaClient(url: string): OllamaClient {
  const unreachable = (why: string): Problem => problem("MODEL_UNREACHABLE", { url, why });

  const problemOf = (error: unknown): unknown => {
    if (!(error instanceof Error) || isProblem(error) || error instanceof Missing) return error;
    if (error.name === "TimeoutError") return unreachable("it does not answer in time");
    if (error.name === "AbortError") return failed("it was given up");
    if (error instanceof RangeError) return failed(error.message);
    // fetch says what happened in the cause; everything else is an error that the server sent as a line.
    const { cause } = error;
    if (error instanceof TypeError) return unreachable(cause instanceof Error ? cause.message : error.message);
    return failed(error.message);
  };

  const client = async (signal: AbortSignal, read: (response: Response) => Promise<Response>): Promise<Ollama> => {
    const bounded: typeof fetch = async (address, init = {}) => {
      const signals = init.signal ? [init.signal, signal] : [signal];
      const response = await fetch(address, { ...init, signal: AbortSignal.any(signals), redirect: "error" });
      if (!response.ok) {
        const text = await readAtMost(response, largestAnswer);
        if (response.status === 404 && text.includes("model")) throw new Missing(text);
        throw failed(`HTTP ${response.status}: ${text}`);
      }
      const type = response.headers.get("content-type") ?? "";
      if (!type.includes("json")) throw unreachable("what answers there is not Ollama");
      return read(response);
    };
    const { Ollama: Client } = await import("ollama");
    return new Client({ host: url, fetch: bounded });
  };

  return {
    ask: async (question, signal) => {
      try {
        return await question(await client(signal, whole));
      } catch (error) {
        throw problemOf(error);
      }
    },
    stream: async function* (question, signal) {
      try {
        yield* await question(await client(signal, async (response) => response));
      } catch (error) {
        throw problemOf(error);
      }
    },
  };
}
